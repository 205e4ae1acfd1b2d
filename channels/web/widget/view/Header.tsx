// The top of the window: who answers, settings, close; and the way to a person, always in sight.
import { useState } from 'preact/hooks'
import { useChat, useStrings, useUi, useWidget } from '../context.js'
import { fill } from '../strings/index.js'
import { BellIcon, CloseIcon, GlobeIcon, MenuIcon, PersonIcon, SparkIcon } from './icons.js'

function Settings() {
  const strings = useStrings()
  const { ui, setSound } = useWidget()
  const { sound, locale } = useUi()
  const [open, setOpen] = useState(false)
  return (
    <div
      class="settings"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return
        event.stopPropagation()
        setOpen(false)
      }}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) setOpen(false)
      }}
    >
      <button
        type="button"
        class="head-button"
        aria-label={strings.menu}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <MenuIcon size={22} />
      </button>
      {open && (
        <div class="menu">
          <button type="button" aria-pressed={sound} onClick={() => setSound(!sound)}>
            <BellIcon size={17} /> {sound ? strings.soundOff : strings.soundOn}
          </button>
          <button
            type="button"
            lang={locale === 'en' ? 'zh-CN' : 'en'}
            onClick={() => {
              ui.set({ locale: locale === 'en' ? 'zh' : 'en' })
              setOpen(false)
            }}
          >
            <GlobeIcon size={17} /> {strings.language}
          </button>
        </div>
      )}
    </div>
  )
}

/** Says the truth: a button while the bot answers, a state while somebody was asked for or is there. */
function PersonLine() {
  const strings = useStrings()
  const { chat } = useWidget()
  const { owner, personName, pending } = useChat()
  if (owner === 'person')
    return (
      <div class="person-line">
        <PersonIcon size={16} /> {fill(strings.withPerson, { name: personName ?? strings.somebody })}
      </div>
    )
  if (owner === 'queue')
    return (
      <div class="person-line waiting">
        <span class="pulse" aria-hidden="true" /> {strings.queue}
      </div>
    )
  const asked = pending.some((message) => message.text === strings.personText)
  return (
    <button
      type="button"
      class="person-line"
      disabled={asked}
      onClick={() => void chat.send(strings.personText).catch(() => undefined)}
    >
      <PersonIcon size={16} /> {strings.person}
    </button>
  )
}

export function Header() {
  const strings = useStrings()
  const { locale, config } = useUi()
  const { close } = useWidget()
  return (
    <div class="head">
      <div class="head-top">
        <div class="brand" aria-hidden="true">
          <SparkIcon size={22} />
        </div>
        <div class="head-words">
          <h2>{config?.look.title?.[locale] ?? strings.title}</h2>
          <p>{strings.subtitle}</p>
        </div>
        <Settings />
        <button type="button" class="head-button" aria-label={strings.close} onClick={close}>
          <CloseIcon size={22} />
        </button>
      </div>
      <PersonLine />
    </div>
  )
}

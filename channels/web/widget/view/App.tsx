// The whole widget: the button, the window, the line beside the button.
import { useEffect, useRef } from 'preact/hooks'
import { unreadCount } from '../client/chat-state.js'
import { useChat, useStrings, useUi, useWidget } from '../context.js'
import { fill } from '../strings/index.js'
import { contrast, luminance, onAccent, readableOn } from '../text/contrast.js'
import { isDark } from '../ui-state.js'
import { Banner } from './Banner.js'
import { Composer } from './Composer.js'
import { Header } from './Header.js'
import { ChatIcon, CloseIcon, DownIcon } from './icons.js'
import { Messages } from './Messages.js'
import { PreChat } from './PreChat.js'

function Window() {
  const strings = useStrings()
  const { chat } = useWidget()
  const { config, introduced } = useUi()
  const state = useChat()
  const asks =
    config?.look.preChat !== undefined &&
    !introduced &&
    state.who.kind === 'visitor' &&
    state.timeline.shown.length === 0 &&
    state.pending.length === 0
  const newest = state.timeline.shown.at(-1)?.seq

  useEffect(() => {
    const seen = () => document.visibilityState === 'visible' && chat.markRead()
    seen()
    document.addEventListener('visibilitychange', seen)
    return () => document.removeEventListener('visibilitychange', seen)
  }, [newest])

  return (
    <div class="window" role="dialog" aria-modal="false" aria-label={strings.window} id="kefu-window">
      <Header />
      <Banner />
      {asks ? (
        <PreChat />
      ) : (
        <>
          <Messages />
          <Composer />
        </>
      )}
    </div>
  )
}

function Preview({ text }: { text: string }) {
  const strings = useStrings()
  const { open, ui } = useWidget()
  return (
    <div class="preview">
      <button type="button" class="preview-text" onClick={open}>
        {text}
      </button>
      <button
        type="button"
        class="preview-close"
        aria-label={strings.dismiss}
        onClick={() => ui.set({ preview: undefined })}
      >
        <CloseIcon size={14} />
      </button>
    </div>
  )
}

function Launcher() {
  const strings = useStrings()
  const widget = useWidget()
  const ui = useUi()
  const unread = unreadCount(useChat())
  const button = useRef<HTMLButtonElement>(null)
  const wasOpen = useRef(ui.open)
  // Whoever closes the window with the keyboard goes on from the button that opened it.
  useEffect(() => {
    if (wasOpen.current && !ui.open) button.current?.focus()
    wasOpen.current = ui.open
  }, [ui.open])
  const label = ui.open
    ? strings.close
    : unread > 0
      ? fill(strings.launcherUnread, { count: unread })
      : strings.launcher
  return (
    <button
      type="button"
      ref={button}
      class="launcher"
      aria-label={label}
      aria-expanded={ui.open}
      aria-controls={ui.open ? 'kefu-window' : undefined}
      onClick={ui.open ? widget.close : widget.open}
    >
      {ui.open ? <DownIcon size={28} /> : <ChatIcon size={28} />}
      {!ui.open && unread > 0 && (
        <span class="badge" aria-hidden="true">
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </button>
  )
}

/** The grounds that accented text stands on, those that leave it the least contrast: hovered buttons of a card. */
const grounds = { light: '#f0f2f6', dark: '#2a303b' }

export function App() {
  const widget = useWidget()
  const ui = useUi()
  const dark = isDark(ui)
  const accent = ui.config?.look.accent ?? '#2557d6'
  const ground = dark ? grounds.dark : grounds.light
  // An accent that would vanish against the dark window is lightened where it is text or an outline.
  const text = contrast(luminance(accent) ?? 0, luminance(ground) ?? 1) >= 4.5 ? accent : readableOn(accent, ground)
  return (
    <div
      class={`root ${dark ? 'dark' : 'light'} ${ui.open ? 'opened' : ''} ${ui.config?.look.position === 'left' ? 'at-left' : ''}`}
      lang={ui.locale === 'zh' ? 'zh-CN' : 'en'}
      style={`--site-accent:${accent};--site-on-accent:${onAccent(accent)};--site-accent-text:${text}`}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !ui.open || event.isComposing) return
        event.stopPropagation()
        widget.close()
      }}
    >
      {ui.open && <Window />}
      {!ui.open && ui.preview !== undefined && <Preview text={ui.preview} />}
      <Launcher />
    </div>
  )
}

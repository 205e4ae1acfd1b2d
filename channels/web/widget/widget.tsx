// Puts the widget onto a page and gives the page its API.
import { render } from 'preact'
import type { WidgetConfig } from '../router.js'
import type { WireMessage } from '../protocol.js'
import type { Kefu, KefuMessage } from './api.js'
import { createChat } from './client/chat.js'
import { unreadCount } from './client/chat-state.js'
import { browserStorage, createStorage } from './client/storage.js'
import { createStore } from './client/store.js'
import { WidgetContext, type Widget } from './context.js'
import { chime } from './sound.js'
import { localeOf } from './strings/index.js'
import { css } from './style/index.js'
import type { UiState } from './ui-state.js'
import { App } from './view/App.js'

export interface Settings {
  /** Origin that the script came from. */
  server: string
  site: string
  locale?: string | undefined
  theme?: string | undefined
}

const previewLength = 140
const dayMs = 86_400_000

const shorten = (text: string): string => (text.length <= previewLength ? text : `${text.slice(0, previewLength - 1)}…`)

/** Constructed sheets pass a Content-Security-Policy that forbids inline styles; older browsers get a style element. */
function style(root: ShadowRoot): void {
  if ('adoptedStyleSheets' in root && 'replaceSync' in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [sheet]
    return
  }
  const element = document.createElement('style')
  element.textContent = css
  root.append(element)
}

const toApi = (message: WireMessage): KefuMessage => ({
  seq: message.seq,
  text: message.content.text,
  from: message.author.kind,
  at: new Date(message.at),
})

export function startWidget(settings: Settings): Kefu {
  const { server, site } = settings
  const storage = createStorage(browserStorage(), `kefu:${site}:`)
  const darkWanted = window.matchMedia('(prefers-color-scheme: dark)')
  const listeners = new Set<(message: KefuMessage) => void>()
  const told = localeOf(settings.locale) ?? localeOf(storage.get('locale'))
  const theme = settings.theme === 'light' || settings.theme === 'dark' ? settings.theme : 'auto'

  const ui = createStore<UiState>({
    open: false,
    locale: told ?? localeOf(document.documentElement.lang) ?? localeOf(navigator.language) ?? 'en',
    theme,
    systemDark: darkWanted.matches,
    sound: storage.get('sound') === 'on',
    config: undefined,
    preview: undefined,
    invitation: undefined,
    prefill: '',
    introduced: storage.get('introduced') !== undefined,
  })

  const chat = createChat({
    server,
    site,
    storage,
    locale: () => ui.get().locale,
    onIncoming(message) {
      for (const listener of listeners) listener(toApi(message))
      const watched = ui.get().open && document.visibilityState === 'visible'
      if (!watched && ui.get().sound) chime()
      const preview = message.content.text !== '' ? message.content.text : (message.content.card?.title ?? '')
      if (!ui.get().open && preview !== '') ui.set({ preview: shorten(preview) })
    },
  })

  const open = () => {
    chat.connect()
    ui.set({ open: true, preview: undefined })
  }
  const close = () => ui.set({ open: false })

  const widget: Widget = {
    server,
    chat,
    ui,
    open,
    close,
    setSound: (sound) => {
      storage.set('sound', sound ? 'on' : 'off')
      ui.set({ sound })
      if (sound) chime()
    },
    introduce: (contact) => {
      storage.set('introduced', JSON.stringify(contact))
      chat.setContact(contact)
      ui.set({ introduced: true })
    },
  }
  try {
    const contact = storage.get('introduced')
    if (contact !== undefined) chat.setContact(JSON.parse(contact) as { name?: string; email?: string })
  } catch {
    storage.remove('introduced')
  }

  let lastLocale = ui.get().locale
  ui.subscribe(() => {
    const { locale } = ui.get()
    if (locale !== lastLocale) storage.set('locale', locale)
    lastLocale = locale
  })
  const darkChanged = () => ui.set({ systemDark: darkWanted.matches })
  darkWanted.addEventListener('change', darkChanged)

  const invite = (text: string) => {
    const last = Number(storage.get('invited') ?? 0)
    if (ui.get().open || Date.now() - last < dayMs || chat.get().timeline.shown.length > 0) return
    storage.set('invited', String(Date.now()))
    ui.set({ preview: shorten(text), invitation: text })
  }

  let inviteTimer: ReturnType<typeof setTimeout> | undefined
  const configure = (config: WidgetConfig) => {
    const { locale, proactive } = config.look
    ui.set({ config, ...(told === undefined && locale && { locale }) })
    lastLocale = ui.get().locale
    if (proactive) inviteTimer = setTimeout(() => invite(proactive.text[ui.get().locale]), proactive.afterMs)
  }
  // Without its configuration the widget works with the defaults; a site that may not use it is told so by the connection.
  fetch(`${server}/widget/config?site=${encodeURIComponent(site)}`)
    .then((response) => (response.ok ? response.json() : undefined))
    .then((config: unknown) => {
      if (config !== undefined) configure(config as WidgetConfig)
    })
    .catch(() => undefined)

  const host = document.createElement('kefu-widget')
  const root = host.attachShadow({ mode: 'open' })
  style(root)
  const place = document.createElement('div')
  root.append(place)
  render(
    <WidgetContext.Provider value={widget}>
      <App />
    </WidgetContext.Provider>,
    place,
  )
  const put = () => document.body.append(host)
  // The script may run before there is a body.
  if (document.body) put()
  else document.addEventListener('DOMContentLoaded', put, { once: true })

  return {
    open(text) {
      if (text !== undefined) ui.set({ prefill: text })
      open()
    },
    close,
    get isOpen() {
      return ui.get().open
    },
    identify: (source) => chat.identify(source),
    async logout() {
      ui.set({ preview: undefined, invitation: undefined, introduced: false })
      storage.remove('introduced')
      await chat.logout()
    },
    send: (text) => chat.send(text),
    onMessage(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onUnread(listener) {
      let last = unreadCount(chat.get())
      listener(last)
      return chat.subscribe(() => {
        const count = unreadCount(chat.get())
        if (count !== last) listener((last = count))
      })
    },
    setLocale: (locale) => ui.set({ locale }),
    setTheme: (wanted) => ui.set({ theme: wanted }),
    invite,
    remove() {
      clearTimeout(inviteTimer)
      darkWanted.removeEventListener('change', darkChanged)
      chat.close()
      render(null, place)
      host.remove()
    },
  }
}

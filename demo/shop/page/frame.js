// What every page of the shop has: its language, who is signed in, and the line to the chat widget.
import { personas } from './personas.js'
import { words } from './strings.js'

const localeKey = 'northlight:locale'
const customerKey = 'northlight:customer'

/** Storage may be blocked; the page works on without it. */
const memory = {
  get(key) {
    try {
      return window.localStorage.getItem(key)
    } catch {
      return null
    }
  },
  set(key, value) {
    try {
      if (value === null) window.localStorage.removeItem(key)
      else window.localStorage.setItem(key, value)
    } catch {
      // Forgotten with the page.
    }
  },
}

const isLocale = (value) => value === 'en' || value === 'zh'
const asked = new URLSearchParams(window.location.search).get('lang')
const listeners = new Set()
const state = {
  locale: [asked, memory.get(localeKey)].find(isLocale) ?? (navigator.language.startsWith('zh') ? 'zh' : 'en'),
  customer: personas.some(({ number }) => number === memory.get(customerKey)) ? memory.get(customerKey) : null,
}

export const locale = () => state.locale
export const customer = () => state.customer
export const text = (key) => words[state.locale][key]
/** Called at once and after each change of language or customer. */
export function onChange(listener) {
  listeners.add(listener)
  listener()
}

/** Resolves with the widget's API once its script has loaded. */
const kefu = new Promise((resolve) => {
  window.kefuReady ??= []
  window.kefuReady.push(resolve)
})

/** An element with properties and children; attributes with a dash are set as such. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value
    else made.setAttribute(name, value)
  }
  made.append(...children)
  return made
}

/** The shop's server vouches for its customer with a token that lives some minutes; the widget asks again at each connection. */
async function identityToken() {
  const response = await fetch('/demo/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customerNumber: state.customer }),
  })
  if (!response.ok) throw new Error(`The shop answered ${response.status}.`)
  return (await response.json()).token
}

async function tellWidget() {
  const api = await kefu
  if (state.customer === null) await api.logout()
  else await api.identify(identityToken)
}

/** Opens the chat with a question in its composer. */
export async function ask(question) {
  const api = await kefu
  api.open(question)
}

function draw() {
  document.documentElement.lang = state.locale === 'zh' ? 'zh-CN' : 'en'
  document.title = text('brand')
  for (const node of document.querySelectorAll('[data-text]')) node.textContent = text(node.dataset.text)
  for (const node of document.querySelectorAll('[data-label]'))
    node.setAttribute('aria-label', text(node.dataset.label))
  for (const node of document.querySelectorAll('[data-locale]'))
    node.setAttribute('aria-pressed', String(node.dataset.locale === state.locale))
  const select = document.querySelector('#customer')
  select.replaceChildren(
    ...personas.map(({ number, name }) =>
      element('option', {
        value: number ?? '',
        textContent: number === null ? text('visitor') : name[state.locale],
        selected: number === state.customer,
      }),
    ),
  )
  for (const listener of listeners) listener()
}

export function setLocale(wanted) {
  state.locale = wanted
  memory.set(localeKey, wanted)
  draw()
  void kefu.then((api) => api.setLocale(wanted))
}

/** @param number a customer of the demo data, or null for a visitor */
export function signIn(number) {
  if (number === state.customer) return Promise.resolve()
  state.customer = number
  memory.set(customerKey, number)
  draw()
  return tellWidget().catch(() => {
    // The chat goes on as it was; the switch must not say otherwise.
    if (state.customer === number) void signIn(null)
  })
}

for (const node of document.querySelectorAll('[data-locale]'))
  node.addEventListener('click', () => setLocale(node.dataset.locale))
document.querySelector('#customer').addEventListener('change', (event) => {
  void signIn(event.target.value === '' ? null : event.target.value)
})
// Another tab of the shop signed in or out.
window.addEventListener('storage', (event) => {
  if (event.key !== customerKey) return
  state.customer = event.newValue
  draw()
  void tellWidget().catch(() => undefined)
})
draw()
void kefu.then((api) => api.setLocale(state.locale))
if (state.customer !== null) void tellWidget().catch(() => signIn(null))

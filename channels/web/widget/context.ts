// The widget as its views see it.
import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import type { Chat } from './client/chat-port.js'
import type { ChatState } from './client/chat-state.js'
import type { Store } from './client/store.js'
import { stringsOf, type Strings } from './strings/index.js'
import type { UiState } from './ui-state.js'

export interface Widget {
  /** Origin of the server; addresses in messages are relative to it. */
  server: string
  chat: Chat
  ui: Store<UiState>
  open(): void
  close(): void
  setSound(on: boolean): void
  introduce(contact: { name?: string; email?: string }): void
}

export const WidgetContext = createContext<Widget | undefined>(undefined)

export function useWidget(): Widget {
  const widget = useContext(WidgetContext)
  if (!widget) throw new Error('rendered outside the widget')
  return widget
}

function useStore<State extends object>(store: Pick<Store<State>, 'get' | 'subscribe'>): State {
  const [, redraw] = useState(0)
  useEffect(() => store.subscribe(() => redraw((count) => count + 1)), [store])
  return store.get()
}

export const useChat = (): ChatState => useStore(useWidget().chat)
export const useUi = (): UiState => useStore(useWidget().ui)
export const useStrings = (): Strings => stringsOf(useUi().locale)

// What the widget shows beside the conversation.
import type { Locale } from '../../../bot/domain/locale.js'
import type { WidgetConfig } from '../router.js'

export interface UiState {
  open: boolean
  locale: Locale
  theme: 'light' | 'dark' | 'auto'
  /** What the system asks for; counts when the theme is `auto`. */
  systemDark: boolean
  sound: boolean
  config: WidgetConfig | undefined
  /** Beside the button while the window is closed. */
  preview: string | undefined
  /** Said first in an empty conversation, in place of the greeting. */
  invitation: string | undefined
  /** Text that the page put into the composer. */
  prefill: string
  /** The pre-chat form was filled in, in this browser. */
  introduced: boolean
}

export const isDark = ({ theme, systemDark }: UiState): boolean => theme === 'dark' || (theme === 'auto' && systemDark)

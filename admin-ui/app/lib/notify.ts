// Short notices at the edge of the page: what was done (with a way back where there is one) and what was refused.
import { notifications } from '@mantine/notifications'
import { errorText } from './error-text.js'
import type { Translation } from './i18n/index.js'

export function notifyError(t: Translation['t'], error: unknown): void {
  notifications.show({ color: 'red', title: t('error.title'), message: errorText(t, error), autoClose: 8000 })
}

export function notifyDone(message: string): void {
  notifications.show({ message, autoClose: 4000 })
}

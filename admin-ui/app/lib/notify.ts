// Short notices at the edge of the page: what was done (with a way back where there is one) and what was refused.
import { notifications } from '@mantine/notifications'
import { errorText } from './error-text.js'
import type { Translation } from './i18n/index.js'

export function notifyError(t: Translation['t'], error: unknown): void {
  const closeButtonProps = { 'aria-label': t('form.close') }
  notifications.show({
    color: 'red',
    title: t('error.title'),
    message: errorText(t, error),
    autoClose: 8000,
    closeButtonProps,
  })
}

export function notifyDone(message: string): void {
  // Gone by itself in a moment: a button to close it would need a name in every language.
  notifications.show({ message, autoClose: 4000, withCloseButton: false })
}

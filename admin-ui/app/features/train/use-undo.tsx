// Undoing a change of the training data, and the notice after each change that offers it.
import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { trainContract, type ChangeView } from '../../../api/train/contract.js'
import { call } from '../../lib/api.js'
import { useTranslation, type Translation } from '../../lib/i18n/index.js'
import { notifyDone, notifyError } from '../../lib/notify.js'

export const changeText = (t: Translation['t'], { kind, intents, count }: ChangeView): string =>
  t(kind === 'undo' ? 'change.undo-kind' : `change.${kind}`, {
    n: count,
    intent: intents[0] ?? '',
    other: intents[1] ?? '',
  })

export function useUndo() {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => call(trainContract.undo, { params: { id } }),
    onSuccess: () => notifyDone(t('change.undone')),
    onError: (error) => notifyError(t, error),
    onSettled: () => {
      for (const room of ['intents', 'training', 'misses']) void client.invalidateQueries({ queryKey: [room] })
    },
  })
}

/** Says what was done, with the way back. */
export function useNotifyChange(): (change: ChangeView | null) => void {
  const { t } = useTranslation()
  const undo = useUndo()
  return (change) => {
    if (change === null) return
    const id = `change-${change.id}`
    const back = () => {
      notifications.hide(id)
      undo.mutate(change.id)
    }
    notifications.show({
      id,
      autoClose: 8000,
      withCloseButton: false,
      message: (
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm">{changeText(t, change)}</Text>
          <Button size="compact-sm" variant="default" onClick={back}>
            {t('change.undo')}
          </Button>
        </Group>
      ),
    })
  }
}

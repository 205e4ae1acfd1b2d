// How far an import is, and taking it back.
import { Button, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { importsContract, type BatchView } from '../../../api/imports/contract.js'
import { Chip, type Tone } from '../../components/chip.js'
import { call } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone, notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'

const tones: Readonly<Record<BatchView['state'], Tone>> = {
  done: 'good',
  running: 'info',
  failed: 'bad',
  undoing: 'warn',
  undone: 'neutral',
}

export const pollMs = 1_000
export const isMoving = ({ state }: BatchView): boolean => state === 'running' || state === 'undoing'

export function BatchState({ batch: { state } }: { batch: BatchView }) {
  const { t } = useTranslation()
  return <Chip tone={tones[state]}>{t(`imports.state.${state}`)}</Chip>
}

export function UndoBatch({ batch: { id, state, source } }: { batch: BatchView }) {
  const { t } = useTranslation()
  const may = useMay()
  const client = useQueryClient()
  const undo = useMutation({
    mutationFn: () => call(importsContract.undo, { params: { batch: id } }),
    onSuccess: () => notifyDone(t('imports.undone')),
    onError: (error) => notifyError(t, error),
    onSettled: () =>
      Promise.all(['imports', 'customers'].map((room) => client.invalidateQueries({ queryKey: [room] }))),
  })
  if (!may('imports.edit') || (state !== 'done' && state !== 'failed')) return null
  const confirm = () =>
    modals.openConfirmModal({
      title: t('imports.undo'),
      children: <Text>{t('imports.undo.sure', { name: source.name })}</Text>,
      labels: { confirm: t('imports.undo'), cancel: t('form.cancel') },
      onConfirm: () => undo.mutate(),
    })
  return (
    <Button size="compact-sm" variant="default" loading={undo.isPending} onClick={confirm}>
      {t('imports.undo')}
    </Button>
  )
}

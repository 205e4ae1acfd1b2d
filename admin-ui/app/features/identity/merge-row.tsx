// One merge: which record went into which, what spoke for it, who did it; and taking it apart again.
import { Button, Group, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useMutation } from '@tanstack/react-query'
import { identityContract, type MergeView, type RecordView } from '../../../api/identity/contract.js'
import { Chip } from '../../components/chip.js'
import { call } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone, notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'
import { useRecordChanged } from '../customers/use-record-changed.js'
import { evidenceText } from './evidence-text.js'
import { RecordLink } from './record-link.js'

export function MergeRow({ merge, records }: { merge: MergeView; records: readonly RecordView[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const changed = useRecordChanged()
  const { evidence, keep, gone, state } = merge
  const undo = useMutation({
    mutationFn: () => call(identityContract.unmerge, { params: { id: merge.id }, body: {} }),
    onSuccess: () => notifyDone(t('customers.unmerged')),
    onError: (error) => notifyError(t, error),
    onSettled: changed,
  })
  const confirm = () =>
    modals.openConfirmModal({
      title: t('customers.unmerge'),
      children: <Text>{t('customers.unmerge.sure')}</Text>,
      labels: { confirm: t('customers.unmerge'), cancel: t('form.cancel') },
      onConfirm: () => undo.mutate(),
    })
  const record = (id: string) => records.find((one) => one.id === id)
  return (
    <Group justify="space-between" gap="xs" align="flex-start">
      <div style={{ flex: '1 1 240px' }}>
        <div>
          <RecordLink record={record(gone)} />{' '}
          <Text span size="sm">
            {t('identity.merge.into')}
          </Text>{' '}
          <RecordLink record={record(keep)} />
        </div>
        <Text size="xs" c="dimmed">
          {evidenceText(t, format, evidence)} · {merge.by} · {format.dateTime(merge.at)}
        </Text>
        {merge.undoneAt !== undefined && (
          <Text size="xs" c="dimmed">
            {t('customers.unmerged.by', { name: merge.undoneBy ?? '', when: format.dateTime(merge.undoneAt) })}
          </Text>
        )}
      </div>
      {state === 'undone' && <Chip>{t('customers.unmerged.state')}</Chip>}
      {state === 'done' && may('customers.merge') && (
        <Button size="compact-sm" variant="default" loading={undo.isPending} onClick={confirm}>
          {t('customers.unmerge')}
        </Button>
      )}
    </Group>
  )
}

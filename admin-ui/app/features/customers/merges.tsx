// Which records a person is made of, what spoke for it, and taking a merge apart again.
import { Button, Group, Stack, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useMutation, useQuery } from '@tanstack/react-query'
import { identityContract, type MergeView } from '../../../api/identity/contract.js'
import { Chip } from '../../components/chip.js'
import { Section } from '../../components/section.js'
import { Loaded } from '../../components/states.js'
import { call, read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone, notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'
import { useRecordChanged } from './use-record-changed.js'

export function Merges({ id }: { id: string }) {
  const { t } = useTranslation()
  const merges = useQuery(read(identityContract.merges, { query: { customer: id, limit: 50 } }))
  return (
    <Section title={t('customers.merges')}>
      <Loaded query={merges}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('customers.merges.none')}
            </Text>
          ) : (
            <Stack gap="sm">
              {items.map((merge) => (
                <Merge key={merge.id} merge={merge} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Section>
  )
}

function Merge({ merge }: { merge: MergeView }) {
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
  const why =
    evidence.probability === undefined
      ? t(`merge.${evidence.kind}`, { key: evidence.key ?? '' })
      : `${t(`merge.${evidence.kind}`, { key: evidence.key ?? '' })} (${format.percent(evidence.probability)})`
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
      <div>
        <Text size="sm">{t('customers.merge.line', { gone, keep })}</Text>
        <Text size="xs" c="dimmed">
          {why} · {merge.by} · {format.dateTime(merge.at)}
        </Text>
        {merge.undoneAt !== undefined && (
          <Text size="xs" c="dimmed">
            {t('customers.unmerged.by', { name: merge.undoneBy ?? '', when: format.dateTime(merge.undoneAt) })}
          </Text>
        )}
      </div>
      {state === 'undone' && <Chip>{t('customers.unmerged.state')}</Chip>}
      {state === 'done' && may('customers.merge') && (
        <Button
          size="compact-sm"
          variant="default"
          loading={undo.isPending}
          onClick={confirm}
          style={{ flexShrink: 0 }}
        >
          {t('customers.unmerge')}
        </Button>
      )}
    </Group>
  )
}

// One segment: its rule, who is in it, and handing it over.
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { modals } from '@mantine/modals'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { segmentsContract } from '../../../api/segments/contract.js'
import { BackLink } from '../../components/back-link.js'
import { Page } from '../../components/page.js'
import { Section } from '../../components/section.js'
import { Empty, Loaded } from '../../components/states.js'
import { call, read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone, notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'
import { HandOvers } from './hand-overs.js'
import { Members } from './members.js'
import { ruleText } from './rule-text.js'
import { ruleSchema, treeOf } from './rule-tree.js'
import { SegmentForm } from './segment-form.js'

export function SegmentPage() {
  const { id } = useParams({ from: '/signed-in/segments/$id' })
  const { t, language } = useTranslation()
  const may = useMay()
  const segments = useQuery(read(segmentsContract.list, {}))
  const segment = segments.data?.items.find((one) => one.id === id)
  return (
    <Page
      title={segment?.name[language] ?? t('customers.segment')}
      actions={<BackLink to="/segments">{t('segments.all')}</BackLink>}
    >
      <Loaded query={segments}>
        {() =>
          segment === undefined ? (
            <Empty title={t('state.not-found')} />
          ) : (
            <Stack gap="md">
              <RuleSection segment={segment} />
              {may('segments.export') && <HandOvers segment={id} />}
              {may('customers.read') && <Members segment={id} />}
            </Stack>
          )
        }
      </Loaded>
    </Page>
  )
}

interface Segment {
  id: string
  name: { en: string; zh: string }
  rule: Record<string, unknown>
  members: number
}

function RuleSection({ segment }: { segment: Segment }) {
  const { t, language } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [editing, { open, close }] = useDisclosure(false)
  const { id, name, rule, members } = segment
  const remove = useMutation({
    mutationFn: () => call(segmentsContract.remove, { params: { id } }),
    onSuccess: () => {
      notifyDone(t('segments.removed'))
      void navigate({ to: '/segments' })
    },
    onError: (error) => notifyError(t, error),
    onSettled: () => client.invalidateQueries({ queryKey: ['segments'] }),
  })
  const confirm = () =>
    modals.openConfirmModal({
      title: t('segments.remove'),
      children: <Text>{t('segments.remove.sure', { name: name[language] })}</Text>,
      labels: { confirm: t('segments.remove'), cancel: t('form.cancel') },
      onConfirm: () => remove.mutate(),
    })
  const parsed = ruleSchema.safeParse(rule)
  const actions = may('segments.edit') && (
    <Group gap="xs">
      {parsed.success && (
        <Button size="compact-sm" variant="default" onClick={open}>
          {t('segments.edit')}
        </Button>
      )}
      <Button size="compact-sm" variant="default" loading={remove.isPending} onClick={confirm}>
        {t('segments.remove')}
      </Button>
    </Group>
  )
  return (
    <Section title={t('segments.rule')} actions={actions}>
      <Text>{ruleText(t, rule)}</Text>
      <Text size="sm" c="dimmed">
        {t('segments.size', { n: format.number(members) })} · {id}
      </Text>
      <Modal
        opened={editing}
        onClose={close}
        title={t('segments.edit')}
        size="xl"
        closeButtonProps={{ 'aria-label': t('form.close') }}
      >
        {parsed.success && <SegmentForm kept={{ id, name, rule: treeOf(parsed.data) }} isNew={false} onSaved={close} />}
      </Modal>
    </Section>
  )
}

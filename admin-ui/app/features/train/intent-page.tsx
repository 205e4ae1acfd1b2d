// One intent: what it is about, what people say, and what answers it.
import { Alert, Button, Group, List, Menu, Stack } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconAlertTriangle, IconDots, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { trainContract, type IntentView, type Issue } from '../../../api/train/contract.js'
import { BackLink } from '../../components/back-link.js'
import { Chip } from '../../components/chip.js'
import { Page } from '../../components/page.js'
import { Loaded, Loading } from '../../components/states.js'
import { call, read } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'
import { Answers } from './answers.js'
import { Description } from './description.js'
import { issueText } from './issue-text.js'
import { RecentChanges } from './recent-changes.js'
import { useNotifyChange } from './use-undo.js'
import { Utterances } from './utterances.js'

export function IntentPage() {
  const { t } = useTranslation()
  const { name } = useParams({ from: '/signed-in/train/intents/$name' })
  const intent = useQuery(read(trainContract.intent, { params: { name } }))
  return (
    <>
      <Group px={{ base: 'md', sm: 'xl' }} pt="md" maw={1280} mx="auto">
        <BackLink to="/train">{t('train.intents')}</BackLink>
      </Group>
      <Loaded
        query={intent}
        loading={
          <Page title={name}>
            <Loading rows={8} />
          </Page>
        }
      >
        {(data) => <OpenIntent key={data.name} intent={data} />}
      </Loaded>
    </>
  )
}

function OpenIntent({ intent }: { intent: IntentView }) {
  const { t, language } = useTranslation()
  const may = useMay()
  const editable = may('training.edit')
  const whole = intent.issues.filter(({ text }) => text === undefined)
  const actions = (
    <Group gap="xs">
      <Chip>{t(`kind.${intent.kind}`)}</Chip>
      {editable && <RecentChanges />}
      {editable && (intent.kind === 'answer' || intent.kind === 'article') && <More intent={intent} />}
    </Group>
  )
  return (
    <Page title={intent.name} about={intent.description[language]} actions={actions}>
      <Stack gap="lg">
        {whole.length > 0 && <Wrong issues={whole} />}
        {editable && <Description intent={intent} />}
        <Utterances intent={intent} editable={editable} />
        {(intent.kind === 'answer' || intent.kind === 'article') && <Answers intent={intent} editable={editable} />}
      </Stack>
    </Page>
  )
}

function Wrong({ issues }: { issues: readonly Issue[] }) {
  const { t } = useTranslation()
  return (
    <Alert color="yellow" variant="default" icon={<IconAlertTriangle size={20} />} title={t('intent.issues')}>
      <List size="sm">
        {issues.map((issue, place) => (
          <List.Item key={place}>{issueText(t, issue)}</List.Item>
        ))}
      </List>
    </Alert>
  )
}

function More({ intent }: { intent: IntentView }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const notifyChange = useNotifyChange()
  const remove = useMutation({
    mutationFn: () =>
      call(trainContract.deleteIntent, { params: { name: intent.name }, query: { version: intent.version } }),
    onSuccess: ({ change }) => {
      notifyChange(change)
      void client.invalidateQueries({ queryKey: ['intents'] })
      void navigate({ to: '/train' })
    },
    onError: (error) => notifyError(t, error),
  })
  const ask = () =>
    modals.openConfirmModal({
      title: t('intent.delete.sure', { intent: intent.name }),
      children: t('intent.delete.about'),
      labels: { confirm: t('intent.delete'), cancel: t('form.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate(),
    })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" px="xs" aria-label={t('intent.more')}>
          <IconDots size={18} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconTrash size={16} />} onClick={ask}>
          {t('intent.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

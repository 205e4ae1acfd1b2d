// How the training data of a version differs from the live one.
import { Drawer, List, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { trainContract } from '../../../api/train/contract.js'
import { Chip } from '../../components/chip.js'
import { Empty, Loaded } from '../../components/states.js'
import { read } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'

const shown = 50

export function DiffDrawer({ version, onClose }: { version: string | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer
      opened={version !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={t('diff.title')}
      closeButtonProps={{ 'aria-label': t('form.close') }}
    >
      {version !== undefined && <Diff version={version} />}
    </Drawer>
  )
}

function Diff({ version }: { version: string }) {
  const { t } = useTranslation()
  const diff = useQuery(read(trainContract.diff, { params: { id: version }, query: {} }))
  return (
    <Loaded query={diff}>
      {({ added, removed, changed }) =>
        added.length + removed.length + changed.length === 0 ? (
          <Empty title={t('diff.none')} />
        ) : (
          <Stack gap="lg">
            <Names title={t('diff.added')} names={added} />
            <Names title={t('diff.removed')} names={removed} />
            {changed.map((change) => (
              <Stack key={change.intent} gap={6} component="section">
                <Title order={3} size="h6">
                  {change.intent} {change.answers && <Chip tone="info">{t('diff.answers')}</Chip>}
                </Title>
                <Lines sign="+" texts={change.added} />
                <Lines sign="−" texts={change.removed} />
              </Stack>
            ))}
          </Stack>
        )
      }
    </Loaded>
  )
}

function Names({ title, names }: { title: string; names: readonly string[] }) {
  if (names.length === 0) return null
  return (
    <Stack gap={6} component="section">
      <Title order={3} size="h6">
        {title}
      </Title>
      <List size="sm">
        {names.map((name) => (
          <List.Item key={name}>{name}</List.Item>
        ))}
      </List>
    </Stack>
  )
}

function Lines({ sign, texts }: { sign: '+' | '−'; texts: readonly string[] }) {
  const { t } = useTranslation()
  return (
    <>
      {texts.slice(0, shown).map((text) => (
        <Text key={text} size="sm">
          <Text span fw={700} aria-hidden>
            {sign}{' '}
          </Text>
          {text}
        </Text>
      ))}
      {texts.length > shown && (
        <Text size="sm" c="dimmed">
          {t('utterances.more', { n: texts.length - shown })}
        </Text>
      )}
    </>
  )
}

// What is wrong with the training data as a whole: asked for by a button, because trial models are trained for it.
import { Button, Group, Paper, Spoiler, Stack, Text, Title } from '@mantine/core'
import { IconListSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { trainContract } from '../../../api/train/contract.js'
import type { Finding } from '../../../../nlu/dataset/lint/finding.js'
import { Chip, type Tone } from '../../components/chip.js'
import { AnchorLink } from '../../components/links.js'
import { Failed, Loading } from '../../components/states.js'
import { read } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'

export function Lint() {
  const { t } = useTranslation()
  const lint = useQuery({ ...read(trainContract.lint, {}), enabled: false, staleTime: Infinity })
  return (
    <Stack component="section" aria-labelledby="lint-title" mt="xl" gap="sm">
      <Group justify="space-between" wrap="wrap">
        <Title order={2} size="h4" id="lint-title">
          {t('lint.title')}
        </Title>
        <Button
          variant="default"
          leftSection={<IconListSearch size={16} aria-hidden />}
          loading={lint.isFetching}
          onClick={() => void lint.refetch()}
        >
          {t(lint.data === undefined ? 'lint.run' : 'lint.again')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {t('lint.about')}
      </Text>
      <div aria-live="polite">
        {lint.isFetching && lint.data === undefined && <Loading rows={3} />}
        {lint.isError && !lint.isFetching && <Failed error={lint.error} onRetry={() => void lint.refetch()} />}
        {lint.data?.items.length === 0 && <Text>{t('lint.none')}</Text>}
      </div>
      {lint.data?.items.map((finding) => (
        <FindingCard key={`${finding.rule} ${finding.message.en}`} finding={finding} />
      ))}
    </Stack>
  )
}

const tones: Record<Finding['severity'], Tone> = { error: 'bad', warning: 'warn', info: 'info' }
/** Intents linked to from one finding; a leak may touch all of them. */
const mostLinks = 6

function FindingCard({ finding: { severity, intents, rows, message, suggestion } }: { finding: Finding }) {
  const { t, language } = useTranslation()
  return (
    <Paper withBorder p="md">
      <Group gap="xs" mb={4}>
        <Chip tone={tones[severity]}>{t(`lint.${severity}`)}</Chip>
        {intents.slice(0, mostLinks).map((name) => (
          <AnchorLink key={name} to="/train/intents/$name" params={{ name }} size="sm">
            {name}
          </AnchorLink>
        ))}
      </Group>
      <Text>{message[language]}</Text>
      <Text size="sm" c="dimmed">
        {suggestion[language]}
      </Text>
      {rows.length > 0 && (
        <Spoiler
          maxHeight={0}
          mt={4}
          showLabel={t('lint.rows', { n: rows.length })}
          hideLabel={t('form.close')}
          fz="sm"
        >
          <ul>
            {rows.map(({ intent, text }, at) => (
              <li key={at}>
                {text} <Chip>{intent}</Chip>
              </li>
            ))}
          </ul>
        </Spoiler>
      )}
    </Paper>
  )
}

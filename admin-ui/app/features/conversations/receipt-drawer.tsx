// Why the bot answered as it did: how it understood, which flow and step spoke, what it read, which source it cited, how long it took.
import { Drawer, Group, Progress, Stack, Table, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ReceiptView } from '../../../api/conversations/views.js'
import { Chip } from '../../components/chip.js'
import { Understood } from '../../components/understood.js'
import { useFormat } from '../../lib/format.js'
import { isMessageKey, useTranslation } from '../../lib/i18n/index.js'

export function ReceiptDrawer({ receipt, onClose }: { receipt: ReceiptView | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer
      opened={receipt !== undefined}
      onClose={onClose}
      position="right"
      size="md"
      title={t('receipt.title')}
      closeButtonProps={{ 'aria-label': t('form.close') }}
    >
      {receipt !== undefined && <Reasons receipt={receipt} />}
    </Drawer>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack gap={6} component="section">
      <Title order={3} size="h6">
        {title}
      </Title>
      {children}
    </Stack>
  )
}

function Reasons({ receipt }: { receipt: ReceiptView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { understanding, flow, step, outcome, commands, read, rules, article, recommendations, modelVersion } = receipt
  const outcomeKey = `outcome.${outcome}`
  return (
    <Stack gap="lg">
      <Group gap="xs">
        <Chip tone="info">{isMessageKey(outcomeKey) ? t(outcomeKey) : outcome}</Chip>
        <Text size="sm" c="dimmed">
          {format.dateTime(receipt.at)}
        </Text>
      </Group>
      {understanding !== undefined && (
        <Section title={t('receipt.understanding')}>
          <Understood understanding={understanding} />
        </Section>
      )}
      <Section title={t('receipt.decision')}>
        <Facts
          rows={[
            [t('receipt.flow'), flow ?? t('receipt.no-flow')],
            [t('receipt.step'), step ?? '–'],
            [t('receipt.commands'), commands.length === 0 ? '–' : commands.join(', ')],
            [
              t('receipt.rules'),
              rules.length === 0 ? '–' : rules.map(({ rule, fired }) => `${rule}${fired ? ' ✓' : ''}`).join(', '),
            ],
          ]}
        />
      </Section>
      <Section title={t('receipt.read')}>
        {read.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('receipt.read.none')}
          </Text>
        ) : (
          <Group gap={6}>
            {read.map((field) => (
              <Chip key={field}>{field}</Chip>
            ))}
          </Group>
        )}
      </Section>
      {article !== undefined && (
        <Section title={t('receipt.article')}>
          <Text size="sm">{t('transcript.source', { title: article.title, version: article.version })}</Text>
        </Section>
      )}
      {recommendations !== undefined && recommendations.length > 0 && (
        <Section title={t('receipt.recommendations')}>
          {recommendations.map(({ productId, title, reason }) => (
            <Text key={productId} size="sm">
              {title}{' '}
              <Text span c="dimmed">
                {reason}
              </Text>
            </Text>
          ))}
        </Section>
      )}
      <Section title={t('receipt.time', { ms: format.ms(receipt.ms) })}>
        <Stages receipt={receipt} />
        {modelVersion !== undefined && (
          <Text size="xs" c="dimmed">
            {t('receipt.model', { model: modelVersion })}
          </Text>
        )}
      </Section>
    </Stack>
  )
}

function Facts({ rows }: { rows: readonly (readonly [string, string])[] }) {
  return (
    <Table variant="vertical" layout="fixed" fz="sm">
      <Table.Tbody>
        {rows.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th w={110}>{name}</Table.Th>
            <Table.Td>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function Stages({ receipt: { stagesMs, ms } }: { receipt: ReceiptView }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Stack gap={6}>
      {Object.entries(stagesMs).map(([stage, took]) => {
        const key = `stage.${stage}`
        const name = isMessageKey(key) ? t(key) : stage
        return (
          <div key={stage}>
            <Group justify="space-between">
              <Text size="xs">{name}</Text>
              <Text size="xs" c="dimmed" className="numbers">
                {format.ms(took)}
              </Text>
            </Group>
            <Progress value={(100 * took) / Math.max(ms, 0.001)} size="sm" aria-label={name} />
          </div>
        )
      })}
    </Stack>
  )
}

// Everything that happened to a person over all channels and merged records, newest first, page by page.
import { Group, Stack, Text } from '@mantine/core'
import { identityContract } from '../../../api/identity/contract.js'
import { AnchorLink } from '../../components/links.js'
import { Paged, usePages } from '../../components/paged.js'
import { Section } from '../../components/section.js'
import { call, keyOf } from '../../lib/api.js'
import { channelName } from '../../lib/channel-name.js'
import { useFormat } from '../../lib/format.js'
import { isMessageKey, useTranslation } from '../../lib/i18n/index.js'

const pageSize = 25

export function Timeline({ id }: { id: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const input = { params: { id } }
  const pages = usePages(keyOf(identityContract.timeline, input), (cursor, signal) =>
    call(identityContract.timeline, { ...input, query: { ...cursor, limit: pageSize } }, signal),
  )
  return (
    <Section title={t('customers.timeline')}>
      <Paged
        pages={pages}
        empty={
          <Text size="sm" c="dimmed">
            {t('customers.timeline.none')}
          </Text>
        }
      >
        {(items) => (
          <Stack gap="sm" component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
            {items.map(({ id: event, type, at, data, conversationId }) => {
              const key = `event.${type}`
              return (
                <Group key={event} component="li" justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
                  <div>
                    <Text size="sm">{isMessageKey(key) ? t(key) : type}</Text>
                    <Details data={data} conversationId={conversationId} />
                  </div>
                  <Text size="xs" c="dimmed" className="label">
                    {format.when(at)}
                  </Text>
                </Group>
              )
            })}
          </Stack>
        )}
      </Paged>
    </Section>
  )
}

/** Facts that say something to people, in this order. */
const telling = [
  'intent',
  'flow',
  'order',
  'number',
  'product',
  'productId',
  'articleId',
  'query',
  'category',
  'rating',
  'reason',
  'outcome',
  'device',
] as const

function Details({ data, conversationId }: { data: Record<string, unknown>; conversationId: string | undefined }) {
  const { t } = useTranslation()
  const channel = data['channel']
  const words = [
    ...(typeof channel === 'string' ? [channelName(t, channel)] : []),
    ...telling.flatMap((name) => {
      const value = data[name]
      return typeof value === 'string' || typeof value === 'number' ? [String(value)] : []
    }),
  ]
  if (words.length === 0 && conversationId === undefined) return null
  return (
    <Text size="xs" c="dimmed" component="div">
      {words.join(' · ')}
      {conversationId !== undefined && (
        <>
          {words.length > 0 && ' · '}
          <AnchorLink size="xs" underline="always" to="/conversations/$id" params={{ id: conversationId }}>
            {t('customers.conversation')}
          </AnchorLink>
        </>
      )}
    </Text>
  )
}

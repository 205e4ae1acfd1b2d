// What a person ordered, and where they talked to the shop.
import { Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { customersContract } from '../../../api/customers/contract.js'
import { Chip } from '../../components/chip.js'
import { AnchorLink } from '../../components/links.js'
import { OrderView } from '../../components/order.js'
import { Section } from '../../components/section.js'
import { Loaded } from '../../components/states.js'
import { read } from '../../lib/api.js'
import { channelName } from '../../lib/channel-name.js'
import { useFormat } from '../../lib/format.js'
import { isMessageKey, useTranslation } from '../../lib/i18n/index.js'

const dealings = (id: string) => read(customersContract.dealings, { params: { id }, query: { limit: 20 } })

export function Orders({ id }: { id: string }) {
  const { t } = useTranslation()
  const query = useQuery(dealings(id))
  return (
    <Section title={t('customer.orders')}>
      <Loaded query={query}>
        {({ orders }) =>
          orders.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('customer.orders.none')}
            </Text>
          ) : (
            <Stack gap="sm">
              {orders.map((order) => (
                <OrderView key={order.number} order={order} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Section>
  )
}

export function Conversations({ id }: { id: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useQuery(dealings(id))
  return (
    <Section title={t('nav.conversations')}>
      <Loaded query={query}>
        {({ conversations }) =>
          conversations.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('customers.conversations.none')}
            </Text>
          ) : (
            <Stack gap="xs">
              {conversations.map(({ id: conversation, channel, status, owner, updatedAt }) => {
                const state = status === 'resolved' ? 'owner.resolved' : `owner.${owner}`
                return (
                  <Group key={conversation} justify="space-between" gap="xs">
                    <AnchorLink size="sm" to="/conversations/$id" params={{ id: conversation }}>
                      {channelName(t, channel)} · {format.ago(updatedAt)}
                    </AnchorLink>
                    <Chip>{isMessageKey(state) ? t(state) : owner}</Chip>
                  </Group>
                )
              })}
            </Stack>
          )
        }
      </Loaded>
    </Section>
  )
}

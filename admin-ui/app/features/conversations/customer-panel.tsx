// The customer beside the conversation: what is known and where it comes from, orders, what would be recommended and why.
import { Stack, Text, Title, Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { conversationsContract } from '../../../api/conversations/contract.js'
import type { CustomerView } from '../../../api/conversations/views.js'
import { Facts } from '../../components/facts.js'
import { AnchorLink } from '../../components/links.js'
import { OrderView } from '../../components/order.js'
import { Loaded } from '../../components/states.js'
import { read } from '../../lib/api.js'
import { channelName } from '../../lib/channel-name.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { TraitView } from '../../components/traits.js'

export function CustomerPanel({ conversationId }: { conversationId: string }) {
  const customer = useQuery(read(conversationsContract.customer, { params: { id: conversationId } }))
  return (
    <Loaded query={customer}>
      {(data) => (
        <Stack gap="lg">
          <Who customer={data} />
          <Traits traits={data.traits} />
          <Orders orders={data.orders} />
          <Recommendations items={data.recommendations} />
          <Earlier conversations={data.conversations} current={conversationId} />
        </Stack>
      )}
    </Loaded>
  )
}

function Section({ title, none, children }: { title: string; none: string | undefined; children: ReactNode }) {
  return (
    <Stack gap="xs" component="section">
      <Title order={3} size="h6">
        {title}
      </Title>
      {none === undefined ? (
        children
      ) : (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      )}
    </Stack>
  )
}

function Who({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const facts = [
    [t('customer.number'), customer.number],
    [t('customer.email'), customer.email],
    [t('customer.phone'), customer.phone],
    [t('customer.city'), customer.city],
    [t('customer.since'), format.dateTime(customer.createdAt)],
  ] as const
  return (
    <Stack gap={6}>
      <Title order={2} size="h4">
        {customer.name ?? t('customer.stranger')}
      </Title>
      <Facts facts={facts} />
    </Stack>
  )
}

function Traits({ traits }: { traits: CustomerView['traits'] }) {
  const { t } = useTranslation()
  return (
    <Section title={t('customer.traits')} none={traits.length === 0 ? t('customer.traits.none') : undefined}>
      {traits.map((trait) => (
        <TraitView key={trait.name} trait={trait} />
      ))}
    </Section>
  )
}

function Orders({ orders }: { orders: CustomerView['orders'] }) {
  const { t } = useTranslation()
  return (
    <Section title={t('customer.orders')} none={orders.length === 0 ? t('customer.orders.none') : undefined}>
      {orders.map((order) => (
        <OrderView key={order.number} order={order} />
      ))}
    </Section>
  )
}

function Recommendations({ items }: { items: CustomerView['recommendations'] }) {
  const { t, language } = useTranslation()
  return (
    <Section
      title={t('customer.recommendations')}
      none={items.length === 0 ? t('customer.recommendations.none') : undefined}
    >
      {items.map(({ productId, title, reason, because, model }) => (
        <div key={productId}>
          <Tooltip label={t('customer.recommended-by', { model })}>
            <Text size="sm" fw={550}>
              {title[language]}
            </Text>
          </Tooltip>
          <Text size="xs" c="dimmed">
            {because === undefined
              ? t(`recommended.${reason}`)
              : t(`recommended.${reason}.because`, { product: because[language] })}
          </Text>
        </div>
      ))}
    </Section>
  )
}

function Earlier({ conversations, current }: { conversations: CustomerView['conversations']; current: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const others = conversations.filter(({ id }) => id !== current)
  return (
    <Section title={t('customer.earlier')} none={others.length === 0 ? t('customer.earlier.none') : undefined}>
      {others.map(({ id, channel, updatedAt }) => (
        <AnchorLink key={id} size="sm" to="/conversations/$id" params={{ id }}>
          {channelName(t, channel)} · {format.ago(updatedAt)}
        </AnchorLink>
      ))}
    </Section>
  )
}

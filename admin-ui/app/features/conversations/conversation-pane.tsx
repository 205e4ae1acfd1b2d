// One conversation: who it is, what was said and why, what can be done, and the customer beside it.
import { ActionIcon, Box, Drawer, Group, Stack, Text, Title } from '@mantine/core'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import { IconArrowLeft, IconUser } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { conversationsContract } from '../../../api/conversations/contract.js'
import type { ConversationView } from '../../../api/conversations/views.js'
import { ActionIconLink } from '../../components/links.js'
import { Loaded } from '../../components/states.js'
import { read } from '../../lib/api.js'
import { isMessageKey, useTranslation } from '../../lib/i18n/index.js'
import { useLive } from '../../lib/live.js'
import { useMay } from '../../lib/session.js'
import { Actions } from './actions.js'
import { Composer } from './composer.js'
import { CustomerPanel } from './customer-panel.js'
import { OwnerChip } from './owner-chip.js'
import { Transcript } from './transcript.js'
import classes from './conversation-pane.module.css'

export function ConversationPane() {
  const { id } = useParams({ from: '/signed-in/conversations/$id' })
  useLive('conversation', id)
  const conversation = useQuery({ ...read(conversationsContract.get, { params: { id } }), refetchInterval: 20_000 })
  return (
    <Loaded query={conversation}>
      {/* A key: what was typed for one customer must never stand there for the next. */}
      {(data) => <Opened key={id} conversation={data} />}
    </Loaded>
  )
}

function Opened({ conversation }: { conversation: ConversationView }) {
  const { t } = useTranslation()
  const may = useMay()
  const wide = useMediaQuery('(min-width: 80em)')
  const [shown, { open, close }] = useDisclosure(false)
  const seesCustomer = may('customers.read')
  return (
    <Box className={classes['columns'] ?? ''} data-panel={wide && seesCustomer}>
      <Box className={classes['talk'] ?? ''}>
        <Header conversation={conversation} onCustomer={!wide && seesCustomer ? open : undefined} />
        <Transcript conversation={conversation} />
        {may('conversations.answer') && <Composer conversation={conversation} />}
      </Box>
      {seesCustomer && wide && (
        <section className={classes['panel']} aria-label={t('customer.panel')} tabIndex={0}>
          <CustomerPanel conversationId={conversation.id} />
        </section>
      )}
      {seesCustomer && !wide && (
        <Drawer
          opened={shown}
          onClose={close}
          position="right"
          title={t('customer.panel')}
          closeButtonProps={{ 'aria-label': t('form.close') }}
        >
          <CustomerPanel conversationId={conversation.id} />
        </Drawer>
      )}
    </Box>
  )
}

function Header({
  conversation,
  onCustomer,
}: {
  conversation: ConversationView
  onCustomer: (() => void) | undefined
}) {
  const { t } = useTranslation()
  const may = useMay()
  // Where the list is away, this is the page.
  const alone = useMediaQuery('(max-width: 62em)') === true
  const { customer, handOff, owner } = conversation
  const reasonKey = `reason.${handOff?.reason ?? ''}`
  return (
    <Group className={classes['header'] ?? ''} justify="space-between" gap="sm" wrap="wrap">
      <Group gap="sm" wrap="nowrap" miw={0}>
        <ActionIconLink
          to="/conversations"
          search={(before) => before}
          variant="subtle"
          color="gray"
          hiddenFrom="md"
          aria-label={t('conversations.back')}
        >
          <IconArrowLeft size={20} />
        </ActionIconLink>
        <Stack gap={2} miw={0}>
          <Group gap="xs">
            <Title order={alone ? 1 : 2} size="h5">
              {customer.name ?? customer.number ?? t('customer.stranger')}
            </Title>
            <OwnerChip conversation={conversation} />
          </Group>
          {owner === 'queue' && handOff !== undefined && (
            <Text size="xs" c="dimmed">
              {t('conversation.reason', { reason: isMessageKey(reasonKey) ? t(reasonKey) : handOff.reason })}
              {handOff.contactEmail === undefined ? '' : ` · ${handOff.contactEmail}`}
            </Text>
          )}
        </Stack>
      </Group>
      <Group gap="xs">
        {may('conversations.answer') && <Actions conversation={conversation} />}
        {onCustomer !== undefined && (
          <ActionIcon variant="default" size="lg" aria-label={t('customer.panel')} onClick={onCustomer}>
            <IconUser size={18} />
          </ActionIcon>
        )}
      </Group>
    </Group>
  )
}

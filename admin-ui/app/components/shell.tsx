// The frame around every page: where one can go, how much waits there, and who one is.
import { AppShell, Box, Burger, Group, NavLink, ScrollArea, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import {
  IconAddressBook,
  IconDatabaseImport,
  IconGitMerge,
  IconHistory,
  IconHome,
  IconMessages,
  IconMoodEmpty,
  IconSchool,
  IconStack2,
  IconUsers,
  IconUsersGroup,
  type Icon,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { conversationsContract } from '../../api/conversations/contract.js'
import { missesContract } from '../../api/misses/contract.js'
import type { GrantedPolicy } from '../../api/policy.js'
import { read } from '../lib/api.js'
import { useTranslation, type MessageKey } from '../lib/i18n/index.js'
import { useLive } from '../lib/live.js'
import { useMay, useSession } from '../lib/session.js'
import { Chip } from './chip.js'
import { Account } from './account.js'
import classes from './shell.module.css'

interface Place {
  to:
    | '/'
    | '/conversations'
    | '/customers'
    | '/identity'
    | '/segments'
    | '/train'
    | '/misses'
    | '/imports'
    | '/audit'
    | '/team'
  label: MessageKey
  icon: Icon
  policy: GrantedPolicy
}

const places: readonly Place[] = [
  { to: '/', label: 'nav.home', icon: IconHome, policy: 'home.read' },
  { to: '/conversations', label: 'nav.conversations', icon: IconMessages, policy: 'conversations.read' },
  { to: '/customers', label: 'nav.customers', icon: IconAddressBook, policy: 'customers.read' },
  { to: '/identity', label: 'nav.identity', icon: IconGitMerge, policy: 'customers.merge' },
  { to: '/segments', label: 'nav.segments', icon: IconUsersGroup, policy: 'segments.read' },
  { to: '/train', label: 'nav.train', icon: IconSchool, policy: 'training.read' },
  { to: '/misses', label: 'nav.misses', icon: IconMoodEmpty, policy: 'misses.read' },
  { to: '/imports', label: 'nav.imports', icon: IconDatabaseImport, policy: 'imports.read' },
  { to: '/audit', label: 'nav.audit', icon: IconHistory, policy: 'audit.read' },
  { to: '/team', label: 'nav.team', icon: IconUsers, policy: 'users.manage' },
]

export function Shell() {
  const { t } = useTranslation()
  const { user } = useSession()
  const [opened, { toggle, close }] = useDisclosure()
  return (
    <AppShell
      header={{ height: { base: 56, sm: 0 } }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      className={classes['shell'] ?? ''}
    >
      <a href="#content" className={classes['skip']}>
        {t('nav.skip')}
      </a>
      <AppShell.Header hiddenFrom="sm">
        <Group h="100%" px="md" gap="sm">
          <Burger opened={opened} onClick={toggle} size="sm" aria-label={t('nav.menu')} aria-expanded={opened} />
          <Brand />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label={t('nav.label')}>
        <Box p="xs" visibleFrom="sm">
          <Brand />
        </Box>
        <AppShell.Section grow component={ScrollArea} mt="xs">
          {!user.mustChangePassword && <Places onGo={close} />}
        </AppShell.Section>
        <AppShell.Section>
          <Account />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes['main'] ?? ''}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  )
}

function Brand() {
  return (
    <Group gap="xs" wrap="nowrap">
      <img src="/admin/icon.svg" width={28} height={28} alt="" />
      <Text fw={700} size="lg" lh={1}>
        Kefu
      </Text>
      <Text c="dimmed" size="sm" lh={1} lang="zh-CN">
        客服
      </Text>
    </Group>
  )
}

function Places({ onGo }: { onGo: () => void }) {
  const { t } = useTranslation()
  const may = useMay()
  const { queueBoard } = useSession()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const waiting = useWaiting()
  return (
    <Stack gap={4}>
      {places
        .filter(({ policy }) => may(policy))
        .map(({ to, label, icon: PlaceIcon }) => {
          const active = to === '/' ? path === '/' || path === '/admin' : path.includes(to)
          const count = waiting[to] ?? 0
          return (
            <NavLink
              key={to}
              component={Link}
              to={to}
              onClick={onGo}
              active={active}
              aria-current={active ? 'page' : undefined}
              label={t(label)}
              leftSection={<PlaceIcon size={20} stroke={1.6} aria-hidden />}
              rightSection={
                count > 0 ? <Chip tone={to === '/conversations' ? 'warn' : 'neutral'}>{count}</Chip> : undefined
              }
              className={classes['place'] ?? ''}
            />
          )
        })}
      {queueBoard && may('jobs.read') && (
        <NavLink
          component="a"
          href="/admin/queue"
          label={t('nav.queue')}
          leftSection={<IconStack2 size={20} stroke={1.6} aria-hidden />}
          className={classes['place'] ?? ''}
        />
      )}
    </Stack>
  )
}

/** How much waits at a place: the queue, and the misses. */
function useWaiting(): Readonly<Record<string, number>> {
  const may = useMay()
  useLive('conversations')
  const counts = useQuery({
    ...read(conversationsContract.counts, {}),
    enabled: may('conversations.read'),
    refetchInterval: 30_000,
  })
  const misses = useQuery({
    ...read(missesContract.list, { query: { limit: 1 } }),
    enabled: may('misses.read'),
    refetchInterval: 60_000,
  })
  return { '/conversations': counts.data?.views.queue ?? 0, '/misses': misses.data?.total ?? 0 }
}

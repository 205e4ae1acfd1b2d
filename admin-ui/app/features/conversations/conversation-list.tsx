// The list of conversations with its filters; more are loaded as one asks for them.
import { CloseButton, Group, ScrollArea, Select, Stack, Tabs, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { conversationsContract } from '../../../api/conversations/contract.js'
import { ratedAs, views, type ListedConversation, type RatedAs, type View } from '../../../api/conversations/views.js'
import { Chip } from '../../components/chip.js'
import { MoreButton } from '../../components/more-button.js'
import { Stars } from '../../components/stars.js'
import { Empty, Failed, Loading, Denied } from '../../components/states.js'
import { ApiError, call, keyOf, read } from '../../lib/api.js'
import { channelName } from '../../lib/channel-name.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { OwnerChip } from './owner-chip.js'
import classes from './conversations.module.css'

export function ConversationList({ open }: { open: string | undefined }) {
  const { t } = useTranslation()
  const search = useSearch({ from: '/signed-in/conversations' })
  const view = search.view ?? 'open'
  return (
    <>
      <Stack gap="sm" p="md" pb="xs">
        <Title order={1} size="h4">
          {t('nav.conversations')}
        </Title>
        <SearchBox />
        <Filters />
      </Stack>
      <Views view={view} />
      <Rows view={view} open={open} />
    </>
  )
}

/** Filters live in the address, so that a list can be sent to a colleague and the way back works. */
function useFilter() {
  const navigate = useNavigate()
  return (change: {
    view?: View
    text?: string | undefined
    channel?: string | undefined
    language?: 'en' | 'zh' | undefined
    rating?: RatedAs | undefined
  }) => void navigate({ to: '.', search: (before) => ({ ...before, ...change }), replace: true })
}

function SearchBox() {
  const { t } = useTranslation()
  const filter = useFilter()
  const search = useSearch({ from: '/signed-in/conversations' })
  const [text, setText] = useState(search.text ?? '')
  const apply = useDebouncedCallback((value: string) => filter({ text: value === '' ? undefined : value }), 300)
  const change = (value: string) => {
    setText(value)
    apply(value)
  }
  return (
    <TextInput
      type="search"
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      placeholder={t('conversations.search')}
      aria-label={t('conversations.search')}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        text === '' ? undefined : <CloseButton size="sm" aria-label={t('form.clear')} onClick={() => change('')} />
      }
    />
  )
}

function Filters() {
  const { t } = useTranslation()
  const filter = useFilter()
  const { channel, language, rating } = useSearch({ from: '/signed-in/conversations' })
  const { data } = useQuery(read(conversationsContract.counts, {}))
  return (
    <Group gap="xs" grow>
      <Choice
        label={t('conversations.channel')}
        value={channel}
        onChange={(value) => filter({ channel: value ?? undefined })}
        data={(data?.channels ?? []).map((name) => ({ value: name, label: channelName(t, name) }))}
      />
      <Choice
        label={t('conversations.language')}
        value={language}
        onChange={(value) => filter({ language: value === 'en' || value === 'zh' ? value : undefined })}
        data={[
          { value: 'en', label: 'English' },
          { value: 'zh', label: '中文' },
        ]}
      />
      <Choice
        label={t('conversations.rating')}
        value={rating}
        onChange={(value) => filter({ rating: ratedAs.options.find((name) => name === value) })}
        data={ratedAs.options.map((name) => ({ value: name, label: t(`rating.${name}`) }))}
      />
    </Group>
  )
}

interface ChoiceProps {
  label: string
  value: string | undefined
  data: { value: string; label: string }[]
  onChange: (value: string | null) => void
}

/** One thing to filter by, or nothing. */
function Choice({ label, value, data, onChange }: ChoiceProps) {
  return (
    <Select
      size="xs"
      rightSectionWidth={22}
      clearable
      aria-label={label}
      placeholder={label}
      value={value ?? null}
      onChange={onChange}
      data={data}
    />
  )
}

function Views({ view }: { view: View }) {
  const { t } = useTranslation()
  const filter = useFilter()
  const { data } = useQuery({ ...read(conversationsContract.counts, {}), refetchInterval: 30_000 })
  const change = (value: string | null) => {
    const next = views.find((name) => name === value)
    if (next !== undefined) filter({ view: next })
  }
  return (
    <ScrollArea type="never" style={{ flexShrink: 0 }}>
      <Tabs value={view} onChange={change} keepMounted={false}>
        <Tabs.List px="xs" style={{ flexWrap: 'nowrap' }} aria-label={t('conversations.views')}>
          {(['open', 'queue', 'person', 'bot', 'resolved'] as const).map((name) => (
            <Tabs.Tab
              key={name}
              value={name}
              className={classes['tab'] ?? ''}
              rightSection={
                data === undefined ? undefined : (
                  <Text size="xs" c="dimmed" className="numbers">
                    {data.views[name]}
                  </Text>
                )
              }
            >
              {t(`view.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
    </ScrollArea>
  )
}

function Rows({ view, open }: { view: View; open: string | undefined }) {
  const { t } = useTranslation()
  const { channel, language, rating, text } = useSearch({ from: '/signed-in/conversations' })
  const query = {
    view,
    ...(channel ? { channel } : {}),
    ...(language ? { language } : {}),
    ...(rating ? { rating } : {}),
    ...(text ? { text } : {}),
  }
  const list = useInfiniteQuery({
    queryKey: keyOf(conversationsContract.list, query),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(
        conversationsContract.list,
        { query: { ...query, ...(pageParam === undefined ? {} : { cursor: pageParam }) } },
        signal,
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 30_000,
  })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className={classes['rows']} tabIndex={-1} aria-busy={list.isFetching}>
      {list.isPending && (
        <div style={{ padding: 16 }}>
          <Loading rows={6} height={60} />
        </div>
      )}
      {list.isError && items.length === 0 && (
        <div style={{ padding: 16 }}>
          {list.error instanceof ApiError && list.error.status === 403 ? (
            <Denied />
          ) : (
            <Failed error={list.error} onRetry={() => void list.refetch()} />
          )}
        </div>
      )}
      {list.isSuccess && items.length === 0 && (
        <Empty
          title={t(text === undefined && rating === undefined ? 'conversations.none' : 'conversations.none.found')}
        >
          {t(
            text === undefined && rating === undefined
              ? `conversations.none.${view}`
              : 'conversations.none.found.about',
          )}
        </Empty>
      )}
      {items.map((item) => (
        <Row key={item.id} item={item} open={item.id === open} />
      ))}
      <MoreButton list={list} p="md" />
    </div>
  )
}

function Row({ item, open }: { item: ListedConversation; open: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { customer, lastMessage, found } = item
  const who = customer.name ?? customer.number ?? t('customer.stranger')
  const said = found?.text ?? lastMessage?.text ?? ''
  const by = found !== undefined || lastMessage === undefined ? '' : `${t(`author.${lastMessage.author}`)}: `
  return (
    <Link
      to="/conversations/$id"
      params={{ id: item.id }}
      search={(before) => before}
      className={classes['row']}
      aria-current={open ? 'true' : undefined}
    >
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fw={600} size="sm" truncate>
          {who}
        </Text>
        <Text size="xs" c="dimmed" style={{ flexShrink: 0 }}>
          {format.when(lastMessage?.at ?? item.updatedAt)}
        </Text>
      </Group>
      <Text size="sm" c="dimmed" lineClamp={2}>
        {by}
        {said}
      </Text>
      <Group gap={6} mt={6}>
        <OwnerChip conversation={item} />
        <Chip>{channelName(t, item.channel)}</Chip>
        <Chip>{item.locale === 'zh' ? '中文' : 'EN'}</Chip>
        {item.rating !== undefined && (
          <Chip tone={item.rating.score <= 2 ? 'bad' : 'neutral'}>
            <Stars score={item.rating.score} size={11} />
          </Chip>
        )}
      </Group>
    </Link>
  )
}

// A group of messages that say nearly the same: to an intent, to a new one, or not ours.
import { Button, Checkbox, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconBan, IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { missesContract, type MissGroup } from '../../../api/misses/contract.js'
import { trainContract } from '../../../api/train/contract.js'
import { Chip } from '../../components/chip.js'
import { AnchorLink } from '../../components/links.js'
import { call, read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'
import { IntentNameForm, type IntentNames } from '../train/new-intent-modal.js'
import { useNotifyChange } from '../train/use-undo.js'

type Decision = { kind: 'assign'; intent: string } | ({ kind: 'new' } & IntentNames) | { kind: 'not-ours' }

function useDecide(ids: string[]) {
  const { t, language } = useTranslation()
  const client = useQueryClient()
  const notifyChange = useNotifyChange()
  return useMutation({
    mutationFn: (decision: Decision) => {
      const common = { ids, locale: language }
      switch (decision.kind) {
        case 'assign':
          return call(missesContract.assign, { body: { ...common, intent: decision.intent } })
        case 'new': {
          const { name, en, zh } = decision
          return call(missesContract.newIntent, { body: { ...common, name, description: { en, zh } } })
        }
        case 'not-ours':
          return call(missesContract.notOurs, { body: common })
      }
    },
    onSuccess: ({ change }) => notifyChange(change),
    onError: (error, { kind }) => {
      if (kind !== 'new') notifyError(t, error)
    },
    onSettled: () => {
      for (const room of ['misses', 'intents', 'training']) void client.invalidateQueries({ queryKey: [room] })
    },
  })
}

export function MissGroupCard({ group }: { group: MissGroup }) {
  const { t } = useTranslation()
  const may = useMay()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const editable = may('misses.edit')
  const ids = group.misses.map(({ id }) => id).filter((id) => !left.has(id))
  const toggle = (id: string, on: boolean) =>
    setLeft((before) => new Set(on ? [...before].filter((other) => other !== id) : [...before, id]))
  return (
    <article className="surface" style={{ padding: 16 }} aria-label={group.misses[0]?.text ?? ''}>
      <Stack gap="sm">
        <Group gap="xs">
          <Chip tone={group.size > 1 ? 'warn' : 'neutral'}>{t('misses.size', { n: group.size })}</Chip>
        </Group>
        <Stack gap={6}>
          {group.misses.slice(0, 8).map((miss) => (
            <MissLine key={miss.id} miss={miss} editable={editable} chosen={!left.has(miss.id)} onToggle={toggle} />
          ))}
          {group.size > 8 && (
            <Text size="sm" c="dimmed">
              {t('utterances.more', { n: group.size - 8 })}
            </Text>
          )}
        </Stack>
        {editable && <Decide group={group} ids={ids} />}
      </Stack>
    </article>
  )
}

function MissLine(props: {
  miss: MissGroup['misses'][number]
  editable: boolean
  chosen: boolean
  onToggle: (id: string, on: boolean) => void
}) {
  const { miss, editable, chosen, onToggle } = props
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  return (
    <Group gap="sm" justify="space-between" wrap="nowrap" align="flex-start">
      {editable ? (
        <Checkbox
          label={miss.text}
          checked={chosen}
          onChange={(event) => onToggle(miss.id, event.currentTarget.checked)}
        />
      ) : (
        <Text>{miss.text}</Text>
      )}
      {may('conversations.read') ? (
        <AnchorLink to="/conversations/$id" params={{ id: miss.conversationId }} size="xs" style={{ flexShrink: 0 }}>
          {t('misses.open', { ago: format.ago(miss.at) })}
        </AnchorLink>
      ) : (
        <Text size="xs" c="dimmed" style={{ flexShrink: 0 }}>
          {format.ago(miss.at)}
        </Text>
      )}
    </Group>
  )
}

function Decide({ group, ids }: { group: MissGroup; ids: string[] }) {
  const { t } = useTranslation()
  const decide = useDecide(ids)
  const intents = useQuery(read(trainContract.intents, {}))
  const [naming, { open, close }] = useDisclosure(false)
  const disabled = ids.length === 0 || decide.isPending
  return (
    <Group gap="xs">
      {group.suggestions.slice(0, 2).map(({ intent }) => (
        <Button
          key={intent}
          size="xs"
          variant="light"
          leftSection={<IconPlus size={14} />}
          disabled={disabled}
          onClick={() => decide.mutate({ kind: 'assign', intent })}
        >
          {t('misses.add-to', { intent })}
        </Button>
      ))}
      <Select
        size="xs"
        w={200}
        searchable
        disabled={disabled}
        aria-label={t('misses.choose-intent')}
        placeholder={t('misses.choose-intent')}
        value={null}
        onChange={(intent) => intent !== null && decide.mutate({ kind: 'assign', intent })}
        data={(intents.data?.items ?? []).map(({ name }) => name)}
        nothingFoundMessage={t('train.search.none')}
      />
      <Button size="xs" variant="default" disabled={disabled} leftSection={<IconPlus size={14} />} onClick={open}>
        {t('train.new-intent')}
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={disabled}
        leftSection={<IconBan size={14} />}
        onClick={() => decide.mutate({ kind: 'not-ours' })}
      >
        {t('misses.not-ours')}
      </Button>
      <Modal
        opened={naming}
        onClose={close}
        title={t('train.new-intent')}
        closeButtonProps={{ 'aria-label': t('form.close') }}
      >
        <IntentNameForm
          pending={decide.isPending}
          error={decide.error}
          onCancel={close}
          onSubmit={(names) => decide.mutate({ kind: 'new', ...names }, { onSuccess: close })}
        />
      </Modal>
    </Group>
  )
}

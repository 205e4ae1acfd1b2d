// A segment in the making or in change: its names, its rule, and who would be in it before it is kept.
import { Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { segmentsContract } from '../../../api/segments/contract.js'
import { AnchorLink } from '../../components/links.js'
import { Section } from '../../components/section.js'
import { Failed } from '../../components/states.js'
import { call } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone } from '../../lib/notify.js'
import { RuleEditor } from './rule-editor.js'
import { isComplete, ruleOf, type Group as RuleGroup } from './rule-tree.js'

export interface Kept {
  id: string
  name: { en: string; zh: string }
  rule: RuleGroup
}

/** `Loyal customers` → `loyal-customers`; the server's own rule for ids. */
const idFrom = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)

export function SegmentForm({ kept, isNew, onSaved }: { kept: Kept; isNew: boolean; onSaved: (id: string) => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState(kept.name)
  const [rule, setRule] = useState(kept.rule)
  const id = isNew ? idFrom(name.en) : kept.id
  const named = name.en.trim() !== '' && name.zh.trim() !== '' && id !== ''
  const body = () => ({ name: { en: name.en.trim(), zh: name.zh.trim() }, rule: { ...ruleOf(rule) } })
  const preview = useMutation({
    mutationFn: () =>
      call(segmentsContract.preview, {
        body: { id: kept.id, name: { en: '-', zh: '-' }, rule: { ...ruleOf(rule) }, limit: 10 },
      }),
  })
  const save = useMutation({
    mutationFn: () =>
      isNew
        ? call(segmentsContract.create, { body: { id, ...body() } })
        : call(segmentsContract.edit, { params: { id }, body: body() }),
    onSuccess: (saved) => {
      notifyDone(t('segments.saved', { entered: saved.entered, left: saved.left }))
      onSaved(saved.id)
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['segments'] }),
  })
  const changeRule = (next: RuleGroup) => {
    setRule(next)
    preview.reset()
  }
  return (
    <Stack>
      {save.isError && <Failed error={save.error} />}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={t('segments.name.en')}
          description={isNew && id !== '' ? t('segments.id', { id }) : undefined}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          maxLength={100}
          value={name.en}
          onChange={(event) => setName({ ...name, en: event.currentTarget.value })}
        />
        <TextInput
          label={t('segments.name.zh')}
          maxLength={100}
          value={name.zh}
          onChange={(event) => setName({ ...name, zh: event.currentTarget.value })}
        />
      </SimpleGrid>
      <Section title={t('segments.rule')}>
        <RuleEditor group={rule} onChange={changeRule} />
      </Section>
      <Group gap="sm">
        <Button
          variant="default"
          disabled={!isComplete(rule)}
          loading={preview.isPending}
          onClick={() => preview.mutate()}
        >
          {t('segments.preview')}
        </Button>
        <Button disabled={!named || !isComplete(rule)} loading={save.isPending} onClick={() => save.mutate()}>
          {t(isNew ? 'segments.create' : 'form.save')}
        </Button>
      </Group>
      {preview.isError && <Failed error={preview.error} />}
      {preview.data && <Preview preview={preview.data} />}
    </Stack>
  )
}

function Preview({ preview }: { preview: Awaited<ReturnType<typeof call<typeof segmentsContract.preview>>> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { members, customers, entered, left, first } = preview
  return (
    <div role="status">
      <Text fw={600}>
        {t('segments.preview.members', { n: format.number(members), all: format.number(customers) })}
      </Text>
      <Text size="sm" c="dimmed">
        {t('segments.preview.moves', { entered: format.number(entered), left: format.number(left) })}
      </Text>
      <Group gap="xs" mt="xs">
        {first.map(({ id, name, number }) => (
          <AnchorLink key={id} size="sm" to="/customers/$id" params={{ id }}>
            {name ?? number ?? t('customer.stranger')}
          </AnchorLink>
        ))}
      </Group>
    </div>
  )
}

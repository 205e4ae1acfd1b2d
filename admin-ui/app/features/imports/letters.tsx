// Rows of an import that were not taken: each can be put right where it stands and imported again, or left out.
import { Box, Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { importsContract, type LetterView } from '../../../api/imports/contract.js'
import type { ColumnRule } from '../../../api/imports/rule-view.js'
import { Chip } from '../../components/chip.js'
import { EitherButton } from '../../components/either-button.js'
import { call } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone, notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'
import { LetterList } from './letter-list.js'
import { writtenTo } from './mapping.js'
import { reasonText } from './reason-text.js'
import { targetText } from './target-text.js'
import { useLetters } from './use-letters.js'

export function Letters({ batch, rules }: { batch: string; rules: readonly ColumnRule[] }) {
  const { t } = useTranslation()
  const letters = useLetters(batch, { state: 'open' })
  return (
    <LetterList letters={letters} none={t('imports.letters.none')}>
      {(letter, onLeave) => <Letter key={letter.id} letter={letter} rules={rules} onLeave={onLeave} />}
    </LetterList>
  )
}

type Problem = LetterView['problems'][number]

interface LetterProps {
  letter: LetterView
  rules: readonly ColumnRule[]
  onLeave: () => void
}

function Letter({ letter, rules, onLeave }: LetterProps) {
  const { t } = useTranslation()
  const may = useMay()
  const client = useQueryClient()
  const [changed, change] = useState<ReadonlyMap<string, string>>(new Map())
  const [all, showAll] = useState(false)
  const { id, line, kind, problems, raw } = letter
  const settled = {
    onError: (error: Error) => notifyError(t, error),
    onSettled: () =>
      Promise.all(['imports', 'customers'].map((room) => client.invalidateQueries({ queryKey: [room] }))),
  }
  const replay = useMutation({
    mutationFn: () =>
      call(importsContract.replay, { params: { letter: id }, body: { set: Object.fromEntries(changed) } }),
    onSuccess: ({ outcome }) => {
      change(new Map())
      if (outcome === 'invalid') return
      notifyDone(t(`imports.replayed.${outcome}`))
      onLeave()
    },
    ...settled,
  })
  const dismiss = useMutation({
    mutationFn: () => call(importsContract.dismiss, { params: { letter: id } }),
    onSuccess: () => {
      notifyDone(t('imports.dismissed'))
      onLeave()
    },
    ...settled,
  })
  const read = new Map(letter.cells)
  const problemOf = (rule: ColumnRule): Problem | undefined =>
    problems.find(({ field }) => field === writtenTo(rule) || field.startsWith(`${writtenTo(rule) ?? '\0'} `))
  const mapped = rules.filter(({ kind: what }) => what !== 'ignored')
  const wrong = mapped.filter((rule) => problemOf(rule) !== undefined && kind === 'invalid')
  const shown = all || wrong.length === 0 ? mapped : wrong
  const elsewhere = problems.filter((problem) => !wrong.some((rule) => problemOf(rule) === problem))
  return (
    <Box component="article" className="surface" p="sm" aria-label={t('imports.line.of', { n: line })}>
      <Stack gap="xs">
        <Group gap="xs">
          <Text size="sm" fw={600} className="numbers">
            {t('imports.line.of', { n: line })}
          </Text>
          <Chip tone={kind === 'invalid' ? 'bad' : 'neutral'}>{t(`imports.kind.${kind}`)}</Chip>
        </Group>
        {elsewhere.map(({ field, reason, suggestion }) => (
          <Text key={field} size="sm">
            {targetText(t, field)} · {reasonText(t, reason)}
            {suggestion !== undefined && ` → ${suggestion}`}
          </Text>
        ))}
        {raw !== null && (
          <Text size="sm" ff="monospace">
            {raw.slice(0, 500)}
          </Text>
        )}
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
          {shown.map((rule) => (
            <Cell
              key={rule.column}
              column={rule.column}
              problem={kind === 'invalid' ? problemOf(rule) : undefined}
              value={changed.get(rule.column) ?? read.get(rule.column) ?? ''}
              disabled={!may('imports.edit')}
              onChange={(value) => change(new Map(changed).set(rule.column, value))}
            />
          ))}
        </SimpleGrid>
        <Group gap="xs">
          {may('imports.edit') && (
            <EitherButton
              size="compact-sm"
              first={replay}
              firstText={t('imports.replay')}
              second={dismiss}
              secondText={t('imports.dismiss')}
            />
          )}
          {shown.length < mapped.length && (
            <Button size="compact-sm" variant="subtle" onClick={() => showAll(true)}>
              {t('imports.cells')}
            </Button>
          )}
        </Group>
      </Stack>
    </Box>
  )
}

interface CellProps {
  column: string
  problem: Problem | undefined
  value: string
  disabled: boolean
  onChange: (value: string) => void
}

function Cell({ column, problem, value, disabled, onChange }: CellProps) {
  const { t } = useTranslation()
  const suggestion = problem?.suggestion
  return (
    <div>
      <TextInput
        size="sm"
        label={column}
        value={value}
        disabled={disabled}
        error={problem !== undefined && reasonText(t, problem.reason)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {suggestion !== undefined && !disabled && value !== suggestion && (
        <Button size="compact-xs" variant="subtle" mt={4} onClick={() => onChange(suggestion)}>
          {t('imports.take', { value: suggestion })}
        </Button>
      )}
    </div>
  )
}

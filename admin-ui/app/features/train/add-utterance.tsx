// Adding utterances: one while it is typed and checked, or many pasted at once, seen before they are added.
import { Button, Group, Modal, ScrollArea, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState, type ClipboardEvent, type KeyboardEvent } from 'react'
import { trainContract, type IntentView } from '../../../api/train/contract.js'
import { Chip } from '../../components/chip.js'
import { call, keyOf } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone } from '../../lib/notify.js'
import { issueText } from './issue-text.js'
import { useIntentChange } from './use-intent-change.js'

type Locale = 'en' | 'zh'
const mostPasted = 2000

function useChecks(intent: string, locale: Locale, texts: string[]) {
  const body = { intent, locale, texts: texts.slice(0, 200) }
  return useQuery({
    queryKey: keyOf(trainContract.check, body),
    queryFn: ({ signal }) => call(trainContract.check, { body }, signal),
    enabled: texts.some((text) => text.trim() !== ''),
    placeholderData: keepPreviousData,
  })
}

function useAdd(intent: IntentView, locale: Locale) {
  const { t } = useTranslation()
  const add = useIntentChange((texts: string[]) =>
    call(trainContract.addUtterances, {
      params: { name: intent.name },
      body: { version: intent.version, locale, texts },
    }),
  )
  return {
    pending: add.isPending,
    add: (texts: string[], onDone: () => void) =>
      add.mutate(texts, {
        onSuccess: ({ skipped }) => {
          onDone()
          if (skipped.length > 0) notifyDone(t('utterances.skipped', { n: skipped.length }))
        },
      }),
  }
}

export function AddUtterance({ intent, locale }: { intent: IntentView; locale: Locale }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [pasted, setPasted] = useState<string[]>([])
  const [settled] = useDebouncedValue(text, 250)
  const { add, pending } = useAdd(intent, locale)
  const checks = useChecks(intent.name, locale, settled.trim() === '' ? [] : [settled])
  const issues = settled === text && settled.trim() !== '' ? (checks.data?.issues ?? []) : []
  const submit = () => {
    if (text.trim() !== '' && !pending) add([text.trim()], () => setText(''))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing && event.keyCode !== 229) submit()
  }
  const onPaste = (event: ClipboardEvent) => {
    const lines = linesOf(event.clipboardData.getData('text'))
    if (lines.length < 2) return
    event.preventDefault()
    setPasted(lines.slice(0, mostPasted))
  }
  return (
    <Stack gap={6} mb="md">
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <TextInput
          flex={1}
          lang={locale === 'zh' ? 'zh-CN' : 'en'}
          maxLength={300}
          aria-label={t('utterances.add.label', { language: t(`language.${locale}`) })}
          placeholder={t(`utterances.add.placeholder.${locale}`)}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <Button leftSection={<IconPlus size={16} />} loading={pending} disabled={text.trim() === ''} onClick={submit}>
          {t('utterances.add')}
        </Button>
      </Group>
      <Group gap="xs" role="status" mih={22}>
        {issues.length === 0 ? (
          <Text size="xs" c="dimmed">
            {t('utterances.paste')}
          </Text>
        ) : (
          issues.map((issue, place) => (
            <Chip key={place} tone={issue.severe ? 'bad' : 'warn'}>
              {issueText(t, issue)}
            </Chip>
          ))
        )}
      </Group>
      <Pasted intent={intent} locale={locale} lines={pasted} onClose={() => setPasted([])} />
    </Stack>
  )
}

/** One utterance a line; list marks and quotes around them are dropped. */
export const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/u)
    .map((line) =>
      line
        .trim()
        .replace(/^(?:[-*•]|\d+[.)、])\s+/u, '')
        .replace(/^["“](.*)["”]$/u, '$1')
        .trim(),
    )
    .filter((line) => line !== '' && line.length <= 300)

function Pasted(props: { intent: IntentView; locale: Locale; lines: string[]; onClose: () => void }) {
  const { intent, locale, lines, onClose } = props
  const { t } = useTranslation()
  const { add, pending } = useAdd(intent, locale)
  const checks = useChecks(intent.name, locale, lines)
  const byText = new Map(checks.data?.issues.map((issue) => [issue.text ?? '', issue]))
  const fresh = lines.filter((line) => byText.get(line)?.kind !== 'duplicate')
  return (
    <Modal
      opened={lines.length > 0}
      onClose={onClose}
      size="lg"
      title={t('utterances.pasted', { n: lines.length })}
      closeButtonProps={{ 'aria-label': t('form.close') }}
    >
      <ScrollArea.Autosize mah="50vh" mb="md" viewportProps={{ tabIndex: 0 }}>
        <Stack gap={6}>
          {lines.slice(0, 200).map((line, place) => {
            const issue = byText.get(line)
            return (
              <Group key={place} justify="space-between" gap="xs">
                <Text size="sm">{line}</Text>
                {issue !== undefined && <Chip tone={issue.severe ? 'bad' : 'warn'}>{issueText(t, issue)}</Chip>}
              </Group>
            )
          })}
          {lines.length > 200 && <Text size="sm">{t('utterances.more', { n: lines.length - 200 })}</Text>}
        </Stack>
      </ScrollArea.Autosize>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('form.cancel')}
        </Button>
        <Button loading={pending} disabled={fresh.length === 0} onClick={() => add(fresh, onClose)}>
          {t('utterances.add-all', { n: fresh.length })}
        </Button>
      </Group>
    </Modal>
  )
}

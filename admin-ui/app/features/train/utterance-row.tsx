// One utterance: read, or edited in place. Enter saves, Escape leaves it as it was. Its values are marked in a window of their own.
import { ActionIcon, Checkbox, Group, TextInput, UnstyledButton } from '@mantine/core'
import { IconCheck, IconTag, IconX } from '@tabler/icons-react'
import { useDisclosure } from '@mantine/hooks'
import { useState, type KeyboardEvent } from 'react'
import { trainContract, type IntentView, type Issue } from '../../../api/train/contract.js'
import { Chip } from '../../components/chip.js'
import { call } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { issueText } from './issue-text.js'
import { MarkedText } from './marked-text.js'
import { MarkValues } from './mark-values.js'
import { useIntentChange } from './use-intent-change.js'
import classes from './train.module.css'

export function UtteranceRow(props: {
  intent: IntentView
  locale: 'en' | 'zh'
  text: string
  issue: Issue | undefined
  editable: boolean
  chosen: boolean
  onChoose: (on: boolean) => void
}) {
  const { intent, locale, text, issue, editable, chosen, onChoose } = props
  const { t } = useTranslation()
  const [typed, setTyped] = useState<string>()
  const [marking, { open, close }] = useDisclosure(false)
  const marks = intent.marks.find((marked) => marked.text === text)?.entities ?? []
  const edit = useIntentChange((to: string) =>
    call(trainContract.editUtterance, {
      params: { name: intent.name },
      body: { version: intent.version, locale, from: text, to },
    }),
  )
  const save = () => {
    const to = typed?.trim() ?? ''
    if (to === '' || to === text) setTyped(undefined)
    else edit.mutate(to, { onSuccess: () => setTyped(undefined) })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Enter') save()
    if (event.key === 'Escape') setTyped(undefined)
  }
  const lang = locale === 'zh' ? 'zh-CN' : 'en'
  return (
    <li className={classes['utterance']}>
      {editable && (
        <Checkbox
          size="sm"
          checked={chosen}
          aria-label={t('utterances.choose', { text })}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
      )}
      {typed === undefined ? (
        <>
          {editable ? (
            <UnstyledButton
              className={classes['text'] ?? ''}
              lang={lang}
              aria-label={t('utterances.edit', { text })}
              onClick={() => setTyped(text)}
            >
              <MarkedText text={text} marks={marks} />
            </UnstyledButton>
          ) : (
            <span className={classes['text']} lang={lang}>
              <MarkedText text={text} marks={marks} />
            </span>
          )}
          {issue !== undefined && <Chip tone={issue.severe ? 'bad' : 'warn'}>{issueText(t, issue)}</Chip>}
          {editable && (
            <ActionIcon size="lg" variant="subtle" color="gray" aria-label={t('marks.open', { text })} onClick={open}>
              <IconTag size={16} />
            </ActionIcon>
          )}
          {marking && <MarkValues {...{ intent, text, lang, marks }} onClose={close} />}
        </>
      ) : (
        <Group gap="xs" wrap="nowrap" flex={1}>
          <TextInput
            flex={1}
            size="sm"
            autoFocus
            lang={lang}
            maxLength={300}
            aria-label={t('utterances.edit.label')}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
          <ActionIcon size="lg" aria-label={t('form.save')} loading={edit.isPending} onClick={save}>
            <IconCheck size={16} />
          </ActionIcon>
          <ActionIcon size="lg" variant="default" aria-label={t('form.cancel')} onClick={() => setTyped(undefined)}>
            <IconX size={16} />
          </ActionIcon>
        </Group>
      )}
    </li>
  )
}

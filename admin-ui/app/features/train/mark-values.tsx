// Marking values in one utterance: select words, say what they are, take marks away; saved together, as one change that can be undone.
import { ActionIcon, Autocomplete, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { IconTag, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { trainContract, type IntentView, type MarkView } from '../../../api/train/contract.js'
import { call, read } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { markName, MarkedText } from './marked-text.js'
import { nameOf, selected, withMark, type Selected } from './mark-places.js'
import { useIntentChange } from './use-intent-change.js'
import classes from './train.module.css'

interface Props {
  intent: IntentView
  text: string
  lang: string
  marks: readonly MarkView[]
  onClose: () => void
}

export function MarkValues(props: Props) {
  const { t } = useTranslation()
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('marks.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('form.close') }}
    >
      <Editor {...props} />
    </Modal>
  )
}

function Editor({ intent, text, lang, marks: stored, onClose }: Props) {
  const { t } = useTranslation()
  const [marks, setMarks] = useState(stored)
  const save = useIntentChange(() =>
    call(trainContract.markUtterance, {
      params: { name: intent.name },
      body: { version: intent.version, text, entities: [...marks] },
    }),
  )
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('marks.about')}
      </Text>
      <NewMark text={text} lang={lang} marks={marks} onMark={(mark) => setMarks(withMark(marks, mark))} />
      <div>
        <Text fw={600} size="sm" mb={4}>
          {t('marks.preview')}
        </Text>
        <Text className={classes['preview'] ?? ''} lang={lang}>
          <MarkedText text={text} marks={marks} />
        </Text>
      </div>
      {marks.length > 0 && (
        <Stack component="ul" gap={4} p={0} m={0} aria-label={t('marks.list')}>
          {marks.map((mark) => (
            <Group key={mark.start} component="li" gap="xs" wrap="nowrap" style={{ listStyle: 'none' }}>
              <Text size="sm" flex={1} lang={lang}>
                {text.slice(mark.start, mark.end)}{' '}
                <Text span size="sm" c="dimmed">
                  {markName(mark)}
                </Text>
              </Text>
              <ActionIcon
                variant="default"
                aria-label={t('marks.remove', { text: text.slice(mark.start, mark.end) })}
                onClick={() => setMarks(marks.filter((other) => other !== mark))}
              >
                <IconX size={16} />
              </ActionIcon>
            </Group>
          ))}
        </Stack>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('form.cancel')}
        </Button>
        <Button
          loading={save.isPending}
          disabled={JSON.stringify(marks) === JSON.stringify(stored)}
          onClick={() => save.mutate(undefined, { onSuccess: onClose })}
        >
          {t('form.save')}
        </Button>
      </Group>
    </Stack>
  )
}

const refuse = (event: Event): void => event.preventDefault()

/**
 * Tells of what is selected in the field. Nothing can be written in it; it is not read-only, because browsers then show no caret and
 * nothing could be selected by keyboard.
 */
function useSelection(onSelect: (start: number, end: number) => void) {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    const element = field.current
    if (element === null) return
    const tell = () => onSelect(element.selectionStart, element.selectionEnd)
    const look = () => {
      if (document.activeElement === element) tell()
    }
    element.addEventListener('beforeinput', refuse)
    document.addEventListener('selectionchange', look)
    // A change is told of a moment later: who leaves the field in that moment has selected all the same.
    element.addEventListener('blur', tell)
    return () => {
      element.removeEventListener('beforeinput', refuse)
      document.removeEventListener('selectionchange', look)
      element.removeEventListener('blur', tell)
    }
  }, [onSelect])
  return field
}

/** Words are selected by mouse, finger or keyboard alike. */
function NewMark(props: { text: string; lang: string; marks: readonly MarkView[]; onMark: (mark: MarkView) => void }) {
  const { text, lang, marks, onMark } = props
  const { t } = useTranslation()
  const entities = useQuery(read(trainContract.entities, {}))
  const [place, setPlace] = useState<Selected>({ kind: 'nothing' })
  const [entity, setEntity] = useState('')
  const [role, setRole] = useState('')
  const known = entities.data?.items ?? []
  const roles = known.find(({ name }) => name === nameOf(entity))?.roles ?? []
  const field = useSelection(useCallback((start, end) => setPlace(selected(text, start, end, marks)), [text, marks]))
  const add = () => {
    if (place.kind !== 'place') return
    const asRole = nameOf(role)
    onMark({
      entity: nameOf(entity),
      start: place.start,
      end: place.end,
      ...(asRole === '' ? {} : { role: asRole }),
    })
    setPlace({ kind: 'nothing' })
    setRole('')
  }
  return (
    <Stack gap="sm">
      <Textarea
        label={t('marks.text')}
        description={t('marks.text.how')}
        ref={field}
        aria-readonly
        inputMode="none"
        spellCheck={false}
        autosize
        data-autofocus
        lang={lang}
        defaultValue={text}
        error={place.kind === 'taken' ? t('marks.taken') : undefined}
      />
      <Group gap="sm" align="flex-start" grow preventGrowOverflow={false}>
        <Autocomplete
          label={t('marks.entity')}
          description={t('marks.entity.how')}
          data={known.map(({ name }) => name)}
          value={entity}
          onChange={setEntity}
          maxLength={60}
          miw={200}
        />
        <Autocomplete
          label={t('marks.role')}
          description={t('marks.role.how')}
          data={roles}
          value={role}
          onChange={setRole}
          maxLength={60}
          miw={200}
        />
      </Group>
      <Button
        variant="default"
        leftSection={<IconTag size={16} />}
        disabled={place.kind !== 'place' || nameOf(entity) === ''}
        onClick={add}
        style={{ alignSelf: 'flex-start' }}
      >
        {place.kind === 'place'
          ? t('marks.mark', { text: text.slice(place.start, place.end) })
          : t('marks.mark.nothing')}
      </Button>
    </Stack>
  )
}

// Trying out: what is typed, as the live version and the newest draft understand it.
import { Button, Group, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { trainContract, type TriedView } from '../../../api/train/contract.js'
import { Failed } from '../../components/states.js'
import { Example, Understood } from '../../components/understood.js'
import { call } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'

interface Tried {
  text: string
  live: TriedView | null
  draft: TriedView | null
}

const kept = 20

export function TestChat() {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [tried, setTried] = useState<readonly Tried[]>([])
  const attempt = useMutation({
    mutationFn: (asked: string) => call(trainContract.try, { body: { text: asked } }),
    onSuccess: (answer, asked) => {
      setTried((before) => [{ text: asked, ...answer }, ...before].slice(0, kept))
      setText('')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') attempt.mutate(text.trim())
  }
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('try.about')}
      </Text>
      <form onSubmit={submit}>
        <Group gap="xs" wrap="nowrap">
          <TextInput
            flex={1}
            data-autofocus
            aria-label={t('try.label')}
            placeholder={t('try.placeholder')}
            maxLength={1000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit" px="sm" loading={attempt.isPending} aria-label={t('try.submit')}>
            <IconSend size={18} />
          </Button>
        </Group>
      </form>
      {attempt.isError && <Failed error={attempt.error} />}
      <Stack gap="md" aria-live="polite">
        {tried.map((one, place) => (
          <OneTry key={tried.length - place} tried={one} />
        ))}
      </Stack>
    </Stack>
  )
}

function OneTry({ tried: { text, live, draft } }: { tried: Tried }) {
  const { t } = useTranslation()
  const none = live === null && draft === null
  return (
    <div className="surface" style={{ padding: 12 }}>
      <Text fw={600} mb="xs">
        {text}
      </Text>
      {none && <Text size="sm">{t('try.no-model')}</Text>}
      <SimpleGrid cols={draft !== null && live !== null ? 2 : 1} spacing="md">
        {live !== null && <Reading title={t('try.live')} understanding={live} />}
        {draft !== null && <Reading title={t('try.draft')} understanding={draft} />}
      </SimpleGrid>
    </div>
  )
}

function Reading({ title, understanding }: { title: string; understanding: TriedView }) {
  const { t } = useTranslation()
  return (
    <Stack gap="xs">
      <Title order={3} size="h6">
        {title}
      </Title>
      <Understood understanding={understanding} />
      {understanding.examples.length > 0 && (
        <Stack component="section" gap={4} aria-label={t('evidence.nearest')}>
          <Text size="xs" c="dimmed">
            {t('evidence.nearest')}
          </Text>
          {understanding.examples.map((example) => (
            <Example key={`${example.intent} ${example.example}`} {...example} />
          ))}
        </Stack>
      )}
    </Stack>
  )
}

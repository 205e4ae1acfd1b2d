// Notes about a person and on their conversations, for colleagues only; newest first.
import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { customersContract } from '../../../api/customers/contract.js'
import { AnchorLink } from '../../components/links.js'
import { Section } from '../../components/section.js'
import { Failed, Loaded } from '../../components/states.js'
import { call, read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { useMay } from '../../lib/session.js'
import { useRecordChanged } from './use-record-changed.js'

export function Notes({ id }: { id: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const notes = useQuery(read(customersContract.notes, { params: { id }, query: { limit: 50 } }))
  return (
    <Section title={t('customers.notes')}>
      <Stack gap="sm">
        {may('customers.edit') && <NoteForm id={id} />}
        <Loaded query={notes}>
          {({ items }) =>
            items.length === 0 ? (
              <Text size="sm" c="dimmed">
                {t('customers.notes.none')}
              </Text>
            ) : (
              items.map((note) => (
                <div key={note.id}>
                  <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
                    {note.text}
                  </Text>
                  <Text size="xs" c="dimmed" component="div">
                    {note.author.name} · {format.ago(note.at)}
                    {note.conversationId !== undefined && (
                      <>
                        {' · '}
                        <AnchorLink
                          size="xs"
                          underline="always"
                          to="/conversations/$id"
                          params={{ id: note.conversationId }}
                        >
                          {t('customers.conversation')}
                        </AnchorLink>
                      </>
                    )}
                  </Text>
                </div>
              ))
            )
          }
        </Loaded>
      </Stack>
    </Section>
  )
}

function NoteForm({ id }: { id: string }) {
  const { t } = useTranslation()
  const changed = useRecordChanged()
  const [text, setText] = useState('')
  // Kept while sending fails, so that sending again does not write twice.
  const [clientId, setClientId] = useState(() => crypto.randomUUID())
  const add = useMutation({
    mutationFn: () => call(customersContract.addNote, { params: { id }, body: { text: text.trim(), clientId } }),
    onSuccess: () => {
      setText('')
      setClientId(crypto.randomUUID())
    },
    onSettled: changed,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '') add.mutate()
      }}
    >
      <Stack gap="xs">
        {add.isError && <Failed error={add.error} />}
        <Textarea
          aria-label={t('customers.notes.add')}
          placeholder={t('customers.notes.placeholder')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={5000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {text.trim() !== '' && (
          <Group justify="flex-end">
            <Button type="submit" size="xs" loading={add.isPending}>
              {t('customers.notes.add')}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  )
}

// What answers an intent: texts of one's own (one of them is chosen each time), or an article of the knowledge base.
import {
  ActionIcon,
  Button,
  Group,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  Title,
} from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { trainContract, type IntentView } from '../../../api/train/contract.js'
import { call, read } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { useIntentChange } from './use-intent-change.js'

interface Draft {
  kind: 'answer' | 'article'
  article: string
  answers: { en: string[]; zh: string[] }
}

const draftOf = ({ kind, article = '', answers }: IntentView): Draft => ({
  kind: kind === 'article' ? 'article' : 'answer',
  article,
  answers,
})

const written = (texts: readonly string[]): string[] => texts.map((text) => text.trim()).filter((text) => text !== '')

export function Answers({ intent, editable }: { intent: IntentView; editable: boolean }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<Draft>()
  const draft = typed ?? draftOf(intent)
  const save = useIntentChange(({ kind, article, answers }: Draft) =>
    call(trainContract.changeIntent, {
      params: { name: intent.name },
      body: {
        version: intent.version,
        kind,
        ...(article === '' ? {} : { article }),
        answers: { en: written(answers.en), zh: written(answers.zh) },
      },
    }),
  )
  return (
    <section aria-labelledby="answers" className="surface" style={{ padding: 16 }}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h5" id="answers">
          {t('answers.title')}
        </Title>
        {editable && (
          <SegmentedControl
            size="xs"
            aria-label={t('answers.kind')}
            value={draft.kind}
            onChange={(value) => setTyped({ ...draft, kind: value === 'article' ? 'article' : 'answer' })}
            data={[
              { value: 'answer', label: t('kind.answer') },
              { value: 'article', label: t('kind.article') },
            ]}
          />
        )}
      </Group>
      {draft.kind === 'article' ? (
        <ArticleChoice
          value={draft.article}
          editable={editable}
          onChange={(article) => setTyped({ ...draft, article })}
        />
      ) : (
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
          {(['en', 'zh'] as const).map((locale) => (
            <Variants
              key={locale}
              locale={locale}
              texts={draft.answers[locale]}
              editable={editable}
              onChange={(texts) => setTyped({ ...draft, answers: { ...draft.answers, [locale]: texts } })}
            />
          ))}
        </SimpleGrid>
      )}
      {typed !== undefined && (
        <Group mt="md" justify="flex-end">
          <Button variant="default" size="xs" onClick={() => setTyped(undefined)}>
            {t('form.cancel')}
          </Button>
          <Button
            size="xs"
            loading={save.isPending}
            onClick={() => save.mutate(draft, { onSuccess: () => setTyped(undefined) })}
          >
            {t('answers.save')}
          </Button>
        </Group>
      )}
    </section>
  )
}

function ArticleChoice(props: { value: string; editable: boolean; onChange: (article: string) => void }) {
  const { t, language } = useTranslation()
  const articles = useQuery(read(trainContract.articles, {}))
  return (
    <Select
      label={t('answers.article')}
      description={t('answers.article.about')}
      searchable
      maw={520}
      disabled={!props.editable}
      value={props.value === '' ? null : props.value}
      onChange={(value) => props.onChange(value ?? '')}
      data={(articles.data?.items ?? []).map(({ id, title }) => ({ value: id, label: title[language] }))}
      nothingFoundMessage={t('train.search.none')}
    />
  )
}

function Variants(props: {
  locale: 'en' | 'zh'
  texts: readonly string[]
  editable: boolean
  onChange: (texts: string[]) => void
}) {
  const { locale, texts, editable, onChange } = props
  const { t } = useTranslation()
  const language = t(`language.${locale}`)
  const shown = texts.length === 0 && editable ? [''] : texts
  const replace = (place: number, text: string) => onChange(shown.map((old, at) => (at === place ? text : old)))
  return (
    <Stack gap="xs">
      <Text fw={600} size="sm">
        {language}
      </Text>
      {shown.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('answers.none')}
        </Text>
      )}
      {shown.map((text, place) => (
        <Group key={place} gap="xs" wrap="nowrap" align="flex-start">
          <Textarea
            flex={1}
            autosize
            minRows={2}
            maxLength={2000}
            readOnly={!editable}
            lang={locale === 'zh' ? 'zh-CN' : 'en'}
            aria-label={t('answers.variant', { language, place: place + 1 })}
            placeholder={t('answers.placeholder')}
            value={text}
            onChange={(event) => replace(place, event.currentTarget.value)}
          />
          {editable && shown.length > 1 && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('answers.remove', { language, place: place + 1 })}
              onClick={() => onChange(shown.filter((_, at) => at !== place))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          )}
        </Group>
      ))}
      {editable && (
        <div>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} />}
            onClick={() => onChange([...shown, ''])}
          >
            {t('answers.add')}
          </Button>
        </div>
      )}
    </Stack>
  )
}

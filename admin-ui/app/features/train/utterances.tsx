// What people say for an intent, in each language: added while typing is checked, pasted in bulk, edited in place, moved and removed.
import { Button, Checkbox, Group, Menu, ScrollArea, Stack, Tabs, Text, TextInput, Title } from '@mantine/core'
import { IconArrowRight, IconSearch, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { trainContract, type IntentView } from '../../../api/train/contract.js'
import { Empty } from '../../components/states.js'
import { call, read } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { AddUtterance } from './add-utterance.js'
import { UtteranceRow } from './utterance-row.js'
import { useIntentChange } from './use-intent-change.js'

type Locale = 'en' | 'zh'
/** More are shown on request: a list of thousands would make typing slow. */
const step = 100

export function Utterances({ intent, editable }: { intent: IntentView; editable: boolean }) {
  const { t } = useTranslation()
  const { find } = useSearch({ from: '/signed-in/train/intents/$name' })
  const inChinese = find !== undefined && intent.utterances.zh.includes(find)
  const [locale, setLocale] = useState<Locale>(inChinese ? 'zh' : 'en')
  return (
    <section aria-labelledby="utterances" className="surface" style={{ padding: 16 }}>
      <Title order={2} size="h5" mb="sm" id="utterances">
        {t('utterances.title')}
      </Title>
      <Tabs value={locale} onChange={(value) => setLocale(value === 'zh' ? 'zh' : 'en')} keepMounted={false}>
        <Tabs.List mb="md">
          {(['en', 'zh'] as const).map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`language.${name}`)} · {intent.utterances[name].length}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {(['en', 'zh'] as const).map((name) => (
          <Tabs.Panel key={name} value={name}>
            {editable && <AddUtterance intent={intent} locale={name} />}
            <UtteranceList key={find ?? ''} intent={intent} locale={name} editable={editable} sought={find ?? ''} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </section>
  )
}

function UtteranceList(props: { intent: IntentView; locale: Locale; editable: boolean; sought: string }) {
  const { intent, locale, editable, sought } = props
  const { t } = useTranslation()
  const [filter, setFilter] = useState(sought)
  const [most, setMost] = useState(step)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const all = intent.utterances[locale]
  const matching = useMemo(
    () => all.filter((text) => text.toLowerCase().includes(filter.trim().toLowerCase())),
    [all, filter],
  )
  const issues = useMemo(() => new Map(intent.issues.map((issue) => [issue.text ?? '', issue])), [intent.issues])
  const selected = all.filter((text) => chosen.has(text))
  const choose = (text: string, on: boolean) =>
    setChosen((before) => new Set(on ? [...before, text] : [...before].filter((other) => other !== text)))
  if (all.length === 0) return <Empty title={t('utterances.none')}>{t('utterances.none.about')}</Empty>
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <TextInput
          type="search"
          size="xs"
          w={220}
          leftSection={<IconSearch size={14} aria-hidden />}
          aria-label={t('utterances.search')}
          placeholder={t('utterances.search')}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
        {editable && selected.length > 0 && (
          <Selection intent={intent} locale={locale} texts={selected} onDone={() => setChosen(new Set())} />
        )}
      </Group>
      {editable && matching.length > 1 && (
        <Checkbox
          size="sm"
          label={t('utterances.all', { n: matching.length })}
          checked={selected.length === matching.length}
          indeterminate={selected.length > 0 && selected.length < matching.length}
          onChange={(event) => setChosen(event.currentTarget.checked ? new Set(matching) : new Set())}
        />
      )}
      <Stack gap={0} component="ul" p={0} m={0}>
        {matching.slice(0, most).map((text) => (
          <UtteranceRow
            key={text}
            intent={intent}
            locale={locale}
            text={text}
            issue={issues.get(text)}
            editable={editable}
            chosen={chosen.has(text)}
            onChoose={(on) => choose(text, on)}
          />
        ))}
      </Stack>
      {matching.length === 0 && <Empty title={t('train.search.none')} />}
      {matching.length > most && (
        <Button variant="default" size="xs" onClick={() => setMost((before) => before + 5 * step)}>
          {t('utterances.more', { n: matching.length - most })}
        </Button>
      )}
    </Stack>
  )
}

function Selection(props: { intent: IntentView; locale: Locale; texts: string[]; onDone: () => void }) {
  const { intent, locale, texts, onDone } = props
  const { t } = useTranslation()
  const params = { name: intent.name }
  const body = { version: intent.version, locale, texts }
  const remove = useIntentChange(() => call(trainContract.removeUtterances, { params, body }))
  const move = useIntentChange((to: string) => call(trainContract.moveUtterances, { params, body: { ...body, to } }))
  const intents = useQuery(read(trainContract.intents, {}))
  return (
    <Group gap="xs">
      <Text size="sm">{t('utterances.selected', { n: texts.length })}</Text>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" leftSection={<IconArrowRight size={14} />} loading={move.isPending}>
            {t('utterances.move')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('utterances.move.to')}</Menu.Label>
          <ScrollArea.Autosize mah={300}>
            {(intents.data?.items ?? [])
              .filter(({ name }) => name !== intent.name)
              .map(({ name }) => (
                <Menu.Item key={name} onClick={() => move.mutate(name, { onSuccess: onDone })}>
                  {name}
                </Menu.Item>
              ))}
          </ScrollArea.Autosize>
        </Menu.Dropdown>
      </Menu>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconTrash size={14} />}
        loading={remove.isPending}
        onClick={() => remove.mutate(undefined, { onSuccess: onDone })}
      >
        {t('utterances.remove')}
      </Button>
    </Group>
  )
}

// The rules of identity: changed only after it was seen what a change makes of the records as they are.
import { Box, Button, Group, NumberInput, SimpleGrid, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { identityContract, type RulesView } from '../../../api/identity/contract.js'
import { Page } from '../../components/page.js'
import { Section } from '../../components/section.js'
import { Failed, Loaded } from '../../components/states.js'
import { call, read } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'
import { DryRun } from './dry-run.js'
import { RuleKeys } from './rule-keys.js'
import { Survivors } from './survivors.js'

export function RulesPage() {
  const { t } = useTranslation()
  const rules = useQuery({ ...read(identityContract.rules, {}), refetchOnWindowFocus: false })
  return (
    <Page title={t('identity.tab.rules')} about={t('rules.about')}>
      <Loaded query={rules}>
        {({ rules: kept, version }) => <RulesForm key={version} kept={kept} version={version} />}
      </Loaded>
    </Page>
  )
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

function RulesForm({ kept, version }: { kept: RulesView; version: number }) {
  const { t } = useTranslation()
  const may = useMay()
  const client = useQueryClient()
  const [rules, setRules] = useState(kept)
  const [blocked, setBlocked] = useState(kept.blocked.join('\n'))
  const body = () => ({ rules: { ...rules, blocked: linesOf(blocked) } })
  const run = useMutation({ mutationFn: () => call(identityContract.tryRules, { body: body() }) })
  const save = useMutation({
    mutationFn: (seen: string) => call(identityContract.setRules, { body: { ...body(), version, seen } }),
    onSuccess: () => notifyDone(t('rules.saved')),
    onSettled: () => client.invalidateQueries({ queryKey: ['identity'] }),
  })
  const change = (some: Partial<RulesView>) => {
    setRules({ ...rules, ...some })
    run.reset()
  }
  const { likelyFrom, hideBelow } = rules.likeness
  const wrong = hideBelow > likelyFrom
  const seen = run.data
  return (
    <Box component="fieldset" p={0} m={0} bd={0} miw={0} disabled={!may('customers.merge')}>
      <Stack gap="lg">
        {save.isError && <Failed error={save.error} />}
        <Section title={t('rules.thresholds')}>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Share
              name="likely"
              value={likelyFrom}
              least={5}
              onChange={(value) => change({ likeness: { likelyFrom: value, hideBelow } })}
            />
            <Share
              name="hide"
              value={hideBelow}
              least={1}
              error={wrong && t('rules.wrong')}
              onChange={(value) => change({ likeness: { likelyFrom, hideBelow: value } })}
            />
          </SimpleGrid>
        </Section>
        <RuleKeys keys={rules.keys} onChange={(keys) => change({ keys })} />
        <Section title={t('rules.fields')}>
          <Survivors survivors={rules.survivors} onChange={(survivors) => change({ survivors })} />
        </Section>
        <Section title={t('rules.blocked')}>
          <Textarea
            aria-label={t('rules.blocked')}
            description={t('rules.blocked.about')}
            autosize
            minRows={3}
            maxRows={12}
            value={blocked}
            onChange={(event) => {
              setBlocked(event.currentTarget.value)
              run.reset()
            }}
          />
        </Section>
        {may('customers.merge') && (
          <Group gap="sm">
            <Button variant="default" disabled={wrong} loading={run.isPending} onClick={() => run.mutate()}>
              {t('rules.run')}
            </Button>
            <Button
              disabled={seen === undefined}
              loading={save.isPending}
              onClick={() => seen !== undefined && save.mutate(seen.id)}
            >
              {t('form.save')}
            </Button>
            {seen === undefined && (
              <Text size="sm" c="dimmed">
                {t('rules.run.needed')}
              </Text>
            )}
          </Group>
        )}
        {run.isError && <Failed error={run.error} />}
        {seen !== undefined && <DryRun run={seen} />}
      </Stack>
    </Box>
  )
}

interface ShareProps {
  name: 'likely' | 'hide'
  value: number
  least: number
  error?: string | false
  onChange: (value: number) => void
}

/** A probability as people say it: 0.9 is 90 %. */
function Share({ name, value, least, error = false, onChange }: ShareProps) {
  const { t } = useTranslation()
  return (
    <NumberInput
      label={t(`rules.${name}`)}
      description={t(`rules.${name}.about`)}
      suffix=" %"
      min={least}
      max={100}
      step={5}
      decimalScale={1}
      error={error}
      value={Math.round(value * 1000) / 10}
      onChange={(next) => onChange(Math.min(100, Math.max(least, Number(next))) / 100)}
    />
  )
}

// Is this version really better than another? Both are tried on examples that neither had seen.
import { Group, Select, Stack, Table, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { analysisContract } from '../../../api/analysis/contract.js'
import type { VersionView } from '../../../api/train/contract.js'
import type { VersionComparison } from '../../../../nlu/evaluation/version-analysis.js'
import { Chip, type Tone } from '../../components/chip.js'
import { HeadRow } from '../../components/head-row.js'
import { Loaded } from '../../components/states.js'
import { Wide } from '../../components/wide.js'
import { call, read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { BackgroundWork } from './background-work.js'

export function Comparison({ id, versions }: { id: string; versions: readonly VersionView[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const others = versions.filter((version) => version.id !== id && version.comparable)
  const [chosen, choose] = useState<string>()
  const against = chosen ?? (others.find(({ live }) => live) ?? others[0])?.id
  return (
    <section aria-labelledby="comparison">
      <Title order={2} size="h4" mb={4} id="comparison">
        {t('comparison.title')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('comparison.about')}
      </Text>
      {against === undefined ? (
        <Text>{t('comparison.none')}</Text>
      ) : (
        <Stack>
          <Select
            label={t('comparison.against')}
            maw={360}
            value={against}
            allowDeselect={false}
            onChange={(value) => choose(value ?? undefined)}
            data={others.map(({ id: value, createdAt, live }) => ({
              value,
              label: `${format.dateTime(createdAt)}${live ? ` · ${t('versions.live')}` : ''}`,
            }))}
          />
          <Found key={against} id={id} against={against} />
        </Stack>
      )}
    </section>
  )
}

function Found({ id, against }: { id: string; against: string }) {
  const { t } = useTranslation()
  const params = { id, against }
  const comparison = useQuery({
    ...read(analysisContract.comparison, { params }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 1000 : false),
  })
  return (
    <Loaded query={comparison}>
      {(work) => (
        <BackgroundWork
          work={work}
          label={t('comparison.start')}
          start={() => call(analysisContract.compare, { params })}
        >
          {(found) => <Outcome found={found} />}
        </BackgroundWork>
      )}
    </Loaded>
  )
}

const tones: Readonly<Record<VersionComparison['verdict'], Tone>> = {
  'a-better': 'bad',
  'b-better': 'good',
  'no-difference-shown': 'neutral',
}

function Outcome({ found }: { found: VersionComparison }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { sentences, accuracyA, accuracyB, onlyA, onlyB, pValue, verdict, differences } = found
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Chip tone={tones[verdict]}>{t(`comparison.${verdict}`)}</Chip>
        <Text size="sm" className="numbers">
          {t('comparison.figures', {
            before: format.percent(accuracyA, 1),
            now: format.percent(accuracyB, 1),
            n: format.number(sentences),
          })}
        </Text>
      </Group>
      <Text size="sm">
        {t('comparison.only', {
          now: onlyB,
          before: onlyA,
          p: pValue < 0.001 ? '< 0.001' : `= ${pValue.toFixed(3)}`,
        })}
      </Text>
      {differences.length > 0 && (
        <Wide label={t('comparison.differences')}>
          <Table verticalSpacing="xs" horizontalSpacing="md" miw={640}>
            <HeadRow
              heads={[t('comparison.utterance'), t('comparison.right'), t('comparison.before'), t('comparison.now')]}
            />
            <Table.Tbody>
              {differences.map(({ text, intent, a, b }) => (
                <Table.Tr key={`${intent} ${text}`}>
                  <Table.Td>{text}</Table.Td>
                  <Table.Td>{intent}</Table.Td>
                  <Table.Td>
                    <Chip tone={a === intent ? 'good' : 'bad'}>{a}</Chip>
                  </Table.Td>
                  <Table.Td>
                    <Chip tone={b === intent ? 'good' : 'bad'}>{b}</Chip>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Wide>
      )}
    </Stack>
  )
}

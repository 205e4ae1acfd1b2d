// Segments with what they hold in words and how many are in each, and the groups that purchases show by themselves.
import { Button, Modal, Stack, Table, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus, IconUsersGroup } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { segmentsContract } from '../../../api/segments/contract.js'
import { Chip, type Tone } from '../../components/chip.js'
import { HeadRow } from '../../components/head-row.js'
import { AnchorLink } from '../../components/links.js'
import { Page } from '../../components/page.js'
import { Section } from '../../components/section.js'
import { Empty, Loaded } from '../../components/states.js'
import { Wide } from '../../components/wide.js'
import { read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { useMay } from '../../lib/session.js'
import { ruleText } from './rule-text.js'
import { emptyGroup } from './rule-tree.js'
import { SegmentForm } from './segment-form.js'

export function SegmentsPage() {
  const { t, language } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const navigate = useNavigate()
  const [adding, { open, close }] = useDisclosure(false)
  const segments = useQuery(read(segmentsContract.list, {}))
  const actions = may('segments.edit') && (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      {t('segments.add')}
    </Button>
  )
  return (
    <Page title={t('nav.segments')} about={t('segments.about')} actions={actions}>
      <Stack gap="lg">
        <Loaded query={segments}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon={<IconUsersGroup size={24} stroke={1.5} />} title={t('segments.none')}>
                {t('segments.none.about')}
              </Empty>
            ) : (
              <Wide label={t('nav.segments')}>
                <Table verticalSpacing="sm" horizontalSpacing="md" miw={640}>
                  <HeadRow
                    heads={[
                      t('segments.name'),
                      t('segments.rule'),
                      { text: t('segments.members'), right: true, nowrap: true },
                    ]}
                  />
                  <Table.Tbody>
                    {items.map(({ id, name, rule, members }) => (
                      <Table.Tr key={id}>
                        <Table.Td>
                          <AnchorLink to="/segments/$id" params={{ id }} fw={600}>
                            {name[language]}
                          </AnchorLink>
                        </Table.Td>
                        <Table.Td>
                          <Text size="sm">{ruleText(t, rule)}</Text>
                        </Table.Td>
                        <Table.Td ta="right" className="numbers">
                          {format.number(members)}
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Wide>
            )
          }
        </Loaded>
        {may('segments.read') && <Groups />}
      </Stack>
      <Modal
        opened={adding}
        onClose={close}
        title={t('segments.add')}
        size="xl"
        closeButtonProps={{ 'aria-label': t('form.close') }}
      >
        <SegmentForm
          kept={{ id: 'new', name: { en: '', zh: '' }, rule: emptyGroup() }}
          isNew
          onSaved={(id) => void navigate({ to: '/segments/$id', params: { id } })}
        />
      </Modal>
    </Page>
  )
}

const toneOf = (stability: number): Tone => (stability >= 0.9 ? 'good' : stability >= 0.7 ? 'info' : 'warn')

function Groups() {
  const { t, language } = useTranslation()
  const format = useFormat()
  const groups = useQuery({ ...read(segmentsContract.groups, {}), staleTime: 60_000 })
  const stability = groups.data?.stability ?? null
  return (
    <Section
      title={t('segments.groups')}
      actions={
        stability !== null && (
          <Chip tone={toneOf(stability)}>{t('segments.stability', { share: format.percent(stability) })}</Chip>
        )
      }
    >
      <Text size="sm" c="dimmed" mb="sm">
        {t('segments.groups.about')}
      </Text>
      <Loaded query={groups}>
        {({ groups: all }) =>
          all.length === 0 ? (
            <Text size="sm">{t('segments.groups.none')}</Text>
          ) : (
            <Wide label={`${t('segments.groups')}: ${t('nav.customers')}`}>
              <Table verticalSpacing="sm" horizontalSpacing="md" miw={560}>
                <HeadRow
                  heads={[
                    t('segments.name'),
                    { text: t('nav.customers'), right: true },
                    { text: t('segments.recency'), right: true },
                    { text: t('customer.orders'), right: true },
                    { text: t('segments.spent'), right: true },
                  ]}
                />
                <Table.Tbody>
                  {all.map(({ name, customers, recencyDays, orders, spent }) => (
                    <Table.Tr key={name.en} className="numbers">
                      <Table.Td>{name[language]}</Table.Td>
                      <Table.Td ta="right">{format.number(customers)}</Table.Td>
                      <Table.Td ta="right">
                        {t('segments.days', { n: format.number(Math.round(recencyDays)) })}
                      </Table.Td>
                      <Table.Td ta="right">{format.number(Math.round(orders * 10) / 10)}</Table.Td>
                      <Table.Td ta="right">{format.number(Math.round(spent / 100))}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Wide>
          )
        }
      </Loaded>
    </Section>
  )
}

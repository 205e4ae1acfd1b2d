// What a person agreed to or refused, purpose by purpose, as it was said; and writing down what they say now.
import { Button, Collapse, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { customersContract, type CustomerRecordView } from '../../../api/customers/contract.js'
import { Chip } from '../../components/chip.js'
import { Section } from '../../components/section.js'
import { Failed } from '../../components/states.js'
import { call } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'
import { useRecordChanged } from './use-record-changed.js'

type Purpose = CustomerRecordView['allowed'][number]
const purposes = ['marketing', 'personalization', 'profiling', 'analytics'] as const satisfies readonly Purpose[]

export function Consents({ customer }: { customer: CustomerRecordView }) {
  const { t } = useTranslation()
  return (
    <Section title={t('customers.consents')}>
      <Stack gap="md">
        {purposes.map((purpose) => (
          <Consent key={purpose} customer={customer} purpose={purpose} />
        ))}
      </Stack>
    </Section>
  )
}

function Consent({ customer, purpose }: { customer: CustomerRecordView; purpose: Purpose }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const [opened, { toggle, close }] = useDisclosure(false)
  const said = customer.consents.filter((one) => one.purpose === purpose)
  const allowed = customer.allowed.includes(purpose)
  const words = said.flatMap(({ history, ...newest }) => [newest, ...history])
  return (
    <div>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <div>
          <Group gap="xs">
            <Text size="sm" fw={550}>
              {t(`purpose.${purpose}`)}
            </Text>
            <Chip tone={allowed ? 'good' : 'bad'}>{t(allowed ? 'customers.may' : 'customers.may-not')}</Chip>
          </Group>
          {words.length === 0 && (
            <Text size="xs" c="dimmed">
              {t('customers.consent.silent')}
            </Text>
          )}
          {words.map(({ state, source, at }) => (
            <Text key={`${at} ${source}`} size="xs" c="dimmed">
              {t(`customers.consent.${state}`)} · {source} · {format.dateTime(at)}
            </Text>
          ))}
        </div>
        {may('customers.edit') && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={toggle}
            aria-expanded={opened}
            aria-label={t('customers.consent.write.of', { purpose: t(`purpose.${purpose}`) })}
            style={{ flexShrink: 0 }}
          >
            {t('customers.consent.write')}
          </Button>
        )}
      </Group>
      <Collapse expanded={opened}>
        {opened && <ConsentForm id={customer.id} purpose={purpose} onDone={close} />}
      </Collapse>
    </div>
  )
}

function ConsentForm({ id, purpose, onDone }: { id: string; purpose: Purpose; onDone: () => void }) {
  const { t } = useTranslation()
  const changed = useRecordChanged()
  const [state, setState] = useState<'granted' | 'denied'>('granted')
  const [source, setSource] = useState('')
  const write = useMutation({
    mutationFn: () =>
      call(customersContract.setConsent, { params: { id, purpose }, body: { state, source: source.trim() } }),
    onSuccess: () => {
      notifyDone(t('customers.consent.written'))
      onDone()
    },
    onSettled: changed,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        write.mutate()
      }}
    >
      <Stack gap="xs" pt="xs">
        {write.isError && <Failed error={write.error} />}
        <SegmentedControl
          size="xs"
          aria-label={t(`purpose.${purpose}`)}
          value={state}
          onChange={(value) => setState(value === 'denied' ? 'denied' : 'granted')}
          data={[
            { value: 'granted', label: t('customers.consent.granted') },
            { value: 'denied', label: t('customers.consent.denied') },
          ]}
        />
        <TextInput
          size="sm"
          label={t('customers.consent.source')}
          placeholder={t('customers.consent.source.example')}
          value={source}
          maxLength={200}
          onChange={(event) => setSource(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" loading={write.isPending} disabled={source.trim() === ''}>
          {t('form.save')}
        </Button>
      </Stack>
    </form>
  )
}

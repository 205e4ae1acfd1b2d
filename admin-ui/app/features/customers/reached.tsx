// Under which names a person is known to the channels, and on which devices they were lately.
import { Group, Stack, Text } from '@mantine/core'
import type { CustomerRecordView } from '../../../api/customers/contract.js'
import { Chip, type Tone } from '../../components/chip.js'
import { Section } from '../../components/section.js'
import { channelName } from '../../lib/channel-name.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'

type Identity = CustomerRecordView['identities'][number]

const tones: Readonly<Record<Identity['state'], Tone>> = {
  verified: 'good',
  asserted: 'warn',
  anonymous: 'neutral',
  blocked: 'bad',
}

export function Reached({ customer: { identities, devices } }: { customer: CustomerRecordView }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <>
      <Section title={t('customers.identities')}>
        <Stack gap="xs">
          {identities.length === 0 && (
            <Text size="sm" c="dimmed">
              {t('customers.identities.none')}
            </Text>
          )}
          {identities.map(({ channel, subject, state, since }) => (
            <Group key={`${channel} ${subject} ${state}`} justify="space-between" gap="xs" wrap="nowrap">
              <div>
                <Text size="sm">{subject}</Text>
                <Text size="xs" c="dimmed">
                  {channelName(t, channel)} · {t('customers.since', { when: format.dateTime(since) })}
                </Text>
              </div>
              <Chip tone={tones[state]}>{t(`identity.${state}`)}</Chip>
            </Group>
          ))}
        </Stack>
      </Section>
      <Section title={t('customers.devices')}>
        <Stack gap="xs">
          {devices.length === 0 && (
            <Text size="sm" c="dimmed">
              {t('customers.devices.none')}
            </Text>
          )}
          {devices.map(({ name, channel, firstAt, lastAt }) => (
            <div key={`${channel} ${name}`}>
              <Text size="sm">{name}</Text>
              <Text size="xs" c="dimmed">
                {channelName(t, channel)} ·{' '}
                {t('customers.device.seen', { first: format.dateTime(firstAt), last: format.ago(lastAt) })}
              </Text>
            </div>
          ))}
        </Stack>
      </Section>
    </>
  )
}

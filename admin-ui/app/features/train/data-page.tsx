// Training data in and out: files of other tools, with what they would do shown before anything is changed.
import { Button, Group, Paper, Select, Stack, Text, Title } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { exchangeContract, formatNames, type FormatName } from '../../../api/exchange/contract.js'
import { Page } from '../../components/page.js'
import { call } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'
import { formatOptions, formatTitles } from './formats.js'
import { Import } from './import.js'
import { handOver } from './training-files.js'

export function DataPage() {
  const { t } = useTranslation()
  const may = useMay()
  return (
    <Page title={t('data.title')} about={t('data.about')}>
      <Stack gap="lg">
        {may('training.edit') && <Import />}
        <Export />
      </Stack>
    </Page>
  )
}

function Export() {
  const { t } = useTranslation()
  const [format, setFormat] = useState<FormatName>('rasa')
  const [lost, setLost] = useState<readonly string[]>([])
  const write = useMutation({
    mutationFn: () => call(exchangeContract.export, { query: { format } }),
    onSuccess: (written) => {
      setLost(written.lost)
      handOver(`kefu-${format}`, written.files)
    },
    onError: (error) => notifyError(t, error),
  })
  return (
    <Paper component="section" className="surface" p="lg" aria-labelledby="export">
      <Title order={2} size="h4" mb={4} id="export">
        {t('data.export')}
      </Title>
      <Text c="dimmed" size="sm" mb="md">
        {t('data.export.about')}
      </Text>
      <Group align="flex-end" gap="sm">
        <Select
          label={t('data.format')}
          data={formatOptions}
          value={format}
          allowDeselect={false}
          onChange={(value) => {
            setLost([])
            setFormat(formatNames.find((name) => name === value) ?? 'rasa')
          }}
        />
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          loading={write.isPending}
          onClick={() => write.mutate()}
        >
          {t('data.download')}
        </Button>
      </Group>
      <div aria-live="polite">
        {lost.length > 0 && (
          <Stack gap={4} mt="md">
            <Text size="sm" fw={600}>
              {t('data.lost', { n: lost.length, format: formatTitles[format] })}
            </Text>
            <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {lost.slice(0, 20).join(' · ')}
              {lost.length > 20 ? ' …' : ''}
            </Text>
          </Stack>
        )}
      </div>
    </Paper>
  )
}

// Bringing training data in: choose files, look at what they would do, then import them as one change that can be undone.
import { Button, FileButton, Group, Paper, Select, Stack, Text, Title } from '@mantine/core'
import { IconFileImport, IconFolderOpen, IconUpload } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { exchangeContract, formatNames, type DataFileView, type FormatName } from '../../../api/exchange/contract.js'
import { Failed } from '../../components/states.js'
import { ApiError, call } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyError } from '../../lib/notify.js'
import { ZipUnreadable } from '../../lib/zip.js'
import { formatOptions } from './formats.js'
import { ImportReport } from './import-report.js'
import { readChosen } from './training-files.js'
import { useNotifyChange } from './use-undo.js'

/** The format is found out from the files. */
const anyFormat = 'any'

export function Import() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const notifyChange = useNotifyChange()
  const [format, setFormat] = useState<FormatName>()
  const [files, setFiles] = useState<readonly DataFileView[]>([])
  const named = format === undefined ? {} : { format }
  const check = useMutation({
    mutationFn: async (chosen: readonly File[]) => {
      const read = await readChosen(chosen).catch((error: unknown) => {
        throw error instanceof ZipUnreadable ? new ApiError('input-invalid', '', { reason: 'zip' }) : error
      })
      if (read.length === 0) throw new ApiError('input-invalid', '', { reason: 'no-files' })
      setFiles(read)
      return call(exchangeContract.check, { body: { ...named, files: read } })
    },
  })
  const commit = useMutation({
    mutationFn: (plan: string) => call(exchangeContract.import, { body: { ...named, files: [...files], plan } }),
    onSuccess: ({ change }) => {
      notifyChange(change)
      check.reset()
    },
    onError: (error) => notifyError(t, error),
    onSettled: () => {
      for (const room of ['intents', 'training']) void client.invalidateQueries({ queryKey: [room] })
    },
  })
  const choose = (chosen: readonly File[]) => {
    if (chosen.length > 0) check.mutate(chosen)
  }
  const reasons = check.error instanceof ApiError ? check.error.details['reasons'] : undefined
  return (
    <Paper component="section" className="surface" p="lg" aria-labelledby="import">
      <Title order={2} size="h4" mb={4} id="import">
        {t('data.import')}
      </Title>
      <Text c="dimmed" size="sm" mb="md">
        {t('data.import.about')}
      </Text>
      <Stack>
        <Group align="flex-end" gap="sm">
          <Select
            label={t('data.format')}
            data={[{ value: anyFormat, label: t('data.format.any') }, ...formatOptions]}
            value={format ?? anyFormat}
            allowDeselect={false}
            onChange={(value) => {
              check.reset()
              setFormat(formatNames.find((name) => name === value))
            }}
          />
          <FileButton onChange={choose} multiple inputProps={{ 'aria-label': t('data.choose') }}>
            {(props) => (
              <Button {...props} leftSection={<IconUpload size={16} />} loading={check.isPending}>
                {t('data.choose')}
              </Button>
            )}
          </FileButton>
          <FileButton
            onChange={choose}
            multiple
            inputProps={{ 'aria-label': t('data.choose.folder'), ...({ webkitdirectory: '' } as object) }}
          >
            {(props) => (
              <Button
                {...props}
                variant="default"
                leftSection={<IconFolderOpen size={16} />}
                disabled={check.isPending}
              >
                {t('data.choose.folder')}
              </Button>
            )}
          </FileButton>
        </Group>
        <div aria-live="polite">
          {check.isError && (
            <Stack gap="xs">
              <Failed error={check.error} />
              {Array.isArray(reasons) && (
                <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                  {reasons.slice(0, 5).join(' ')}
                </Text>
              )}
            </Stack>
          )}
          {check.data !== undefined && (
            <ImportReport
              report={check.data}
              actions={
                <Group gap="xs">
                  <Button variant="default" onClick={() => check.reset()}>
                    {t('form.cancel')}
                  </Button>
                  <Button
                    leftSection={<IconFileImport size={16} />}
                    loading={commit.isPending}
                    disabled={
                      check.data.counts.new + check.data.counts.marked === 0 &&
                      !check.data.entities.some(({ status }) => status === 'new')
                    }
                    onClick={() => commit.mutate(check.data.plan)}
                  >
                    {t('data.commit', { n: check.data.counts.new + check.data.counts.marked })}
                  </Button>
                </Group>
              }
            />
          )}
        </div>
      </Stack>
    </Paper>
  )
}

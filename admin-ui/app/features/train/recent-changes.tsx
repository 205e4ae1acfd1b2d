// The last changes of the training data: who did what, and undoing it.
import { Button, Drawer, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { trainContract } from '../../../api/train/contract.js'
import { Chip } from '../../components/chip.js'
import { Empty, Loaded } from '../../components/states.js'
import { read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { changeText, useUndo } from './use-undo.js'

export function RecentChanges() {
  const { t } = useTranslation()
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button variant="default" leftSection={<IconHistory size={16} />} onClick={open}>
        {t('change.recent')}
      </Button>
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        title={t('change.recent')}
        closeButtonProps={{ 'aria-label': t('form.close') }}
      >
        <Changes />
      </Drawer>
    </>
  )
}

function Changes() {
  const { t } = useTranslation()
  const format = useFormat()
  const undo = useUndo()
  const changes = useQuery(read(trainContract.changes, { query: { limit: 50 } }))
  return (
    <Loaded query={changes}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={t('change.none')} />
        ) : (
          <Stack gap="md">
            {items.map((change) => (
              <Group key={change.id} justify="space-between" wrap="nowrap" align="flex-start">
                <div>
                  <Text size="sm">{changeText(t, change)}</Text>
                  <Text size="xs" c="dimmed">
                    {change.by} · {format.ago(change.at)}
                  </Text>
                </div>
                {change.undone && <Chip>{t('change.is-undone')}</Chip>}
                {!change.undone && change.kind !== 'undo' && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    loading={undo.isPending && undo.variables === change.id}
                    onClick={() => undo.mutate(change.id)}
                  >
                    {t('change.undo')}
                  </Button>
                )}
              </Group>
            ))}
          </Stack>
        )
      }
    </Loaded>
  )
}

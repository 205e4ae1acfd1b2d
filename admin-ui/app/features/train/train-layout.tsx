// The rooms of teaching side by side, with a test chat at hand in all of them.
import { Box, Button, Drawer, Group, Tabs } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconMessageQuestion } from '@tabler/icons-react'
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { useTranslation } from '../../lib/i18n/index.js'
import { useLive } from '../../lib/live.js'
import { TestChat } from './test-chat.js'

const places = ['versions', 'data', 'encoders'] as const
const addresses = {
  intents: '/train',
  versions: '/train/versions',
  data: '/train/data',
  encoders: '/train/encoders',
} as const

export function TrainLayout() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const [opened, { open, close }] = useDisclosure(false)
  useLive('training')
  const place = places.find((name) => path.includes(`/train/${name}`)) ?? 'intents'
  return (
    <Box>
      <Group justify="space-between" px={{ base: 'md', sm: 'xl' }} pt="md" gap="sm" maw={1280} mx="auto">
        <Tabs
          value={place}
          onChange={(value) => void navigate({ to: addresses[places.find((name) => name === value) ?? 'intents'] })}
          variant="pills"
          keepMounted={false}
        >
          <Tabs.List aria-label={t('nav.train')}>
            <Tabs.Tab value="intents">{t('train.intents')}</Tabs.Tab>
            <Tabs.Tab value="versions">{t('train.versions')}</Tabs.Tab>
            <Tabs.Tab value="data">{t('data.tab')}</Tabs.Tab>
            <Tabs.Tab value="encoders">{t('encoders.tab')}</Tabs.Tab>
          </Tabs.List>
        </Tabs>
        <Button variant="default" leftSection={<IconMessageQuestion size={16} />} onClick={open}>
          {t('try.open')}
        </Button>
      </Group>
      <Outlet />
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        title={t('try.title')}
        closeButtonProps={{ 'aria-label': t('form.close') }}
        withOverlay={false}
        lockScroll={false}
        trapFocus={false}
        keepMounted
      >
        <TestChat />
      </Drawer>
    </Box>
  )
}

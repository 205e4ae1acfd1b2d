// Who is signed in, with the choices that are their own: language, colours, password, leaving.
import {
  ActionIcon,
  Avatar,
  Group,
  Menu,
  Stack,
  Text,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core'
import { IconChevronUp, IconKey, IconLanguage, IconLogout, IconMoon, IconSun } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from '../lib/i18n/index.js'
import { useSession, useSignOut } from '../lib/session.js'

export function Account() {
  const { t } = useTranslation()
  const { user } = useSession()
  const signOut = useSignOut()
  return (
    <Stack gap="xs">
      <Choices />
      <Menu position="top-start" width={220}>
        <Menu.Target>
          <UnstyledButton p="xs" w="100%" aria-label={t('account.menu', { name: user.name })}>
            <Group gap="sm" wrap="nowrap">
              <Avatar size={32} radius="xl" name={user.name} color="initials" aria-hidden />
              <Stack gap={0} flex={1} miw={0}>
                <Text size="sm" fw={600} truncate>
                  {user.name}
                </Text>
                <Text size="xs" c="dimmed">
                  {t(`role.${user.role}`)}
                </Text>
              </Stack>
              <IconChevronUp size={16} aria-hidden />
            </Group>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} to="/password" leftSection={<IconKey size={16} />}>
            {t('account.password')}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate()}>
            {t('account.sign-out')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Stack>
  )
}

/** Also on the sign-in page: one may need them before being anybody. */
export function Choices() {
  const { t, language, setLanguage } = useTranslation()
  const { setColorScheme } = useMantineColorScheme()
  const dark = useComputedColorScheme('light') === 'dark'
  return (
    <Group gap="xs" px="xs">
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={t('account.scheme')}
        onClick={() => setColorScheme(dark ? 'light' : 'dark')}
      >
        {dark ? <IconSun size={18} /> : <IconMoon size={18} />}
      </ActionIcon>
      <ActionIcon
        variant="default"
        size="lg"
        w="auto"
        px="xs"
        aria-label={t('account.language')}
        onClick={() => setLanguage(language === 'en' ? 'zh' : 'en')}
      >
        <Group gap={6} wrap="nowrap">
          <IconLanguage size={18} aria-hidden />
          <Text size="sm" lang={language === 'en' ? 'zh-CN' : 'en'}>
            {language === 'en' ? '中文' : 'English'}
          </Text>
        </Group>
      </ActionIcon>
    </Group>
  )
}

// The rooms of identity side by side: pairs to decide about, what was merged, and the rules.
import { Box, Tabs } from '@mantine/core'
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { useTranslation } from '../../lib/i18n/index.js'

const places = ['suggestions', 'merged', 'rules'] as const
const addresses = { suggestions: '/identity', merged: '/identity/merged', rules: '/identity/rules' } as const

export function IdentityLayout() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const place = places.find((name) => path.includes(`/identity/${name}`)) ?? 'suggestions'
  return (
    <>
      <Box px={{ base: 'md', sm: 'xl' }} pt="md" maw={1280} mx="auto">
        <Tabs
          value={place}
          onChange={(value) => void navigate({ to: addresses[places.find((name) => name === value) ?? 'suggestions'] })}
          variant="pills"
          keepMounted={false}
        >
          <Tabs.List aria-label={t('nav.identity')}>
            {places.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {t(`identity.tab.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      </Box>
      <Outlet />
    </>
  )
}

// Starts the admin app.
import './styles.js'
import { z } from 'zod'
import { MantineProvider } from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { firstTexts, TranslationProvider } from './lib/i18n/index.js'
import { queryClient } from './lib/query-client.js'
import { router } from './router.js'
import { cssVariables, theme } from './theme.js'

// The page's policy forbids `new Function`, which zod would otherwise try for speed.
z.config({ jitless: true })

const root = document.getElementById('app')
if (root === null) throw new Error('the page has no #app')

void firstTexts().then((texts) =>
  createRoot(root).render(
    <StrictMode>
      <TranslationProvider first={texts}>
        <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
          <QueryClientProvider client={queryClient}>
            <ModalsProvider>
              <Notifications position="bottom-center" containerWidth={420} />
              <RouterProvider router={router} />
            </ModalsProvider>
          </QueryClientProvider>
        </MantineProvider>
      </TranslationProvider>
    </StrictMode>,
  ),
)

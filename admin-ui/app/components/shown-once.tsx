// A secret that the server tells once: what it is for, the secret, and copying it.
import { Button, Code, CopyButton, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from '../lib/i18n/index.js'

interface Props {
  about: ReactNode
  secret: string
  testId: string
}

export function ShownOnce({ about, secret, testId }: Props) {
  const { t } = useTranslation()
  return (
    <Stack>
      <Text>{about}</Text>
      <Code block fz="lg" data-testid={testId}>
        {secret}
      </Code>
      <CopyButton value={secret}>
        {({ copied, copy }) => (
          <Button variant="default" onClick={copy}>
            {t(copied ? 'form.copied' : 'form.copy')}
          </Button>
        )}
      </CopyButton>
    </Stack>
  )
}

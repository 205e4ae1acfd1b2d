// A list of kept rows in the states that it can be in.
import { Button, Stack, Text } from '@mantine/core'
import type { LetterView } from '../../../api/imports/contract.js'
import { Failed, Loading } from '../../components/states.js'
import { useTranslation } from '../../lib/i18n/index.js'
import type { useLetters } from './use-letters.js'
import type { ReactNode } from 'react'

export function LetterList(props: {
  letters: ReturnType<typeof useLetters>
  none: string
  children: (letter: LetterView) => ReactNode
}) {
  const { letters, none, children } = props
  const { t } = useTranslation()
  if (letters.isPending) return <Loading />
  if (letters.isError) return <Failed error={letters.error} onRetry={() => void letters.refetch()} />
  const rows = letters.data.pages.flatMap((page) => page.letters)
  if (rows.length === 0) return <Text size="sm">{none}</Text>
  return (
    <Stack gap="sm">
      {rows.map(children)}
      {letters.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          style={{ alignSelf: 'center' }}
          loading={letters.isFetchingNextPage}
          onClick={() => void letters.fetchNextPage()}
        >
          {t('imports.more')}
        </Button>
      )}
    </Stack>
  )
}

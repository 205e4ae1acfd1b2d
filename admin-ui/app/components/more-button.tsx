// What reads the next page of a list, as long as there is one.
import { Button, Center } from '@mantine/core'
import { useTranslation } from '../lib/i18n/index.js'

interface Props {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
  p?: 'md'
}

export function MoreButton({ list, ...space }: Props) {
  const { t } = useTranslation()
  if (!list.hasNextPage) return null
  return (
    <Center {...space}>
      <Button variant="default" size="xs" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {t('list.more')}
      </Button>
    </Center>
  )
}

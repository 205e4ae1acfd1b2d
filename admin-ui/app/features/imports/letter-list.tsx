// A list of kept rows in the states that it can be in.
import { Stack, Text } from '@mantine/core'
import { useRef, type ReactNode } from 'react'
import type { LetterView } from '../../../api/imports/contract.js'
import { MoreButton } from '../../components/more-button.js'
import { Failed, Loading } from '../../components/states.js'
import type { useLetters } from './use-letters.js'

export function LetterList(props: {
  letters: ReturnType<typeof useLetters>
  none: string
  /** `onLeave` is for before a row leaves the list: whoever uses the keyboard goes on at its head. */
  children: (letter: LetterView, onLeave: () => void) => ReactNode
}) {
  const { letters, none, children } = props
  const list = useRef<HTMLDivElement>(null)
  if (letters.isPending) return <Loading />
  if (letters.isError) return <Failed error={letters.error} onRetry={() => void letters.refetch()} />
  const rows = letters.data.pages.flatMap((page) => page.letters)
  const onLeave = () => list.current?.focus({ preventScroll: true })
  return (
    <Stack ref={list} tabIndex={-1} gap="sm">
      {rows.length === 0 && <Text size="sm">{none}</Text>}
      {rows.map((letter) => children(letter, onLeave))}
      <MoreButton list={letters} />
    </Stack>
  )
}

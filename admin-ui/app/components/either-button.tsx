// Two ways to decide on something: while one is carried out, the other waits.
import { Button, type ButtonProps } from '@mantine/core'

interface Way {
  isPending: boolean
  mutate: () => void
}

interface Props {
  size: NonNullable<ButtonProps['size']>
  first: Way
  firstText: string
  second: Way
  secondText: string
}

export const EitherButton = ({ size, first, firstText, second, secondText }: Props) => (
  <>
    <Button size={size} loading={first.isPending} disabled={second.isPending} onClick={() => first.mutate()}>
      {firstText}
    </Button>
    <Button
      size={size}
      variant="default"
      loading={second.isPending}
      disabled={first.isPending}
      onClick={() => second.mutate()}
    >
      {secondText}
    </Button>
  </>
)

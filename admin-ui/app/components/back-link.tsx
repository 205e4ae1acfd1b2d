// From one of a list to the list that it belongs to.
import { Group } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { AnchorLink } from './links.js'

interface Props {
  to: '/customers' | '/imports' | '/segments' | '/train' | '/train/versions'
  children: ReactNode
}

export const BackLink = ({ to, children }: Props) => (
  <AnchorLink to={to} size="sm">
    <Group gap={4} component="span">
      <IconArrowLeft size={16} aria-hidden />
      {children}
    </Group>
  </AnchorLink>
)

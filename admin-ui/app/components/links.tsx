// Mantine's clickable parts as links of the router: address, parameters and search are checked against the pages there are.
import { ActionIcon, Anchor, Card, type ActionIconProps, type AnchorProps, type CardProps } from '@mantine/core'
import { createLink, type LinkComponent } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'

type Html<Props> = Props & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof Props> & { ref?: Ref<HTMLAnchorElement> }

const PlainAnchor = (props: Html<AnchorProps>) => <Anchor {...props} />
const PlainActionIcon = (props: Html<ActionIconProps>) => <ActionIcon component="a" {...props} />
const PlainCard = (props: Html<CardProps>) => <Card component="a" {...props} />

export const AnchorLink: LinkComponent<typeof PlainAnchor> = createLink(PlainAnchor)
export const ActionIconLink: LinkComponent<typeof PlainActionIcon> = createLink(PlainActionIcon)
export const CardLink: LinkComponent<typeof PlainCard> = createLink(PlainCard)

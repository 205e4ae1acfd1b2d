// Cards as Bot Framework hero cards and back, without loss.
import { ActionTypes, type Attachment, type CardAction as HeroAction } from 'botbuilder'
import { z } from 'zod'
import type { Card, CardAction } from '../../bot/domain/message.js'

type Item = Omit<Card, 'items'>

/** What a hero card has no field for; clients ignore properties that they do not know. */
const extras = z.object({
  kind: z.enum(['order', 'product', 'article']),
  facts: z.array(z.object({ label: z.string(), value: z.string() })).optional(),
})

const heroAction = z.object({
  type: z.string(),
  title: z.string(),
  value: z.unknown().optional(),
  text: z.string().optional(),
  channelData: z.unknown().optional(),
})

const heroCard = z.object({
  title: z.string().default(''),
  subtitle: z.string().optional(),
  text: z.string().optional(),
  images: z.array(z.object({ url: z.string() })).optional(),
  buttons: z.array(heroAction).optional(),
  kefu: extras.optional(),
})

const label = 'label-is-value'
const heroType = 'application/vnd.microsoft.card.hero'

function actionOut(action: CardAction): HeroAction {
  if (action.url !== undefined)
    return {
      type: ActionTypes.OpenUrl,
      title: action.label,
      value: action.url,
      ...(action.value !== undefined && { text: action.value }),
    }
  return {
    type: ActionTypes.ImBack,
    title: action.label,
    value: action.value ?? action.label,
    ...(action.value === undefined && { channelData: label }),
  }
}

function actionIn(action: z.infer<typeof heroAction>): CardAction {
  const value = typeof action.value === 'string' ? action.value : undefined
  if (action.type === (ActionTypes.OpenUrl as string))
    return {
      label: action.title,
      ...(action.text !== undefined && { value: action.text }),
      ...(value !== undefined && { url: value }),
    }
  return { label: action.title, ...(value !== undefined && action.channelData !== label && { value }) }
}

function heroOut(item: Item): Attachment {
  const { kind, facts } = item
  return {
    contentType: heroType,
    content: {
      title: item.title,
      ...(item.subtitle !== undefined && { subtitle: item.subtitle }),
      ...(facts && { text: facts.map((fact) => `${fact.label}: ${fact.value}`).join('\n\n') }),
      ...(item.imageUrl !== undefined && { images: [{ url: item.imageUrl }] }),
      ...(item.actions && { buttons: item.actions.map(actionOut) }),
      kefu: { kind, ...(facts && { facts }) },
    },
  }
}

/** A card of somebody else's making has no extras: its text becomes one nameless fact, so that nothing is lost. */
function heroIn(attachment: Attachment): Item {
  const content = heroCard.parse(attachment.content ?? {})
  const url = content.images?.[0]?.url
  const facts = content.kefu
    ? content.kefu.facts
    : content.text !== undefined
      ? [{ label: '', value: content.text }]
      : undefined
  return {
    kind: content.kefu?.kind ?? 'article',
    title: content.title,
    ...(content.subtitle !== undefined && { subtitle: content.subtitle }),
    ...(url !== undefined && { imageUrl: url }),
    ...(facts && { facts }),
    ...(content.buttons && { actions: content.buttons.map(actionIn) }),
  }
}

/** The card first, then its items: shown as a carousel when there are any. */
export const attachmentsOf = (card: Card): Attachment[] => [heroOut(card), ...(card.items ?? []).map(heroOut)]

/** The opposite of `attachmentsOf`. `undefined` when no attachment is a hero card. `carousel` tells an empty list of items from none. */
export function cardOf(attachments: readonly Attachment[], carousel: boolean): Card | undefined {
  const [first, ...others] = attachments.filter((each) => each.contentType === heroType).map(heroIn)
  if (!first) return undefined
  return { ...first, ...((carousel || others.length > 0) && { items: others }) }
}

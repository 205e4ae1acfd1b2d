// Cards: an order, a product, an article; several products as a carousel.
import { useRef, useState } from 'preact/hooks'
import type { Card, CardAction } from '../../../../bot/domain/message.js'
import { useStrings, useWidget } from '../context.js'
import { safeUrl } from '../text/rich-text.js'
import { BackIcon, BookIcon, LinkIcon, NextIcon } from './icons.js'
import { ExternalLink } from './RichText.js'

type Item = Omit<Card, 'items'>

function Action({ action, context }: { action: CardAction; context: string }) {
  const { chat, server } = useWidget()
  const url = action.url === undefined ? undefined : safeUrl(action.url, server)
  if (url !== undefined)
    return (
      <ExternalLink url={url} className="card-action">
        {action.label}
        <span class="hidden">: {context}</span>
        <LinkIcon size={15} />
      </ExternalLink>
    )
  return (
    <button
      type="button"
      class="card-action"
      onClick={() => void chat.send(action.value ?? action.label).catch(() => undefined)}
    >
      {action.label}
      <span class="hidden">: {context}</span>
    </button>
  )
}

function Picture({ item }: { item: Item }) {
  const { server } = useWidget()
  const [broken, setBroken] = useState(false)
  const url = item.imageUrl === undefined ? undefined : safeUrl(item.imageUrl, server)
  if (url === undefined || broken) return null
  return <img class="card-picture" src={url} alt="" loading="lazy" onError={() => setBroken(true)} />
}

function CardBody({ item }: { item: Item }) {
  return (
    <>
      <Picture item={item} />
      <div class="card-body">
        <div class="card-head">
          {item.kind === 'article' && <BookIcon size={18} />}
          <div>
            <div class="card-title">{item.title}</div>
            {item.subtitle !== undefined && <div class="card-subtitle">{item.subtitle}</div>}
          </div>
        </div>
        {item.facts && item.facts.length > 0 && (
          <dl class="facts">
            {item.facts.map((fact, index) => (
              <div key={index}>
                <dt>{fact.label}</dt>
                <dd>{fact.value}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      {item.actions && item.actions.length > 0 && (
        <div class="card-actions">
          {item.actions.map((action, index) => (
            <Action key={index} action={action} context={item.title} />
          ))}
        </div>
      )}
    </>
  )
}

function Carousel({ title, items }: { title: string; items: readonly Item[] }) {
  const strings = useStrings()
  const track = useRef<HTMLDivElement>(null)
  const slide = (direction: number) => track.current?.scrollBy({ left: direction * 236, behavior: 'smooth' })
  return (
    <div class="carousel" role="group" aria-label={title}>
      <div class="track" ref={track} tabIndex={0} role="list" aria-label={title}>
        {items.map((item, index) => (
          <div key={index} class="card slide" role="listitem">
            <CardBody item={item} />
          </div>
        ))}
      </div>
      {items.length > 1 && (
        <div class="carousel-buttons">
          <button type="button" class="round" aria-label={strings.previous} onClick={() => slide(-1)}>
            <BackIcon size={16} />
          </button>
          <button type="button" class="round" aria-label={strings.next} onClick={() => slide(1)}>
            <NextIcon size={16} />
          </button>
        </div>
      )}
    </div>
  )
}

/** A card with items is its items; its own title names the group. */
export function CardView({ card }: { card: Card }) {
  if (card.items && card.items.length > 0) return <Carousel title={card.title} items={card.items} />
  return (
    <div class={`card card-${card.kind}`}>
      <CardBody item={card} />
    </div>
  )
}

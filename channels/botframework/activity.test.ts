import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Reply } from '../../bot/domain/message.js'
import { activityOf, replyOf } from './activity.js'

const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const list = <T>(of: fc.Arbitrary<T>) => fc.array(of, { maxLength: 3 })
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }, required: (keyof T & string)[]) =>
  fc.record(model, { requiredKeys: required as never[] })

const action = record({ label: text, value: text, url: fc.webUrl() }, ['label'])
const item = {
  kind: fc.constantFrom('order', 'product', 'article'),
  title: text,
  subtitle: text,
  imageUrl: fc.webUrl(),
  facts: list(fc.record({ label: text, value: text })),
  actions: list(action),
}
const card = record({ ...item, items: list(record(item, ['kind', 'title'])) }, ['kind', 'title'])
const reply = record(
  {
    text,
    attachments: fc.array(fc.record({ id: text, name: text, mime: text, size: fc.nat() }), {
      minLength: 1,
      maxLength: 2,
    }),
    quickReplies: list(fc.record({ label: text, value: text })),
    card,
    citation: fc.record({ articleId: text, title: text, version: fc.nat(), url: fc.webUrl() }),
  },
  ['text'],
) as fc.Arbitrary<Reply>

describe('a reply as an activity', () => {
  it('comes back from the Activity protocol as it went in', () => {
    fc.assert(
      fc.property(reply, (before) => {
        const overTheWire = JSON.parse(JSON.stringify(activityOf(before))) as object
        expect(replyOf(overTheWire)).toEqual(before)
      }),
    )
  })

  it('uses the fields that Bot Framework clients draw', () => {
    const activity = activityOf({
      text: 'Here',
      quickReplies: [{ label: 'Yes', value: 'yes' }],
      card: {
        kind: 'product',
        title: 'Lamp',
        imageUrl: 'https://shop.example/l.png',
        items: [{ kind: 'product', title: 'Chair' }],
      },
    })
    expect(activity).toMatchObject({
      type: 'message',
      text: 'Here',
      attachmentLayout: 'carousel',
      suggestedActions: { actions: [{ type: 'imBack', title: 'Yes', value: 'yes' }] },
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.hero',
          content: { title: 'Lamp', images: [{ url: 'https://shop.example/l.png' }] },
        },
        { content: { title: 'Chair' } },
      ],
    })
  })

  it('reads a hero card that somebody else made', () => {
    const foreign = {
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.hero', content: { title: 'T', text: 'Words' } }],
    }
    expect(replyOf(foreign)).toEqual({
      text: '',
      card: { kind: 'article', title: 'T', facts: [{ label: '', value: 'Words' }] },
    })
  })
})

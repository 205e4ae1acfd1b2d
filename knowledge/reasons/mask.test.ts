import { describe, expect, it } from 'vitest'
import { masked } from './mask.js'

describe('a masked message', () => {
  it.each([
    ['Write to mei.lin+shop@example.co.uk please', 'Write to [email] please'],
    ['请发到 mei@example.com，谢谢', '请发到 [email],谢谢'],
    ['see https://example.com/track?id=9 and www.example.com', 'see [link] and [link]'],
    ['Where is NL-10023?', 'Where is [number]?'],
    ['订单NL10023什么时候到', '订单[number]什么时候到'],
    ['Call +1 (415) 555-0100 or 138 0013 8000', 'Call [number] or [number]'],
    ['card 4111-1111-1111-1111', 'card [number]'],
    ['size 42, 3 pairs', 'size 42, 3 pairs'],
    ['My name is Ann Lee and I am late', 'My name is [name] and I am late'],
    ['我叫王小明，包裹没到', '我叫[name],包裹没到'],
  ])('%s', (text, shown) => {
    expect(masked(text)).toBe(shown)
  })

  it('hides what the record knows of who wrote it, and no more', () => {
    const about = {
      name: 'Li Na',
      number: 'C1001',
      address: { name: '李娜', line1: '12 Long Road', city: 'Boulder', postalCode: '80301', country: 'US' },
    }
    expect(masked('Na Li, 12 long road, Boulder. 李娜的包裹 for C1001', about)).toBe(
      'Na Li, [name], [name]. [name]的包裹 for [number]',
    )
    expect(masked('Lina wants linen', { name: 'Lina' })).toBe('[name] wants linen')
    expect(masked(masked('Lina wants linen', { name: 'Lina' }), { name: 'Lina' })).toBe('[name] wants linen')
  })
})

// How a product looks, in the list and on its own page.
import { element, locale, text } from './frame.js'
import { fill } from './strings.js'

const few = 5

export const price = ({ amount, currency }) =>
  new Intl.NumberFormat(locale() === 'zh' ? 'zh-CN' : 'en-US', { style: 'currency', currency }).format(amount / 100)

function svg(tag, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

/** The category's drawing in the product's own colour: the drawing takes `currentColor` for its cloth. */
export function picture({ category, attributes }) {
  const drawing = svg('svg', { viewBox: '0 0 320 240', 'aria-hidden': 'true' })
  drawing.append(svg('use', { href: `/demo/images/${category}.svg#art` }))
  const colour = attributes.colour === undefined ? '' : ` in-${attributes.colour}`
  return element('div', { className: `picture of-${category}${colour}` }, drawing)
}

export function stockLine(stock) {
  const [state, words] =
    stock === 0
      ? ['out', text('soldOut')]
      : stock <= few
        ? ['few', fill(text('fewLeft'), { count: stock })]
        : ['in', text('inStock')]
  return element('span', { className: `stock ${state}`, textContent: words })
}

export function ratingLine(rating) {
  if (!rating || rating.count === 0) return ''
  const average = rating.average.toFixed(1)
  return element(
    'span',
    { className: 'rating' },
    element('span', { className: 'star', textContent: '★', 'aria-hidden': 'true' }),
    element('span', { textContent: `${average} (${rating.count})`, 'aria-hidden': 'true' }),
    element('span', { className: 'unseen', textContent: fill(text('rating'), { average, count: rating.count }) }),
  )
}

// The shop's front page: products by category, and questions to try in the chat.
import { ask, customer, element, locale, onChange, signIn, text } from './frame.js'
import { personas } from './personas.js'
import { picture, price, ratingLine, stockLine } from './product-view.js'
import { fill } from './strings.js'

const categories = [
  'tents',
  'sleeping-bags',
  'sleeping-mats',
  'backpacks',
  'jackets',
  'footwear',
  'base-layers',
  'stoves',
  'lighting',
  'water',
  'travel-bags',
  'accessories',
]
const pageSize = 12
const view = { category: 'all', sort: 'rating', shown: pageSize, products: [], failed: false, loading: true }
const place = (id) => document.getElementById(id)

function productCard(product) {
  const title = product.title[locale()]
  const button = element('button', { type: 'button', className: 'ask-about', textContent: text('ask') })
  button.setAttribute('aria-label', `${text('ask')}: ${title}`)
  button.addEventListener('click', () => void ask(fill(text('askText'), { title })))
  return element(
    'li',
    { className: 'product' },
    picture(product),
    element(
      'div',
      { className: 'product-words' },
      element('h3', {}, element('a', { href: `/products/${product.id}`, textContent: title })),
      element('p', { className: 'about', textContent: product.description[locale()] }),
      element('p', { className: 'line' }, stockLine(product.stock), ratingLine(product.rating)),
      element(
        'p',
        { className: 'line buy' },
        element('strong', { className: 'price', textContent: price(product.price) }),
        button,
      ),
    ),
  )
}

const orders = {
  rating: (a, b) => rated(b) - rated(a),
  low: (a, b) => a.price.amount - b.price.amount,
  high: (a, b) => b.price.amount - a.price.amount,
}

/** A 5.0 of one review does not stand before a 4.8 of forty: five imagined middling reviews are added to each. */
const rated = ({ rating }) => (rating ? (rating.average * rating.count + 3.5 * 5) / (rating.count + 5) : 3.5)

function drawProducts() {
  const inCategory = view.products.filter(({ category }) => view.category === 'all' || category === view.category)
  const sorted = [...inCategory].sort(orders[view.sort])
  place('grid').replaceChildren(...sorted.slice(0, view.shown).map(productCard))
  place('more').hidden = sorted.length <= view.shown
  const count = view.products.length === 0 ? '' : text(sorted.length === 1 ? 'countOne' : 'count')
  place('count').textContent = fill(count, { count: sorted.length })
  place('notice').hidden = sorted.length > 0 || view.loading
  place('notice').textContent = text(view.failed ? 'failed' : 'noProducts')
}

function drawCategories() {
  const there = new Set(view.products.map(({ category }) => category))
  const offered = ['all', ...categories.filter((name) => there.has(name))]
  place('categories').replaceChildren(
    ...offered.map((name) => {
      const button = element('button', { type: 'button', className: 'category', textContent: text(name) })
      button.setAttribute('aria-pressed', String(name === view.category))
      button.addEventListener('click', () => {
        Object.assign(view, { category: name, shown: pageSize })
        for (const other of place('categories').children) other.setAttribute('aria-pressed', String(other === button))
        drawProducts()
      })
      return button
    }),
  )
}

/** Order numbers stay on one line. */
const unbroken = (question) =>
  question
    .split(/(NL-\d+)/)
    .map((part, index) => (index % 2 === 1 ? element('span', { className: 'number', textContent: part }) : part))

function personaCard({ number, name, about, ask: questions }) {
  const present = number === customer()
  const card = element(
    'li',
    { className: present ? 'persona present' : 'persona' },
    element('h3', { textContent: name[locale()] }),
    element('p', { textContent: about[locale()] }),
  )
  for (const question of questions[locale()]) {
    const button = element('button', { type: 'button', className: 'question' }, ...unbroken(question))
    button.addEventListener('click', () => void signIn(number).then(() => ask(question)))
    card.append(button)
  }
  return card
}

async function load() {
  try {
    const response = await fetch('/demo/api/products')
    if (!response.ok) throw new Error(`status ${response.status}`)
    view.products = (await response.json()).products
  } catch {
    view.failed = true
  }
  view.loading = false
  drawCategories()
  drawProducts()
}

place('sort').addEventListener('change', (event) => {
  Object.assign(view, { sort: event.target.value, shown: pageSize })
  drawProducts()
})
place('more').addEventListener('click', () => {
  const before = view.shown
  view.shown += pageSize
  drawProducts()
  place('grid').children[before]?.querySelector('button')?.focus()
})
place('hero-ask').addEventListener('click', () => void ask())
onChange(() => {
  place('personas').replaceChildren(...personas.map(personaCard))
  drawCategories()
  drawProducts()
})
void load()

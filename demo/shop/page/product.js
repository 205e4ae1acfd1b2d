// One product.
import { ask, element, locale, onChange, text } from './frame.js'
import { picture, price, ratingLine, stockLine } from './product-view.js'
import { fill } from './strings.js'

const id = decodeURIComponent(window.location.pathname.split('/').filter(Boolean).at(-1) ?? '')
const place = (name) => document.getElementById(name)
let product
let failed = false

/** Attributes that say something to a shopper, in this order; the unit stands behind the number. */
const facts = [
  ['persons', ''],
  ['weight-g', ' g'],
  ['volume-l', ' l'],
  ['comfort-c', ' °C'],
  ['r-value', ''],
  ['water-column-mm', ' mm'],
  ['thickness-cm', ' cm'],
  ['lumens', ' lm'],
  ['drop-mm', ' mm'],
  ['pieces', ''],
]

function draw() {
  if (failed) {
    place('notice').hidden = false
    place('notice').textContent = text('failed')
    return
  }
  if (product === undefined) return
  const title = product.title[locale()]
  document.title = `${title} · ${text('brand')}`
  place('category').textContent = text(product.category)
  place('title').textContent = title
  place('about').textContent = product.description[locale()]
  place('picture').replaceChildren(picture(product))
  place('state').replaceChildren(stockLine(product.stock), ratingLine(product.rating))
  place('price').textContent = price(product.price)
  place('facts').replaceChildren(
    ...facts
      .filter(([name]) => product.attributes[name] !== undefined)
      .map(([name, unit]) =>
        element(
          'div',
          {},
          element('dt', { textContent: text(name) }),
          element('dd', { textContent: `${product.attributes[name].toLocaleString()}${unit}` }),
        ),
      ),
  )
  place('ask').hidden = false
}

async function load() {
  const response = await fetch('/demo/api/products')
  if (!response.ok) throw new Error(`status ${response.status}`)
  product = (await response.json()).products.find((each) => each.id === id)
  failed = product === undefined
}

onChange(draw)
place('ask').addEventListener('click', () => void ask(fill(text('askText'), { title: product.title[locale()] })))
load()
  .catch(() => {
    failed = true
  })
  .finally(draw)

// One article of the shop's help.
import { ask, element, locale, onChange, text } from './frame.js'
import { fill } from './strings.js'

const slug = window.location.pathname.split('/').filter(Boolean).at(-1) ?? ''
const place = (id) => document.getElementById(id)
let article
let failed = false

/** `**bold**` within a line; everything else is text as it stands. */
const inline = (line) =>
  line
    .split(/\*\*([^*]+)\*\*/)
    .map((part, index) => (index % 2 === 1 ? element('strong', { textContent: part }) : part))

/** Paragraphs, `## headings`, `- lists` and `1. lists`, one block between blank lines. */
function blocks(body) {
  return body.split(/\n\s*\n/).flatMap((block) => {
    const lines = block.split('\n').filter((line) => line.trim() !== '')
    const heading = /^#+\s+(.*)$/.exec(lines[0] ?? '')
    const rest = heading ? lines.slice(1) : lines
    const bullet = /^\s*(?:[-*•]|\d+[.)、])\s+/
    const made = heading ? [element('h2', {}, ...inline(heading[1]))] : []
    if (rest.length === 0) return made
    if (rest.every((line) => bullet.test(line))) {
      const items = rest.map((line) => element('li', {}, ...inline(line.replace(bullet, ''))))
      return [...made, element(/^\s*\d/.test(rest[0]) ? 'ol' : 'ul', {}, ...items)]
    }
    return [...made, element('p', {}, ...inline(rest.join(locale() === 'zh' ? '' : ' ')))]
  })
}

function draw() {
  if (failed) {
    place('title').textContent = text('help')
    place('body').textContent = text('articleFailed')
    return
  }
  if (article === undefined) return
  const title = article.title[locale()]
  document.title = `${title} · ${text('brand')}`
  place('title').textContent = title
  const date = new Date(article.updatedAt).toLocaleDateString(locale() === 'zh' ? 'zh-CN' : 'en-GB', {
    dateStyle: 'long',
  })
  place('dated').textContent = fill(text('updated'), { date })
  place('body').replaceChildren(...blocks(article.body[locale()]))
}

async function load() {
  const response = await fetch(`/demo/api/articles/${slug}`)
  if (!response.ok) throw new Error(`status ${response.status}`)
  article = (await response.json()).article
}

onChange(draw)
place('ask').addEventListener('click', () => void ask())
load()
  .catch(() => {
    failed = true
  })
  .finally(draw)

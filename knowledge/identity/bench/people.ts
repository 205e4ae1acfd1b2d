// Made-up people with known doubles, for measuring: names, birth dates, addresses, e-mail and phone as a shop has them, and the slips that
// clerks and forms make. Nothing in it comes from real records.
import { seededRandom } from '../../learning/random.js'
import { parts } from './people-parts.js'

export type People = 'western' | 'chinese'

export interface MadePerson {
  /** Equal for records of one person. */
  person: number
  cells: string[]
}

export const peopleColumns = ['first_name', 'last_name', 'birth_date', 'street', 'city', 'postcode', 'email', 'phone']

/** Characters that sound alike: the slip of who writes down what was said. */
const homophones = new Map(
  [
    ...'伟维芳方静敬丽莉强墙军君勇永杰洁涛桃明名超潮平萍晓小文闻志智建健海孩雨语佳嘉宇雨轩宣欣新婷亭雪血峰风鹏朋辉灰飞非玲灵红洪梅煤兰蓝华花林琳张章陈沉李里王汪',
  ].map((character, at, all) => [character, all[at % 2 === 0 ? at + 1 : at - 1] ?? character]),
)

class Maker {
  private readonly random: () => number

  constructor(
    private readonly kind: People,
    seed: number,
  ) {
    this.random = seededRandom(seed)
  }

  /** Skewed: the first of a list are much more frequent than the last. */
  private pick(list: readonly string[]): string {
    return list[Math.floor(list.length * this.random() ** 1.7)] ?? ''
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit)
  }

  person(number: number): string[] {
    const { first, middle, last, family, end, street, kind, city } = parts[this.kind]
    const given =
      this.kind === 'chinese'
        ? `${this.random() < 0.75 ? this.pick(middle) : ''}${this.pick(this.random() < 0.5 ? first : last)}`
        : capital(`${this.pick(first)}${this.random() < 0.6 ? this.pick(middle) : ''}${this.pick(last)}`)
    const surname =
      this.kind === 'chinese'
        ? this.pick(family)
        : capital(`${this.pick(family)}${this.random() < 0.2 ? this.pick(middle) : ''}${this.pick(end)}`)
    const born = `${String(1940 + this.below(65))}-${two(1 + this.below(12))}-${two(1 + this.below(28))}`
    const house = 1 + this.below(200)
    const road = `${this.pick(street)}${this.kind === 'chinese' ? '' : ' '}${this.pick(kind)}`
    const place = this.pick(city)
    const email =
      this.kind === 'chinese'
        ? `u${String(number * 7919 + this.below(1000))}@qq.com`
        : `${given}.${surname}${String(this.below(100))}@${this.pick(['mail.example', 'post.example', 'web.example'])}`.toLowerCase()
    const phone =
      this.kind === 'chinese'
        ? `13${String(this.below(1e9)).padStart(9, '0')}`
        : `07${String(this.below(1e9)).padStart(9, '0')}`
    return [
      given,
      surname,
      born,
      this.kind === 'chinese' ? `${road}${String(house)}号` : `${String(house)} ${road}`,
      place,
      String(10000 + ((place.length * 977 + place.charCodeAt(0) * 13 + this.below(300)) % 90000)),
      this.random() < 0.15 ? '' : email,
      this.random() < 0.2 ? '' : phone,
    ]
  }

  /** The same person written down again: one to four slips, at most two in one cell. */
  again(cells: readonly string[]): string[] {
    const copy = [...cells]
    for (let slip = 1 + this.below(4); slip > 0; slip -= 1) {
      const kind = this.random()
      if (kind < 0.06) [copy[0], copy[1]] = [copy[1] ?? '', copy[0] ?? '']
      else if (kind < 0.12) {
        // Moved house: street, city and postcode are all new.
        const other = this.person(this.below(1e6))
        for (const at of [3, 4, 5]) copy[at] = other[at] ?? ''
      } else {
        const at = this.below(copy.length)
        copy[at] = kind < 0.3 ? '' : this.slip(copy[at] ?? '')
      }
    }
    return copy
  }

  private slip(text: string): string {
    if (text === '') return ''
    const characters = [...text]
    const at = this.below(characters.length)
    const here = characters[at] ?? ''
    const alike = homophones.get(here)
    if (alike !== undefined && this.random() < 0.8) characters[at] = alike
    else {
      const other = /\d/.test(here)
        ? String(this.below(10))
        : /\p{Script=Han}/u.test(here)
          ? here
          : String.fromCharCode(97 + this.below(26))
      const kind = this.random()
      if (kind < 0.3) characters.splice(at, 1)
      else if (kind < 0.6) characters[at] = other
      else if (kind < 0.8) characters.splice(at, 0, other)
      else characters.splice(at, 2, characters[at + 1] ?? '', here)
    }
    return characters.join('')
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const two = (number: number): string => String(number).padStart(2, '0')

/** Deterministic. A fifth of the records are doubles, up to four records a person; doubles stand anywhere behind their first record. */
export function* makePeople(kind: People, records: number, seed = 1): Generator<MadePerson> {
  const maker = new Maker(kind, seed)
  const random = seededRandom(seed + 1)
  const recent: MadePerson[] = []
  for (let record = 0, person = 0; record < records; record += 1) {
    const at = Math.floor(random() * recent.length)
    const earlier = recent[at]
    if (earlier && random() < 0.2) {
      yield { person: earlier.person, cells: maker.again(earlier.cells) }
      if (random() < 0.6) recent.splice(at, 1)
      continue
    }
    const made = { person, cells: maker.person(person) }
    person += 1
    if (recent.length < 5_000) recent.push(made)
    else recent[Math.floor(random() * recent.length)] = made
    yield made
  }
}

// Lists as hints for the tagger, those that the admin defines and the places of the world: which words of a message stand in which list.
import { fold } from '../../languages/fold.js'
import { placeLists } from '../world-places.js'
import { tokensOf, type TaggerToken } from './tagged-tokens.js'

interface Node {
  next: Map<string, Node>
  names: string[]
}

interface PhraseList {
  name: string
  phrases: readonly string[]
}

const inWords = (lists: readonly PhraseList[]): { name: string; phrases: string[][] }[] =>
  lists.map(({ name, phrases }) => ({
    name,
    phrases: phrases.map((phrase) => tokensOf(fold(phrase).text).map(({ text }) => text)),
  }))

let places: ReturnType<typeof inWords> | undefined
/** The same for every model: cut up once. */
const placesInWords = (): ReturnType<typeof inWords> => (places ??= inWords(placeLists()))

export class Gazetteer {
  private readonly root: Node = { next: new Map(), names: [] }

  constructor(lists: readonly PhraseList[]) {
    for (const { name, phrases } of [...placesInWords(), ...inWords(lists)])
      for (const words of phrases) {
        let node = this.root
        for (const text of words) {
          const next = node.next.get(text) ?? { next: new Map<string, Node>(), names: [] }
          node.next.set(text, next)
          node = next
        }
        if (node !== this.root && !node.names.includes(name)) node.names.push(name)
      }
  }

  /** By token: `B-city`, `I-city` of the longest phrases that begin at each place. */
  mark(tokens: readonly TaggerToken[]): string[][] {
    const marks: string[][] = tokens.map(() => [])
    tokens.forEach((_, from) => {
      let node: Node | undefined = this.root
      let longest: { to: number; names: readonly string[] } | undefined
      for (let to = from; to < tokens.length; to++) {
        node = node.next.get((tokens[to] as TaggerToken).text)
        if (node === undefined) break
        if (node.names.length > 0) longest = { to: to + 1, names: node.names }
      }
      if (longest === undefined) return
      for (const name of longest.names)
        for (let at = from; at < longest.to; at++) (marks[at] as string[]).push(`${at === from ? 'B' : 'I'}-${name}`)
    })
    return marks
  }
}

// A column made ready for matching: values in one spelling, each kept once, with what comparing and blocking need of them.
import type { Column } from '../../imports/read/index.js'
import { guessFieldKind, type FieldKind } from './field-kind.js'
import { foldValue, romanized, soundOf } from './normalize.js'
import { characterMask } from './similarity.js'

export interface LinkField {
  name: string
  kind: FieldKind
  /** For each record: the place of its value; 0 is "not known". */
  codes: Int32Array
  values: readonly string[]
  /** Values in Latin letters, for likeness; the same texts where nothing is Chinese. */
  latin: readonly string[]
  masks: Int32Array
  /** How many records have each value. */
  counts: Int32Array
  /** Records with a value. */
  filled: number
  /** A coarser key of each value (sound, year and month, first letters): it survives many slips. 0 is "none". */
  loose: Int32Array
  looseCount: number
}

/** The coarser key of a value that is folded already. */
export function looseKey(kind: FieldKind, value: string, latin: string): string {
  switch (kind) {
    case 'given-name':
    case 'family-name':
    case 'name':
      return soundOf(latin)
    case 'date':
      return value.slice(0, 6)
    case 'phone':
      return value.slice(-7)
    case 'email':
      return value.split('@')[0] ?? value
    case 'code':
      return value.slice(0, 4)
    case 'category':
      return value
    case 'text':
      return latin.replace(/ /g, '').slice(0, 5)
  }
}

/** Interns texts: equal texts get equal numbers, '' is 0. */
class Places {
  private readonly places = new Map<string, number>([['', 0]])

  of(text: string): number {
    let place = this.places.get(text)
    if (place === undefined) {
      place = this.places.size
      this.places.set(text, place)
    }
    return place
  }

  texts(): string[] {
    return [...this.places.keys()]
  }
}

/** `kind` overrides the guess. */
export function linkField(column: Column, kind: FieldKind = guessFieldKind(column)): LinkField {
  const places = new Places()
  const placeOf = Int32Array.from(column.values, (value) => places.of(foldValue(kind, value)))
  const codes = column.codes.map((code) => placeOf[code] ?? 0)
  const values = places.texts()
  const latin = values.map(romanized)
  const counts = new Int32Array(values.length)
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1
  const loosePlaces = new Places()
  const loose = Int32Array.from(values, (value, at) => loosePlaces.of(looseKey(kind, value, latin[at] ?? '')))
  return {
    name: column.name,
    kind,
    codes,
    values,
    latin,
    masks: Int32Array.from(latin, characterMask),
    counts,
    filled: codes.length - (counts[0] ?? 0),
    loose,
    looseCount: loosePlaces.texts().length,
  }
}

/** Nothing to learn from: empty, or the same in every record. */
export const isInformative = (field: LinkField): boolean => field.filled > 0 && field.values.length > 2

// Finds which of the offered choices an answer means: by words, by number, by place in the list.
import { fold, meansAll } from '../../engine/lexicon.js'

export interface Choice {
  value: string
  label: string
}

const ordinals: readonly RegExp[] = [
  /\b(first|1st)\b|第一|头一/u,
  /\b(second|2nd)\b|第二/u,
  /\b(third|3rd)\b|第三/u,
  /\b(fourth|4th)\b|第四/u,
  /\b(fifth|5th)\b|第五/u,
]
const last = /\b(last|bottom)( one)?\b|最后/u
const bareNumber = /^(?:no |number |#)?\s*(\d{1,2})\s*(?:号|个)?$/u

function byPlace(said: string, choices: readonly Choice[]): readonly Choice[] {
  const number = bareNumber.exec(said)?.[1]
  if (number !== undefined) return choices.slice(Number(number) - 1, Number(number)).filter(() => Number(number) > 0)
  const places = ordinals.flatMap((ordinal, index) => (ordinal.test(said) ? [choices[index]] : []))
  const end = last.test(said) ? [choices.at(-1)] : []
  return [...places, ...end].filter((choice) => choice !== undefined)
}

/** Informative pieces of a label: words of three letters and more, pairs of Chinese characters. */
function pieces(text: string): readonly string[] {
  const folded = fold(text)
  const latin = folded.match(/[\p{Script=Latin}\d-]{3,}/gu) ?? []
  const han = (folded.match(/\p{Script=Han}{2,}/gu) ?? []).flatMap((run) =>
    Array.from({ length: run.length - 1 }, (_, index) => run.slice(index, index + 2)),
  )
  return [...latin, ...han]
}

function byWords(said: string, choices: readonly Choice[]): readonly Choice[] {
  const exact = choices.filter((choice) => fold(choice.label) === said || fold(choice.value) === said)
  if (exact.length > 0) return exact
  const within = choices.filter((choice) => said.includes(fold(choice.label)) || said.includes(fold(choice.value)))
  if (within.length > 0) return within
  const scored = choices.map((choice) => {
    const labels = pieces(choice.label)
    // A piece that several choices share tells nothing.
    const telling = labels.filter(
      (piece) =>
        choices.filter((other) => fold(other.label).includes(piece)).length < choices.length || choices.length === 1,
    )
    return { choice, hits: telling.filter((piece) => said.includes(piece)).length }
  })
  const best = Math.max(0, ...scored.map(({ hits }) => hits))
  const winners = scored.filter(({ hits }) => hits === best).map(({ choice }) => choice)
  return best > 0 && winners.length < Math.max(2, choices.length) ? winners : []
}

/** The choices meant, in the order of the list; several when the answer fits several. Empty when none is. */
export function choose(text: string, choices: readonly Choice[]): readonly Choice[] {
  if (choices.length === 0) return []
  const said = fold(text)
  if (said === '') return []
  const placed = byPlace(said, choices)
  return placed.length > 0 ? placed : byWords(said, choices)
}

/** As `choose`, where "all of them" is an answer too. */
export const chooseMany = (text: string, choices: readonly Choice[]): readonly Choice[] =>
  meansAll(text) ? choices : choose(text, choices)

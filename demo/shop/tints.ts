// The colours of the drawings: their cloth is `currentColor`, so one drawing a category does for every colour it is sold in.

/** Of a product that has no colour of its own. */
const byCategory = {
  tents: '#d9693c',
  'sleeping-bags': '#3f78b5',
  'sleeping-mats': '#4f9a6d',
  backpacks: '#2f7f86',
  jackets: '#c94b41',
  footwear: '#8a5a34',
  'base-layers': '#6b7fae',
  stoves: '#b3402f',
  lighting: '#e0a22c',
  water: '#2f8fc4',
  'travel-bags': '#7a5c92',
  accessories: '#c75b7a',
} as const

const byColour = {
  red: '#c4473d',
  blue: '#33699f',
  green: '#4a7f56',
  black: '#454d52',
  grey: '#8b959a',
  orange: '#dd7434',
  yellow: '#dba72f',
  sand: '#bfa676',
} as const

const rules = (prefix: string, tints: Readonly<Record<string, string>>): string[] =>
  Object.entries(tints).map(([name, tint]) => `.${prefix}-${name} { color: ${tint}; }`)

/** Classes `of-<category>` and `in-<colour>` for drawings within the page. */
export const tintsCss = (): string => [...rules('of', byCategory), ...rules('in', byColour), ''].join('\n')

export const isDrawn = (category: string): boolean => Object.hasOwn(byCategory, category)

/** The drawing as a picture of its own in a colour of the shop; as it is when the colour is unknown. */
export function tinted(drawing: string, colour: string): string {
  const tint = Object.hasOwn(byColour, colour) ? byColour[colour as keyof typeof byColour] : undefined
  return tint === undefined ? drawing : drawing.replace(/color="#[\da-f]{6}"/, `color="${tint}"`)
}

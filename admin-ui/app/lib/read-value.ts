// Values as people type them.

/** A number, yes or no, or words. */
export function readScalar(text: string): string | number | boolean {
  const trimmed = text.trim()
  if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(trimmed)) return Number(trimmed)
  return trimmed === 'true' || trimmed === 'false' ? trimmed === 'true' : trimmed
}

/** Parts between commas, in either script. */
export const readSeveral = (text: string): string[] =>
  text
    .split(/[,，]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')

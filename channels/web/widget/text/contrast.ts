// Text on the accent colour stays readable whatever colour a shop chose (WCAG 2.2, 1.4.3).

const channel = (value: number): number => {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

const rgb = (hex: string): readonly [number, number, number] | undefined => {
  const hit = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(hex)
  return hit ? [parseInt(hit[1] ?? '', 16), parseInt(hit[2] ?? '', 16), parseInt(hit[3] ?? '', 16)] : undefined
}

/** Relative luminance, 0 … 1; `undefined` for anything but `#rrggbb`. */
export function luminance(hex: string): number | undefined {
  const parts = rgb(hex)
  return parts && 0.2126 * channel(parts[0]) + 0.7152 * channel(parts[1]) + 0.0722 * channel(parts[2])
}

export const contrast = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)

/** White or black, whichever stands out more from `accent`: at least 4.5, which a softer black would miss on middle tones. */
export function onAccent(accent: string): string {
  const light = luminance(accent) ?? 0
  return contrast(light, 1) >= contrast(light, 0) ? '#ffffff' : '#000000'
}

/** The accent itself, moved towards white or black until it can be read as text on `ground` (contrast at least 4.5). */
export function readableOn(accent: string, ground: string): string {
  const parts = rgb(accent)
  const under = luminance(ground)
  if (!parts || under === undefined) return accent
  const goal = under > 0.5 ? 0 : 255
  for (let step = 0; step <= 20; step += 1) {
    const mixed = parts.map((part) => Math.round(part + ((goal - part) * step) / 20))
    const hex = `#${mixed.map((part) => part.toString(16).padStart(2, '0')).join('')}`
    if (contrast(luminance(hex) ?? 0, under) >= 4.5) return hex
  }
  return goal === 0 ? '#000000' : '#ffffff'
}

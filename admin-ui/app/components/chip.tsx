// A label of state. Colour alone never tells: the word does.
import type { ReactNode } from 'react'

export type Tone = 'neutral' | 'good' | 'info' | 'warn' | 'bad'

export function Chip({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className="chip" data-tone={tone}>
      {children}
    </span>
  )
}

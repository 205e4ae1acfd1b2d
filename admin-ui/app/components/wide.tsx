// A frame for what may be wider than a small screen: it scrolls within itself, also by keyboard, and the page does not.
import type { ReactNode } from 'react'

/** @param props.label names the region for readers that cannot see it */
export function Wide({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="surface wide" tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  )
}

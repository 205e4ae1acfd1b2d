// Weeks begin on Monday, UTC.

const day = 86_400_000

/** The Monday of the week that `at` is in: `2026-03-02`. */
export function weekOf(at: Date): string {
  const sinceMonday = (at.getUTCDay() + 6) % 7
  return new Date(at.getTime() - sinceMonday * day).toISOString().slice(0, 10)
}

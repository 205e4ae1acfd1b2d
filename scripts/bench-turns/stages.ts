// Where the time of a turn goes, as the server itself reports it.

/** Sum and count of a Prometheus histogram for each value of one label. */
function histogram(text: string, name: string, label: string): Map<string, { sum: number; count: number }> {
  const found = new Map<string, { sum: number; count: number }>()
  for (const line of text.split('\n')) {
    const match = /^(\w+)_(sum|count)\{([^}]*)\} (\S+)$/.exec(line)
    if (match?.[1] !== name) continue
    const value = new RegExp(`${label}="([^"]*)"`).exec(match[3] ?? '')?.[1]
    if (value === undefined) continue
    const entry = found.get(value) ?? { sum: 0, count: 0 }
    entry[match[2] as 'sum' | 'count'] += Number(match[4])
    found.set(value, entry)
  }
  return found
}

export interface Stage {
  name: string
  /** Milliseconds, mean over all turns so far. */
  meanMs: number
}

/** Stages of the turn in the order they come, then what the jobs wait and take: from their record to their end. */
export async function stagesOf(url: string): Promise<readonly Stage[]> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const mean = ([name, { sum, count }]: [string, { sum: number; count: number }]): Stage => ({
    name,
    meanMs: (sum / Math.max(1, count)) * 1000,
  })
  const stages = [...histogram(text, 'kefu_turn_stage_seconds', 'stage')].map(mean)
  const jobs = [...histogram(text, 'kefu_job_seconds', 'name')].map(mean)
  return [...stages, ...jobs.map(({ name, meanMs }) => ({ name: `job ${name}, from record to end`, meanMs }))]
}

// What is measured of the record: each subject with its methods, baselines among them.
export const subjects = ['segments', 'groups', 'predictions', 'recommendations'] as const
export type Subject = (typeof subjects)[number]

export interface Method {
  name: string
  says: string
  baseline?: true
}

export const methodsOf: Readonly<Record<Subject, readonly Method[]>> = {
  segments: [
    { name: 'compiled', says: 'a rule of four parts, in memory' },
    { name: 'anew', says: 'the same rule read anew for each customer', baseline: true },
    { name: 'kept', says: 'everybody put where they belong, built-in database' },
    { name: 'find', says: 'every document read through mongoose', baseline: true },
  ],
  groups: [
    { name: 'groups', says: 'number of groups chosen, three runs compared' },
    { name: 'one start', says: 'five groups from one random start, two runs compared', baseline: true },
  ],
  predictions: [
    { name: 'features', says: 'features of everybody as of five days' },
    { name: 'training', says: 'features, choice among four models, judged on the newest days' },
    { name: 'logistic', says: 'features, logistic regression alone', baseline: true },
  ],
  recommendations: [
    { name: 'ease', says: 'linear (EASE^R), tail by random walks' },
    { name: 'item-item', says: 'item-item' },
    { name: 'user-user', says: 'user-user' },
    { name: 'walks', says: 'random walks (RP3beta)' },
    { name: 'popularity', says: 'popularity', baseline: true },
  ],
}

export interface Measured {
  /** Customers looked at, or items. */
  units: number
  seconds: number
  /** Of all threads. */
  cpuSeconds: number
  peakMb: number
  /** Agreement of two runs, or AUC. */
  quality?: number
  /** Of one customer's scores for all items. */
  p50Ms?: number
  p95Ms?: number
}

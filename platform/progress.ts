// How long preparations are shown to whoever started the program.

/** Runs `work` and shows `name` while it takes long; resolves and rejects as `work` does. */
export type Step = <T>(name: string, work: () => Promise<T>) => Promise<T>

export const withoutProgress: Step = (_name, work) => work()

// Ids that sort by time of making (ULID, monotonic within the process).
import { monotonicFactory } from 'ulid'

const next = monotonicFactory()

/** `cnv_01J…`: the prefix tells a reader what it names. Ids made later in one process sort later. */
export const newId = (prefix: string): string => `${prefix}_${next()}`

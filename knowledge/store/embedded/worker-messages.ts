// What the starter and the worker thread say to each other.
import type { EmbeddedErrorCode } from './embedded-error.js'

export interface WorkerStart {
  /** The data file; its folder exists and is owned. */
  readonly file: string
  readonly listen: { kind: 'socket'; path: string } | { kind: 'port'; port: number }
}

export type FromWorker =
  | { kind: 'listening'; uri: string }
  | { kind: 'failed'; code: EmbeddedErrorCode; message: string }
  | { kind: 'stopped' }

export type ToWorker = { kind: 'stop' }

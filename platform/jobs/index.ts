// The door of this folder: what other rooms use of the job queue.
export type { JobDriver, JobLog, JobMetrics } from './job-driver.js'
export type { JobContext, JobDefinition, JobQueue, NewJob } from './job-queue.js'
export type { JobHint, JobRecord, JobStore } from './job-store.js'
export { laneOf } from './job-store.js'
export { localDispatcher } from './local-dispatcher.js'
export { createJobQueue, type JobQueueOptions } from './queue.js'

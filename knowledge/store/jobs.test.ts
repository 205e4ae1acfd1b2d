import { describeJobStore } from '../../platform/jobs/job-store.contract.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { jobStore } from './jobs.js'

const store = withStore()

describeJobStore('the jobs collection', async () => {
  await emptyStore(store())
  return jobStore(store())
})

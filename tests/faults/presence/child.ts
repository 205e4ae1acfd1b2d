// A process where Anna has a page open, until it dies: `node child.js URI DATABASE`. Says `here` once the others can know.
import { peopleOnline } from '../../../knowledge/presence/people-online.js'
import { connectStore } from '../../../knowledge/store/connection.js'
import { systemClock } from '../../../platform/clock.js'

const [uri = '', database = ''] = process.argv.slice(2)
const store = await connectStore({ uri, appName: 'kefu-faults', database })
const people = peopleOnline(store, systemClock)
await people.here(['anna'])
process.stdout.write('here\n')
setInterval(() => void people.beat(), 1000)

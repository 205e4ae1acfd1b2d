// The product as `npm start` runs it, on a data folder of its own.
import { createApp } from '../../server.js'
import { readConfig } from '../../platform/config.js'
import { listening } from './child.js'

const app = await createApp(readConfig(process.cwd()))
listening(app.url ?? '', () => app.stop())

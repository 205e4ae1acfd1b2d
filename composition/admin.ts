// The admin app over the record, the desk and the language engine.
import type { Queue } from 'bull'
import {
  createAdmin,
  createEncoderPool,
  createEncoderShelf,
  createLanguageModels,
  type Admin,
} from '../admin-ui/index.js'
import type { ConversationId } from '../bot/domain/ids.js'
import type { Bot } from '../bot/index.js'
import type { WebChannel } from '../channels/web/index.js'
import { createAdminRecord, type Knowledge, type Store } from '../knowledge/index.js'
import type { HandOvers } from '../knowledge/segments/hand-overs.js'
import { openEncoders, type SwappableUnderstander } from '../nlu/index.js'
import type { Clock } from '../platform/clock.js'
import type { Config } from '../platform/config.js'
import type { JobQueue } from '../platform/jobs/index.js'
import type { Log } from '../platform/log.js'
import { tellWhoAnswers } from './channels.js'
import type { OpenImports } from './imports.js'
import { enqueueIdentity } from './jobs.js'
import { languageVersions } from './language.js'

export interface AdminParts {
  store: Store
  knowledge: Knowledge
  bot: Bot
  web: WebChannel
  nlu: SwappableUnderstander
  /** Where encoders of the installation lie, and fetched ones go. */
  modelsFolder: string
  imports: OpenImports
  handOvers: HandOvers
  jobs: JobQueue
  /** Bull's, where jobs go through Redis. */
  queue: Queue | undefined
  config: Config
  clock: Clock
  log: Log
}

export async function openAdmin({
  store,
  knowledge,
  bot,
  web,
  nlu,
  modelsFolder,
  imports,
  handOvers,
  jobs,
  queue,
  config,
  clock,
  log,
}: AdminParts): Promise<Admin> {
  const record = createAdminRecord(store, clock)
  const pool = createEncoderPool({ answering: nlu, open: (name) => openEncoders([modelsFolder], name) })
  const admin = await createAdmin({
    ...record,
    desk: bot.desk,
    importFiles: imports.files,
    pullSource: (name) => imports.pull(name),
    lookForPairs: () => enqueueIdentity(jobs),
    encodersToTrainWith: () => pool.forTraining(),
    encoders: createEncoderShelf({
      folder: modelsFolder,
      missing: () => nlu.missingEncoders(),
      onFetched: () => pool.refresh(),
      clock,
    }),
    models: createLanguageModels({
      versions: languageVersions(knowledge),
      answering: nlu,
      entities: async () => (await knowledge.intents.trainingSet()).entities,
      rated: record.ratedTexts,
      pool,
      clock,
    }),
    onPresence: (people) => {
      knowledge.peopleOnline.here(people).catch((error: unknown) => {
        log.warn({ err: error }, 'other processes were not told who is there')
      })
    },
    onActed: (id) => {
      tellWhoAnswers(knowledge, web, id as ConversationId).catch((error: unknown) => {
        log.warn({ err: error, conversationId: id }, 'the customer was not told who answers')
      })
    },
    queue,
    handOvers,
    publicUrl: config.PUBLIC_URL,
    clock,
    log,
  })
  await admin.sweep()
  return admin
}

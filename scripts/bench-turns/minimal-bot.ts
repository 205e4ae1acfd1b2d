// The limit of the work: the least that a durable bot on the same parts must do. botbuilder and Socket.IO, and the two messages of a turn
// stored through mongoose on the same embedded database, each acknowledged by it before the customer is.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ActivityHandler,
  ActivityTypes,
  BotAdapter,
  TurnContext,
  type Activity,
  type ResourceResponse,
} from 'botbuilder'
import mongoose from 'mongoose'
import { Server, type Socket } from 'socket.io'
import { startEmbedded } from '../../knowledge/store/embedded/index.js'
import { listening } from './child.js'

const directory = mkdtempSync(join(tmpdir(), 'kefu-bench-minimal-'))
const database = await startEmbedded({ directory })
const connection = await mongoose
  .createConnection(database.uri, {
    dbName: 'minimal',
    writeConcern: { w: 'majority', journal: true },
    readConcernLevel: 'majority',
  })
  .asPromise()
const messages = connection.model(
  'Message',
  new mongoose.Schema(
    {
      conversationId: { type: String, required: true },
      direction: { type: String, required: true },
      text: { type: String, required: true },
      at: { type: Date, required: true },
    },
    { versionKey: false },
  ).index({ conversationId: 1, at: 1 }),
)
await messages.createIndexes()

const store = async (activity: Partial<Activity>, direction: 'in' | 'out'): Promise<void> => {
  await messages.create({
    conversationId: activity.conversation?.id ?? '',
    direction,
    text: activity.text ?? '',
    at: new Date(),
  })
}

class SocketAdapter extends BotAdapter {
  constructor(private readonly socket: Socket) {
    super()
  }
  async receive(activity: Partial<Activity>, logic: (context: TurnContext) => Promise<void>): Promise<void> {
    await this.runMiddleware(new TurnContext(this, activity), logic)
  }
  override async sendActivities(_context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    for (const activity of activities) {
      await store(activity, 'out')
      this.socket.emit('message', { text: activity.text })
    }
    return activities.map(() => ({ id: '' }))
  }
  override async updateActivity(): Promise<void> {}
  override async deleteActivity(): Promise<void> {}
  override async continueConversation(): Promise<void> {}
}

const bot = new ActivityHandler()
bot.onMessage(async (context, next) => {
  await context.sendActivity(`You said: ${context.activity.text}`)
  await next()
})

const httpServer = createServer()
const io = new Server(httpServer)
io.on('connection', (socket) => {
  const adapter = new SocketAdapter(socket)
  socket.on('send', async ({ id, text }: { id: string; text: string }, ack: (answer: object) => void) => {
    const activity: Partial<Activity> = {
      type: ActivityTypes.Message,
      id,
      channelId: 'web',
      text,
      from: { id: socket.id, name: '' },
      recipient: { id: 'bot', name: '' },
      conversation: { id: socket.id, isGroup: false, conversationType: '', name: '' },
    }
    await store(activity, 'in')
    ack({ ok: true })
    await adapter.receive(activity, (context) => bot.run(context))
  })
})
httpServer.listen(0, '127.0.0.1', () => {
  listening(`http://127.0.0.1:${String((httpServer.address() as AddressInfo).port)}`, async () => {
    await io.close()
    await connection.close()
    await database.stop()
    rmSync(directory, { recursive: true, force: true })
  })
})

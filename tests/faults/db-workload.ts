// Writers that remember what was acknowledged, and a reader that holds the database to it.
import type mongoose from 'mongoose'

type Client = mongoose.mongo.MongoClient
interface Thing {
  _id: number
  unique: string
  version: number
  tags: string[]
  text: string
}

/** What may be in the database for one id: the versions that are possible, and whether absence is. */
interface Expected {
  readonly versions: readonly number[]
  readonly absent: boolean
}

const writers = 8
const tagsOf = (version: number): string[] => [`t${version % 7}`, `u${version % 11}`]
const thing = (id: number, text: string): Thing => ({
  _id: id,
  unique: `thing ${id}`,
  version: 0,
  tags: tagsOf(0),
  text,
})

export class Workload {
  private readonly expected = new Map<number, Expected>()
  /** Batches whose answer never came: all of one or none of it. */
  private unanswered: number[][] = []
  private nextId = 1
  acknowledged = 0

  private collection(client: Client): mongoose.mongo.Collection<Thing> {
    return client.db('faults').collection<Thing>('things')
  }

  async prepare(client: Client): Promise<void> {
    await this.collection(client).createIndexes([
      { key: { unique: 1 }, unique: true },
      { key: { version: 1, text: -1 } },
      { key: { tags: 1 } },
    ])
  }

  /** Writes until the database is gone. */
  async run(client: Client): Promise<void> {
    await Promise.all(Array.from({ length: writers }, (_, w) => this.writer(client, w)))
  }

  private async writer(client: Client, w: number): Promise<void> {
    const mine: number[] = [...this.expected].filter(([id, e]) => id % writers === w && !e.absent).map(([id]) => id)
    try {
      for (;;) await this.step(client, w, mine)
    } catch {
      // The database was killed in the middle of a step; what it may have done is in `expected`.
    }
  }

  private freshId(w: number): number {
    while (this.nextId % writers !== w) this.nextId++
    return this.nextId++
  }

  private async step(client: Client, w: number, mine: number[]): Promise<void> {
    const dice = Math.random()
    if (dice < 0.4 || mine.length === 0) return this.insert(client, [this.freshId(w)], mine)
    if (dice < 0.5)
      return this.insert(
        client,
        Array.from({ length: 40 }, () => this.freshId(w)),
        mine,
      )
    const at = Math.floor(Math.random() * mine.length)
    const id = mine[at] ?? 0
    if (dice < 0.93) return this.change(client, id)
    mine.splice(at, 1)
    return this.remove(client, id)
  }

  private async insert(client: Client, ids: number[], mine: number[]): Promise<void> {
    const text = 'x'.repeat(Math.floor(Math.random() * 2000))
    for (const id of ids) this.expected.set(id, { versions: [0], absent: true })
    this.unanswered.push(ids)
    await this.collection(client).insertMany(ids.map((id) => thing(id, text)))
    this.unanswered = this.unanswered.filter((batch) => batch !== ids)
    for (const id of ids) this.expected.set(id, { versions: [0], absent: false })
    mine.push(...ids)
    this.acknowledged++
  }

  private async change(client: Client, id: number): Promise<void> {
    const version = this.expected.get(id)?.versions[0] ?? 0
    this.expected.set(id, { versions: [version, version + 1], absent: false })
    const update = { $inc: { version: 1 }, $set: { tags: tagsOf(version + 1) } }
    await this.collection(client).findOneAndUpdate({ _id: id }, update)
    this.expected.set(id, { versions: [version + 1], absent: false })
    this.acknowledged++
  }

  private async remove(client: Client, id: number): Promise<void> {
    const { versions } = this.expected.get(id) ?? { versions: [] }
    this.expected.set(id, { versions, absent: true })
    await this.collection(client).deleteOne({ _id: id })
    this.expected.set(id, { versions: [], absent: true })
    this.acknowledged++
  }

  /** Sentences about what is wrong; what was uncertain is settled by what is there. */
  async faults(client: Client): Promise<string[]> {
    const collection = this.collection(client)
    const found = new Map((await collection.find().toArray()).map((d) => [d._id, d]))
    const faults: string[] = []
    for (const batch of this.unanswered) {
      const there = batch.filter((id) => found.has(id)).length
      if (there > 0 && there < batch.length) faults.push(`${there} of ${batch.length} documents of one insert`)
    }
    this.unanswered = []
    for (const [id, { versions, absent }] of this.expected) {
      const d = found.get(id)
      if (!d && !absent) faults.push(`document ${id} was acknowledged and is lost`)
      if (d && !versions.includes(d.version))
        faults.push(`document ${id} has version ${d.version}, not ${versions.join(' or ')}`)
      if (d && d.tags.join() !== tagsOf(d.version).join()) faults.push(`document ${id} is half of two versions`)
      this.expected.set(id, d ? { versions: [d.version], absent: false } : { versions: [], absent: true })
    }
    for (const id of found.keys()) if (!this.expected.has(id)) faults.push(`document ${id} comes from nowhere`)
    const { valid, errors } = await client.db('faults').command({ validate: 'things', full: true })
    if (valid !== true) faults.push(...(errors as string[]))
    for (const hint of ['unique_1', 'version_1_text_-1', 'tags_1']) {
      const n = await collection.countDocuments({}, { hint })
      if (n !== found.size) faults.push(`${n} documents by ${hint}, ${found.size} by a scan`)
    }
    return faults
  }
}

// Mongoose and the driver, unchanged, through the journeys an application makes.
import mongoose, { Schema, Types } from 'mongoose'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startTestServer } from '../../../tests/support/test-store.js'

const connection = mongoose.createConnection()
const Author = connection.model(
  'Author',
  new Schema(
    {
      name: { type: String, required: true },
      email: { type: String, unique: true },
      nick: { type: String, unique: true, sparse: true },
      tags: [String],
      age: Number,
      balance: Schema.Types.Decimal128,
      big: Schema.Types.BigInt,
      marks: { type: Map, of: Number },
      home: { city: String, zip: String },
    },
    { timestamps: true, autoIndex: false },
  ),
)
const Book = connection.model(
  'Book',
  new Schema(
    {
      title: { type: String, index: true },
      author: { type: Schema.Types.ObjectId, ref: 'Author' },
      pages: Number,
      genre: String,
      reviews: [{ _id: false, by: String, stars: Number }],
    },
    { optimisticConcurrency: true, autoIndex: false },
  ),
)
const Part = connection.model(
  'Part',
  new Schema({ org: String, slug: String, deleted: Boolean }, { autoIndex: false }).index(
    { org: 1, slug: 1 },
    { unique: true, partialFilterExpression: { deleted: false } },
  ),
)

let server: Awaited<ReturnType<typeof startTestServer>>
beforeAll(async () => {
  server = await startTestServer()
  await connection.openUri(server.uri, { dbName: `mongoose_${process.pid}` })
  await Promise.all([Author.createIndexes(), Book.createIndexes(), Part.createIndexes()])
})
afterAll(async () => {
  await connection.dropDatabase()
  await connection.close()
  await server.stop()
})
beforeEach(() => Promise.all([Author.deleteMany({}), Book.deleteMany({}), Part.deleteMany({})]))

const ann = () => Author.create({ name: 'Ann', email: 'ann@x', tags: ['x', 'y'], age: 40, home: { city: 'Oslo' } })

it('gives values back as they were, also those that JavaScript numbers cannot hold', async () => {
  const { _id } = await Author.create({
    name: 'Ann',
    email: 'a',
    balance: Types.Decimal128.fromString('12345678901234567890.123456789'),
    big: 9007199254740993n,
    marks: new Map([['maths', 1]]),
  })
  const read = await Author.findById(_id).orFail()
  expect(String(read.balance)).toBe('12345678901234567890.123456789')
  expect(read.big).toBe(9007199254740993n)
  expect(read.marks?.get('maths')).toBe(1)
  expect(read.createdAt).toBeInstanceOf(Date)
})

it('says which field of a unique index was there already', async () => {
  await ann()
  await expect(ann()).rejects.toMatchObject({ code: 11000, keyPattern: { email: 1 }, keyValue: { email: 'ann@x' } })
  await Author.create({ name: 'B', email: 'b' })
  await expect(Author.updateOne({ email: 'b' }, { email: 'ann@x' })).rejects.toMatchObject({ code: 11000 })
  await expect(Author.findOneAndUpdate({ email: 'b' }, { email: 'ann@x' })).rejects.toMatchObject({ code: 11000 })
})

it('inserts the others when one of many is a duplicate', async () => {
  await ann()
  const many = ['c', 'ann@x', 'e'].map((email) => ({ name: email, email }))
  await expect(Author.insertMany(many, { ordered: false })).rejects.toMatchObject({
    code: 11000,
    insertedDocs: { length: 2 },
  })
  expect(await Author.countDocuments()).toBe(3)
})

it('lets sparse and partial unique indexes leave documents out', async () => {
  await Author.create([
    { name: 'a', email: 'a' },
    { name: 'b', email: 'b', nick: 'n' },
    { name: 'c', email: 'c' },
  ])
  await expect(Author.create({ name: 'd', email: 'd', nick: 'n' })).rejects.toMatchObject({ code: 11000 })
  const part = { org: 'o', slug: 's' }
  await Part.create([
    { ...part, deleted: true },
    { ...part, deleted: true },
    { ...part, deleted: false },
  ])
  await expect(Part.create({ ...part, deleted: false })).rejects.toMatchObject({ code: 11000 })
})

it('saves what changed and refuses a stale copy', async () => {
  const { _id } = await Book.create({ title: 'T', pages: 1 })
  const [first, second] = [await Book.findById(_id).orFail(), await Book.findById(_id).orFail()]
  first.pages = 2
  await first.save()
  second.pages = 3
  await expect(second.save()).rejects.toMatchObject({ name: 'VersionError' })
  expect(await Book.findById(_id).lean()).toMatchObject({ pages: 2 })
})

it('makes one document of many upserts at once, and counts every increment', async () => {
  const upsert = (i: number): Promise<unknown> =>
    Author.updateOne({ email: 'race' }, { $setOnInsert: { name: `r${i}` }, $inc: { age: 1 } }, { upsert: true }).exec()
  await Promise.all(Array.from({ length: 50 }, (_, i) => upsert(i)))
  expect(await Author.find({ email: 'race' }).lean()).toMatchObject([{ age: 50 }])
})

it('populates, sorts, pages and projects', async () => {
  const { _id } = await ann()
  await Book.create(Array.from({ length: 40 }, (_, i) => ({ title: `T${i}`, author: _id, pages: i * 10 })))
  const book = await Book.findOne({ title: 'T3' }).populate<{ author: { name: string } }>('author', 'name').orFail()
  expect(book.author.name).toBe('Ann')
  const page = await Book.find({ title: /^T1/ }, { title: 1, _id: 0 }).sort({ pages: -1 }).skip(1).limit(2).lean()
  expect(page).toEqual([{ title: 'T18' }, { title: 'T17' }])
})

it('updates by position, by filter and by pipeline', async () => {
  const { _id } = await Book.create({
    title: 'T',
    reviews: [
      { by: 'p', stars: 3 },
      { by: 'q', stars: 5 },
    ],
  })
  await Book.updateOne({ _id, 'reviews.by': 'q' }, { $set: { 'reviews.$.stars': 4 } })
  await Book.updateOne({ _id }, { $inc: { 'reviews.$[].stars': 1 } })
  await Book.updateOne({ _id }, { $set: { 'reviews.$[r].by': 'P' } }, { arrayFilters: [{ 'r.stars': { $lt: 5 } }] })
  await Book.updateOne({ _id }, [{ $set: { pages: { $sum: '$reviews.stars' } } }], { updatePipeline: true })
  expect(await Book.findById(_id).lean()).toMatchObject({
    pages: 9,
    reviews: [
      { by: 'P', stars: 4 },
      { by: 'q', stars: 5 },
    ],
  })
})

it('answers a bulkWrite of mixed operations', async () => {
  const result = await Book.bulkWrite([
    { insertOne: { document: { title: 'one', pages: 1 } } },
    { updateOne: { filter: { title: 'one' }, update: { $set: { pages: 2 } } } },
    { replaceOne: { filter: { title: 'none' }, replacement: { title: 'two', pages: 2 }, upsert: true } },
    { deleteOne: { filter: { title: 'one' } } },
  ])
  expect(result).toMatchObject({ insertedCount: 1, modifiedCount: 1, upsertedCount: 1, deletedCount: 1 })
})

it('joins, groups and writes the result into another collection', async () => {
  const { _id } = await ann()
  await Book.create(
    Array.from({ length: 12 }, (_, i) => ({ title: `T${i}`, author: _id, pages: i, genre: `g${i % 3}` })),
  )
  const [joined] = await Author.aggregate<{ n: number; top: { title: string }[] }>([
    { $lookup: { from: 'books', localField: '_id', foreignField: 'author', as: 'books' } },
    {
      $lookup: {
        from: 'books',
        let: { id: '$_id' },
        pipeline: [{ $match: { $expr: { $and: [{ $eq: ['$author', '$$id'] }, { $gt: ['$pages', 10] }] } } }],
        as: 'top',
      },
    },
    { $project: { n: { $size: '$books' }, 'top.title': 1 } },
  ])
  expect(joined).toMatchObject({ n: 12, top: [{ title: 'T11' }] })
  await Book.aggregate([{ $group: { _id: '$genre', n: { $sum: 1 } } }, { $merge: { into: 'by_genre' } }])
  await Book.aggregate([{ $group: { _id: '$genre', n: { $sum: '$pages' } } }, { $out: 'pages_by_genre' }])
  expect(await connection.collection('by_genre').find().sort({ _id: 1 }).toArray()).toEqual(
    ['g0', 'g1', 'g2'].map((genre) => ({ _id: genre, n: 4 })),
  )
  expect(await connection.collection('pages_by_genre').countDocuments()).toBe(3)
})

it('walks a large result in batches while documents are deleted', async () => {
  const many = connection.collection<{ i: number }>('many')
  await many.insertMany(Array.from({ length: 3000 }, (_, i) => ({ i })))
  let seen = 0
  for await (const d of many.find().batchSize(100)) {
    seen++
    if (d.i === 50) await many.deleteMany({ i: { $gte: 2500 } })
  }
  expect(seen).toBe(2500)
})

it('keeps indexes in step with the schema', async () => {
  await Author.collection.createIndex({ age: 1 })
  expect(await Author.diffIndexes()).toEqual({ toDrop: ['age_1'], toCreate: [] })
  expect(await Author.syncIndexes()).toEqual(['age_1'])
})

it('stores files through GridFS and documents of twelve megabytes', async () => {
  const bucket = new mongoose.mongo.GridFSBucket(connection.getClient().db(`mongoose_${process.pid}`))
  const upload = bucket.openUploadStream('file')
  const bytes = Buffer.alloc(1_000_000, 7)
  await new Promise<void>((resolve, reject) => upload.on('error', reject).end(bytes, () => resolve()))
  const chunks: Buffer[] = []
  for await (const chunk of bucket.openDownloadStream(upload.id)) chunks.push(chunk as Buffer)
  expect(Buffer.concat(chunks).equals(bytes)).toBe(true)
  const large = connection.collection<{ text: string }>('large')
  await large.insertOne({ text: 'x'.repeat(12_000_000) })
  expect((await large.findOne())?.text).toHaveLength(12_000_000)
})

it.skipIf(process.env['KEFU_TEST_MONGODB_URI'])('takes sessions and refuses what only a replica set has', async () => {
  const session = await connection.startSession()
  expect(await Author.findOne({}).session(session)).toBeNull()
  await session.endSession()
  await expect(
    connection.transaction((own) => Author.create([{ name: 't', email: 't' }], { session: own })),
  ).rejects.toThrow()
  expect(await Author.countDocuments({ email: 't' })).toBe(0)
  const stream = Book.watch()
  await expect(new Promise((_, reject) => stream.on('error', reject))).rejects.toMatchObject({ code: 40573 })
  await stream.close()
})

// `npm run bench:turns`: messages per second and the time from message to reply over real sockets, beside a bare Socket.IO echo server (the
// limit of the wire) and a minimal durable bot on the same parts (the limit of the work), all in one run.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startChild } from './bench-turns/child.js'
import { measure, measureFlood, measureIdle, type Measured, type Target } from './bench-turns/load.js'
import { middle, toMarkdown, type Row } from './bench-turns/report.js'
import { stagesOf } from './bench-turns/stages.js'
import { connectPlainly, connectToKefu } from './bench-turns/visitors.js'
import { writeBetween } from './lib/write-between.js'

const usage = `npm run bench:turns [-- options]
  --visitors 1,50,500   concurrent visitors
  --seconds 8           measured a step, after a pause of a quarter of it; before all, each server is used for 15 s
  --rounds 3            the middle one counts
  --idle 10000          idle visitors; 0: not measured
  --flood 10000         messages of one visitor who does not wait; 0: not measured
  --only kefu           one server: echo, minimal or kefu
  --write               puts the tables into docs/performance.md`

/** Who talk while one visitor floods. */
const floodedVisitors = 20
/** Before anything is measured: a server runs for days, and the first thousands of messages are spent on compiling its code. */
const warmUpMs = 15_000
const warmUpVisitors = 20
const own = 'Kefu'
const against = 'minimal durable bot'
const page = join('docs', 'performance.md')
const marks = ['<!-- bench:turns -->', '<!-- /bench:turns -->'] as const

async function openTargets(only: string | undefined, folder: string): Promise<Target[]> {
  const wanted = (name: string) => only === undefined || only === name
  const targets: Target[] = []
  if (wanted('echo'))
    targets.push({ name: 'Socket.IO echo', server: await startChild('echo-server'), connect: connectPlainly })
  if (wanted('minimal'))
    targets.push({ name: against, server: await startChild('minimal-bot'), connect: connectPlainly })
  if (wanted('kefu')) {
    const settings = { PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder, TRUST_PROXY: '1' }
    targets.push({ name: own, server: await startChild('kefu-server', settings), connect: connectToKefu })
  }
  return targets
}

/** Prints the tables on stdout, progress on stderr. */
export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      visitors: { type: 'string', default: '1,50,500' },
      seconds: { type: 'string', default: '8' },
      rounds: { type: 'string', default: '3' },
      idle: { type: 'string', default: '10000' },
      flood: { type: 'string', default: '10000' },
      only: { type: 'string' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${usage}\n`)
    return
  }
  const forMs = Number(values.seconds) * 1000
  const folder = mkdtempSync(join(tmpdir(), 'kefu-bench-turns-'))
  const targets = await openTargets(values.only, folder)
  try {
    for (const target of targets) await measure(target, warmUpVisitors, 0, warmUpMs)
    const rows: Row[] = []
    for (const visitors of values.visitors.split(',').map(Number)) {
      const rounds = new Map<Target, Measured[]>(targets.map((target) => [target, []]))
      // Side by side, so that whatever else the machine does meets all of them.
      for (let round = 0; round < Number(values.rounds); round += 1)
        for (const target of targets) {
          const measured = await measure(target, visitors, forMs / 4, forMs)
          rounds.get(target)?.push(measured)
          process.stderr.write(
            `${target.name}, ${String(visitors)} visitors: ${measured.messagesPerSecond.toFixed(0)} messages/s, p50 ${measured.p50.toFixed(1)} ms, ${measured.cpuMsPerMessage.toFixed(2)} ms CPU\n`,
          )
        }
      for (const [target, measured] of rounds) rows.push(middle(target.name, visitors, measured))
    }
    const product = targets.find((target) => target.name === own)
    const stages = product ? await stagesOf(product.server.url) : []
    const flood =
      product && Number(values.flood) > 0
        ? await measureFlood(product, floodedVisitors, Number(values.flood), forMs)
        : undefined
    const idle = product && Number(values.idle) > 0 ? await measureIdle(product, Number(values.idle)) : undefined
    const markdown = toMarkdown({ rows, own, against, stages, ...(idle && { idle }), ...(flood && { flood }) })
    process.stdout.write(`${markdown}\n`)
    if (values.write) await writeBetween(page, marks, markdown)
  } finally {
    for (const { server } of targets) await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

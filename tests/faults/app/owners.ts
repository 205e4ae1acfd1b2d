// Who owned a conversation at each of its messages, told from its events, and whether anybody spoke who did not own it.
import type { Owner } from '../../../bot/domain/conversation.js'
import type { RecordEvent } from '../../../bot/domain/event.js'
import type { Message } from '../../../bot/domain/message.js'
import type { History } from './record.js'

interface Change {
  epoch: number
  owner: Owner
  person: string | undefined
  /** It holds from this message on; undefined when nothing was said with it. */
  from: number | undefined
}

const originOf = ({ id }: RecordEvent): string => id.slice(0, id.lastIndexOf('#'))
const seqOf = ({ data }: RecordEvent): number[] => (typeof data['seq'] === 'number' ? [data['seq']] : [])
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function changeOf(event: RecordEvent, seqs: readonly number[]): Change | undefined {
  const { data } = event
  const epoch = Number(data['epoch'])
  const first = seqs.length === 0 ? undefined : Math.min(...seqs)
  switch (event.type) {
    case 'handoff.requested':
      // The bot says that it steps back in the same turn, the last one of its epoch.
      return { epoch, owner: 'queue', person: undefined, from: Math.max(...seqs) + 1 }
    case 'handoff.claimed':
      return { epoch, owner: 'person', person: textOf(data['person']), from: first }
    case 'handoff.returned':
    case 'handoff.resolved':
      return { epoch, owner: 'bot', person: undefined, from: first }
    default:
      return undefined
  }
}

function changesOf(events: readonly RecordEvent[]): Change[] {
  const seqs = new Map<string, number[]>()
  for (const event of events) seqs.set(originOf(event), [...(seqs.get(originOf(event)) ?? []), ...seqOf(event)])
  return events
    .flatMap((event) => changeOf(event, seqs.get(originOf(event)) ?? []) ?? [])
    .sort((left, right) => left.epoch - right.epoch)
}

const maySpeak = ({ author }: Message, now: Pick<Change, 'owner' | 'person'>): boolean =>
  author.kind === 'bot' ? now.owner === 'bot' : author.kind !== 'person' || author.id === now.person

/** Sentences about everything that was wrong; none means that all is well. */
export function wrongSpeakers({ conversation, messages, events }: History): string[] {
  const changes = changesOf(events)
  const faults: string[] = []
  if (changes.some(({ epoch }, index) => epoch !== index + 1) || changes.length !== conversation.epoch)
    faults.push(`epochs ${changes.map(({ epoch }) => epoch).join(' ')} of ${String(conversation.epoch)}`)
  const placed = changes.flatMap(({ from }) => from ?? [])
  if (placed.some((from, index) => from < (placed[index - 1] ?? 0))) faults.push(`epochs begin at ${placed.join(' ')}`)
  let now: Pick<Change, 'owner' | 'person'> = { owner: 'bot', person: undefined }
  const pass = (count: number): void => {
    now = changes.splice(0, count).at(-1) ?? now
  }
  for (const message of messages) {
    pass(changes.findLastIndex(({ from }) => from !== undefined && from <= message.seq) + 1)
    // A person who closes a conversation says nothing: it happened at some time before the next one speaks.
    while (!maySpeak(message, now) && changes[0] && changes[0].from === undefined) pass(1)
    if (!maySpeak(message, now))
      faults.push(`seq ${String(message.seq)}: ${message.author.kind} spoke while ${now.owner} owned the conversation`)
  }
  const last = changes.at(-1) ?? now
  if (last.owner !== conversation.owner) faults.push(`ends with ${last.owner}, and ${conversation.owner} owns it`)
  return faults
}

// What channels report about themselves, in shapes that pino and prom-client satisfy; server.ts passes the real ones.

/** Never given message text, tokens or addresses. */
export interface ChannelLog {
  debug(fields: Record<string, unknown>, message: string): void
  info(fields: Record<string, unknown>, message: string): void
  warn(fields: Record<string, unknown>, message: string): void
  error(fields: Record<string, unknown>, message: string): void
}

export interface ChannelMetrics {
  /** Adds one to a counter. Label values come from small fixed sets (channel names, error codes, event names). */
  count(name: ChannelCounter, labels: Readonly<Record<string, string>>): void
  /** Records a duration in milliseconds. */
  observe(name: ChannelTimer, ms: number, labels: Readonly<Record<string, string>>): void
}

/** `refused` has `code`; `messages` has `result` (stored, duplicate); `connections` has `event` (opened and closed in pairs). */
export type ChannelCounter = 'connections' | 'messages' | 'refused' | 'deliveries' | 'turns' | 'uploads'
export type ChannelTimer = 'turn' | 'ingest'

const nothing = () => undefined

export const silentLog: ChannelLog = { debug: nothing, info: nothing, warn: nothing, error: nothing }
export const silentMetrics: ChannelMetrics = { count: nothing, observe: nothing }

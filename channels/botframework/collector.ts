// Where a turn's activities go: an outbox that sends nothing.
import type { Activity } from 'botbuilder'

/** The other end of a `ChannelAdapter`: takes activities one at a time, in order. */
export interface Outbound {
  /** Resolves with the id by which the activity can be changed or taken back. */
  send(activity: Partial<Activity>): Promise<string>
  update(activity: Partial<Activity>): Promise<void>
  remove(activityId: string): Promise<void>
  typing(): void
}

export interface Collector extends Outbound {
  /** What was said and not taken back, in the order it was first said. */
  activities(): readonly Partial<Activity>[]
}

/** Ids are `r1`, `r2`, … within one collector. */
export function createCollector(onTyping: () => void = () => undefined): Collector {
  const said = new Map<string, Partial<Activity>>()
  let count = 0
  return {
    send: async (activity) => {
      count += 1
      const id = `r${String(count)}`
      said.set(id, { ...activity, id })
      return id
    },
    update: async (activity) => {
      if (activity.id !== undefined && said.has(activity.id)) said.set(activity.id, activity)
    },
    remove: async (id) => {
      said.delete(id)
    },
    typing: onTyping,
    activities: () => [...said.values()],
  }
}

// Live updates: while a page is open it listens to its topics, and what a message names is read again.
import { useEffect, useRef } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { io, type Socket } from 'socket.io-client'
import { changedMessage, socketPath, typingMessage, type Subscription, type Topic } from '../../api/topics.js'

const rooms: Readonly<Record<Topic, readonly string[]>> = {
  conversations: ['conversations', 'home'],
  conversation: ['conversations'],
  training: ['intents', 'training'],
  misses: ['misses'],
}

let socket: Socket | undefined
const wanted = new Map<string, { subscription: Subscription; listeners: number }>()

const send = (subscription: Subscription) => socket?.emit('subscribe', subscription, () => undefined)

/** One connection for all pages; topics are asked for again after each reconnection. */
function connection(): Socket {
  if (socket !== undefined) return socket
  socket = io({ path: socketPath, transports: ['websocket', 'polling'] })
  socket.on('connect', () => {
    for (const { subscription } of wanted.values()) send(subscription)
  })
  return socket
}

/** For signing out: the next page that listens connects anew. */
export function disconnectLive(): void {
  socket?.disconnect()
  socket = undefined
}

/** Listens while the component is shown. */
export function useLive(topic: Topic, id?: string): void {
  const client = useQueryClient()
  useEffect(() => {
    const subscription: Subscription = id === undefined ? { topic } : { topic, id }
    const key = JSON.stringify(subscription)
    const open = connection()
    const entry = wanted.get(key) ?? { subscription, listeners: 0 }
    entry.listeners += 1
    wanted.set(key, entry)
    if (entry.listeners === 1 && open.connected) send(subscription)
    const onChanged = (given: unknown) => {
      const message = changedMessage.safeParse(given)
      if (!message.success || message.data.topic !== topic || (id !== undefined && message.data.id !== id)) return
      for (const room of rooms[topic]) void client.invalidateQueries({ queryKey: [room] })
    }
    open.on('changed', onChanged)
    return () => {
      open.off('changed', onChanged)
      entry.listeners -= 1
      if (entry.listeners > 0) return
      wanted.delete(key)
      open.emit('unsubscribe', subscription, () => undefined)
    }
  }, [client, topic, id])
}

/** Calls `onTyping` while the customer of a conversation is typing, with how long that counts. The page must listen to the conversation. */
export function useTyping(id: string, onTyping: (ms: number) => void): void {
  const latest = useRef(onTyping)
  useEffect(() => {
    latest.current = onTyping
  })
  useEffect(() => {
    const open = connection()
    const heard = (given: unknown) => {
      const message = typingMessage.safeParse(given)
      if (message.success && message.data.id === id) latest.current(message.data.ms)
    }
    open.on('typing', heard)
    return () => void open.off('typing', heard)
  }, [id])
}

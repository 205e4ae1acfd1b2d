// Branded ids: a customer's id cannot be passed where a conversation's is meant.
type Id<Name extends string> = string & { readonly __brand: Name }

export type CustomerId = Id<'CustomerId'>
export type ChannelIdentityId = Id<'ChannelIdentityId'>
export type ConversationId = Id<'ConversationId'>
export type MessageId = Id<'MessageId'>
export type InboundId = Id<'InboundId'>
export type ReceiptId = Id<'ReceiptId'>
export type EventId = Id<'EventId'>

/** An inbound message's id: unique by construction on any shard, so redelivery meets a duplicate key. */
export const inboundId = (channel: string, externalId: string): InboundId => `${channel}:${externalId}` as InboundId

/** A message's id from its conversation and place in it: the same turn written twice hits the same document. */
export const messageId = (conversation: ConversationId, seq: number): MessageId =>
  `${conversation}.${String(seq)}` as MessageId

/** The place in its conversation that a message's id names; NaN when it is none. */
export const seqOf = (id: MessageId): number => Number(id.slice(id.lastIndexOf('.') + 1))

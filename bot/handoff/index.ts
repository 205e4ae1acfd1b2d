// Door of the hand-off: who owns a conversation, and what people at the desk do with it.
export { createDesk, type DeskCommands, type PersonMessage } from './commands.js'
export type { DeskDeps, DeskResult } from './desk.js'
export { transition, type Ownership, type Person, type Transition, type TransitionResult } from './transitions.js'

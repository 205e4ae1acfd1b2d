// What signing in needs from the database. Implemented by knowledge/store; every method is one atomic step on one document.
import type { Role } from './roles.js'

/** Somebody who signs in to the admin app. */
export interface User {
  id: string
  /** What is typed at sign-in: an e-mail address or a short name, lower case. Unique. */
  login: string
  name: string
  role: Role
  /** argon2id, PHC string. */
  passwordHash: string
  /** Set while the password was made by Kefu or by somebody else: nothing but changing it is allowed. */
  mustChangePassword: boolean
  disabled: boolean
  createdAt: Date
  lastSignInAt?: Date
  /** Grows with each change; changes are conditional on it. */
  version: number
}

export type UserChange = Partial<
  Pick<User, 'name' | 'role' | 'passwordHash' | 'mustChangePassword' | 'disabled' | 'lastSignInAt'>
>

export interface UserStore {
  get(id: string): Promise<User | undefined>
  byLogin(login: string): Promise<User | undefined>
  /** By login, at most `limit`, those after `afterLogin`. */
  list(limit: number, afterLogin?: string): Promise<readonly User[]>
  /** False when the login is taken. */
  insert(user: User): Promise<boolean>
  /** The changed user, or undefined when the version is no longer `version`. */
  change(id: string, version: number, change: UserChange): Promise<User | undefined>
  count(): Promise<number>
}

/** The token itself is never stored, only its SHA-256. */
export interface Session {
  tokenHash: string
  userId: string
  createdAt: Date
  /** Grows while it is used, up to `endsAt`. */
  idleUntil: Date
  /** Never later than this, however busy. */
  endsAt: Date
  /** Wrong passwords since the last sign-in, shown once as a notice. */
  failedBefore: number
}

export interface SessionStore {
  insert(session: Session): Promise<void>
  get(tokenHash: string): Promise<Session | undefined>
  extend(tokenHash: string, idleUntil: Date): Promise<void>
  remove(tokenHash: string): Promise<void>
  /** Ends all sessions of a user but `except`. */
  removeOfUser(userId: string, except?: string): Promise<void>
}

/** Counts tries under a key in a window that begins with the first. */
export interface AttemptStore {
  /** Adds one and answers how many there are in this window and when it ends. Atomic. */
  add(key: string, windowMs: number, now: Date): Promise<{ count: number; until: Date }>
  /** How many there are now; 0 when the window is over. */
  count(key: string, now: Date): Promise<number>
  clear(key: string): Promise<void>
}

// The browser's storage behind a guard: it may be blocked, full or cleared at any time, and the widget works on.

export interface Storage {
  get(key: string): string | undefined
  set(key: string, value: string): void
  remove(key: string): void
  /** Keys that begin with `prefix`, sorted. */
  keys(prefix: string): readonly string[]
  /** Another tab changed a key. Returns the way to end that. */
  onChange(listener: (key: string, value: string | undefined) => void): () => void
  /** False when nothing outlives this page. */
  readonly lasting: boolean
}

type Backing = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/** Reading `window.localStorage` itself throws where cookies are blocked. */
export function browserStorage(): Backing | undefined {
  try {
    const storage = window.localStorage
    storage.setItem('kefu:probe', '1')
    storage.removeItem('kefu:probe')
    return storage
  } catch {
    return undefined
  }
}

/** What cannot be written stays readable in memory for as long as the page lives. */
export function createStorage(backing: Backing | undefined, prefix: string): Storage {
  const memory = new Map<string, string>()
  const attempt = <T>(work: () => T, otherwise: T): T => {
    try {
      return work()
    } catch {
      return otherwise
    }
  }
  return {
    lasting: backing !== undefined,
    get: (key) => memory.get(key) ?? attempt(() => backing?.getItem(prefix + key), null) ?? undefined,
    set(key, value) {
      const written = attempt(() => {
        backing?.setItem(prefix + key, value)
        return backing !== undefined
      }, false)
      if (written) memory.delete(key)
      else memory.set(key, value)
    },
    remove(key) {
      memory.delete(key)
      attempt(() => backing?.removeItem(prefix + key), undefined)
    },
    keys(start) {
      const found = new Set([...memory.keys()].filter((key) => key.startsWith(start)))
      attempt(() => {
        for (let index = 0; index < (backing?.length ?? 0); index += 1) {
          const key = backing?.key(index)
          if (key?.startsWith(prefix + start)) found.add(key.slice(prefix.length))
        }
      }, undefined)
      return [...found].sort()
    },
    onChange(listener) {
      if (!backing || typeof window === 'undefined') return () => undefined
      const heard = (event: StorageEvent) => {
        if (event.key?.startsWith(prefix)) listener(event.key.slice(prefix.length), event.newValue ?? undefined)
      }
      window.addEventListener('storage', heard)
      return () => window.removeEventListener('storage', heard)
    },
  }
}

// Message ids. `crypto.randomUUID` is missing on pages that are not served over HTTPS; random bytes are not.

/** 128 random bits in base 36. */
export const randomId = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36).padStart(7, '0')).join('')

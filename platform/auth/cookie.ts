// The session cookie. Over HTTPS its name begins with `__Host-`, which lets no other path, sub-domain or plain-HTTP page set it.

export interface SessionCookie {
  readonly name: string
  read(cookieHeader: string | undefined): string | undefined
  /** A `Set-Cookie` value. */
  write(token: string, endsAt: Date): string
  /** A `Set-Cookie` value that removes it. */
  erase(): string
}

/** @param secure false on plain HTTP only: browsers would drop a `Secure` cookie there. */
export function sessionCookie(secure: boolean): SessionCookie {
  const name = secure ? '__Host-kefu-session' : 'kefu-session'
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  return {
    name,
    read: (header) =>
      header
        ?.split(';')
        .map((pair) => pair.trim())
        .find((pair) => pair.startsWith(`${name}=`))
        ?.slice(name.length + 1),
    write: (token, endsAt) => `${name}=${token}; Expires=${endsAt.toUTCString()}; ${attributes}`,
    erase: () => `${name}=; Max-Age=0; ${attributes}`,
  }
}

// Takes the port before anything else is started, so that a port in use is said at once and nothing has to be undone.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppError } from '../errors.js'

/**
 * @param port 0: one chosen by the system. @returns `http://host:port` as bound (an address of "all" is given as loopback).
 * @throws AppError `port-taken`; `config-invalid` for a host that is not this machine's or a port that needs more rights.
 */
export function bind(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      reject(bindFault(error, port, host))
    }
    server.once('error', fail)
    server.listen(port, host, () => {
      server.off('error', fail)
      const { port: bound } = server.address() as AddressInfo
      const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
      resolve(`http://${shown}:${String(bound)}`)
    })
  })
}

function bindFault(error: NodeJS.ErrnoException, port: number, host: string): AppError {
  if (error.code === 'EADDRINUSE') {
    return new AppError(
      'port-taken',
      `Port ${String(port)} is in use by another program; stop it or set PORT to another one.`,
      {
        details: { port },
        cause: error,
      },
    )
  }
  const reason =
    error.code === 'EACCES'
      ? `PORT: ${String(port)} may not be used by this account`
      : `HOST: ${host} is not an address of this machine`
  return new AppError('config-invalid', `Kefu cannot listen: ${reason}.`, { cause: error })
}

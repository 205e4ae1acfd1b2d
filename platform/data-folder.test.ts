import { mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  announceInstance,
  installationSecret,
  openDataFolder,
  runningInstance,
  withdrawInstance,
} from './data-folder.js'

const newFolder = () => mkdtempSync(join(tmpdir(), 'kefu-data-'))

describe('openDataFolder', () => {
  it('makes the folder for its owner alone', () => {
    const path = openDataFolder(join(newFolder(), 'a', 'b'))
    expect(statSync(path).mode & 0o777).toBe(0o700)
  })

  it('names the folder that cannot be written', () => {
    const file = join(newFolder(), 'file')
    writeFileSync(file, '')
    expect(() => openDataFolder(join(file, 'data'))).toThrow(
      expect.objectContaining({ code: 'data-folder-unwritable' }),
    )
  })
})

describe('installationSecret', () => {
  it('is made once, is long, and is readable by its owner alone', () => {
    const folder = newFolder()
    const secret = installationSecret(folder)
    expect(secret.length).toBeGreaterThanOrEqual(43)
    expect(installationSecret(folder)).toBe(secret)
    expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600)
  })
})

describe('runningInstance', () => {
  it('finds the server of a folder while its process lives', () => {
    const folder = newFolder()
    const instance = { pid: process.pid, url: 'http://127.0.0.1:3000', consoleToken: 'x' }
    announceInstance(folder, instance)
    expect(runningInstance(folder)).toEqual(instance)
    withdrawInstance(folder)
    expect(runningInstance(folder)).toBeUndefined()
  })

  it('does not believe a note left by a process that is gone', () => {
    const folder = newFolder()
    announceInstance(folder, { pid: 2 ** 22 + 1, url: 'http://127.0.0.1:3000', consoleToken: 'x' })
    expect(runningInstance(folder)).toBeUndefined()
  })
})

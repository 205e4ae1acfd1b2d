import { describe, expect, it } from 'vitest'
import { fixedClock } from '../../platform/clock.js'
import { maxFileBytes } from './limits.js'
import type { ScanFile } from './ports.js'
import { createMemoryFiles } from './testing/memory-core.js'
import { counting, withWebServer } from './testing/with-server.js'
import type { WebServerOptions } from './testing/web-server.js'

const { start, join } = withWebServer()

const letters = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0))
const png = new Uint8Array([0x89, ...letters('PNG'), 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
const text = (words: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(words)

/** A server that takes files, and a visitor of it who uploads. */
async function uploading(options: WebServerOptions & { scan?: ScanFile } = {}) {
  const { scan, ...rest } = options
  const store = createMemoryFiles()
  const server = await start({ ...rest, files: { store, ...(scan && { scan }) } })
  const visitor = await join()
  const upload = async (bytes: Uint8Array<ArrayBuffer>, name = 'a file', headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.url}/widget/files`, {
      method: 'POST',
      body: bytes,
      headers: {
        authorization: `Bearer ${visitor.standing.token ?? ''}`,
        'x-kefu-site': 'shop',
        'x-kefu-name': encodeURIComponent(name),
        ...headers,
      },
    })
    const body = (await response.json()) as { id: string; name: string; mime: string; size: number; url: string }
    return { status: response.status, headers: response.headers, body }
  }
  return { ...server, store, visitor, upload, get: (path: string) => fetch(server.url + path) }
}

describe('a file from a customer', () => {
  it.each([
    ['a picture', png, 'image/png'],
    ['a photograph', new Uint8Array([0xff, 0xd8, 0xff, 0xd9]), 'image/jpeg'],
    ['a PDF', text('%PDF-1.7 …'), 'application/pdf'],
    ['text in Chinese', text('订单 NL-10023'), 'text/plain'],
  ])('that is %s is stored and given back byte for byte', async (_what, bytes, mime) => {
    const { upload, get } = await uploading()
    const { status, body } = await upload(bytes, '破损.dat')
    expect([status, body]).toMatchObject([201, { name: '破损.dat', mime, size: bytes.length }])
    const given = await get(body.url)
    expect(new Uint8Array(await given.arrayBuffer())).toEqual(bytes)
    expect(given.headers.get('content-type')).toMatch(mime)
  })

  it.each([
    ['a program that calls itself a picture', new Uint8Array([0x4d, 0x5a, 0, 1]), /Only pictures/],
    ['nothing', new Uint8Array(), /1 to 10000000 bytes/],
    ['one byte more than allowed', new Uint8Array(maxFileBytes + 1).fill(0x61), /too large/],
  ])('that is %s is refused with the reason', async (_what, bytes, reason) => {
    const { upload } = await uploading()
    const { status, body } = await upload(bytes, 'photo.png')
    expect(status).toBe(400)
    expect(body).toMatchObject({ error: { code: 'input-invalid', message: expect.stringMatching(reason) as string } })
  })

  it('is taken at the largest size there may be', async () => {
    const { upload } = await uploading()
    expect(await upload(new Uint8Array(maxFileBytes).fill(0x61))).toMatchObject({ status: 201 })
  })

  it('is stored only when the scanner finds nothing, which says why to the log alone', async () => {
    const scanned: string[] = []
    const scan: ScanFile = async (file, bytes) => {
      scanned.push(`${file.name} ${String(bytes.length)}`)
      return bytes.length > 3 ? { kind: 'refused', reason: 'Eicar-Signature' } : { kind: 'clean' }
    }
    const { upload, store, get } = await uploading({ scan })
    const stored: string[] = []
    const { put } = store
    store.put = (file, bytes) => {
      stored.push(file.name)
      return put(file, bytes)
    }
    const bad = await upload(text('X5O!P%'), 'bad.txt')
    expect(bad).toMatchObject({ status: 403, body: { error: { code: 'not-allowed', details: { field: 'file' } } } })
    expect(JSON.stringify(bad.body)).not.toContain('Eicar')
    const good = await upload(text('hey'), 'good.txt')
    expect([good.status, (await get(good.body.url)).status]).toEqual([201, 200])
    expect(scanned).toEqual(['bad.txt 6', 'good.txt 3'])
    expect(stored).toEqual(['good.txt'])
  })

  it('loses where and with what a photograph was taken', async () => {
    const segment = (marker: number, words: string) => [0xff, marker, 0, words.length + 2, ...letters(words)]
    const drawn = segment(0xe0, 'JFIF')
    const rest = [0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9]
    const photo = new Uint8Array([
      0xff,
      0xd8,
      ...drawn,
      ...segment(0xe1, 'Exif GPS 31.2 N'),
      ...segment(0xfe, 'me'),
      ...rest,
    ])
    const { upload, get } = await uploading()
    const { body } = await upload(photo)
    const given = new Uint8Array(await (await get(body.url)).arrayBuffer())
    expect([...given]).toEqual([0xff, 0xd8, ...drawn, ...rest])
  })

  it('has a name to show and never a path', async () => {
    const { upload } = await uploading()
    expect((await upload(png, '../../etc/\u0007passwd')).body.name).toBe('.._.._etc_passwd')
    expect((await upload(png, `${'x'.repeat(300)}.png`)).body.name).toMatch(/^x{60}….*\.png$/)
  })

  it('runs nowhere, whatever its bytes are', async () => {
    const { upload, get } = await uploading()
    const { body } = await upload(text('<script>alert(1)</script>'), 'page.html')
    const { headers } = await get(body.url)
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''page\.html$/)
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('is fetched by its own signed link, for an hour or two', async () => {
    const clock = fixedClock(new Date())
    const { upload, get } = await uploading({ clock })
    const [one, two] = [(await upload(png)).body, (await upload(png)).body]
    expect((await get(one.url.replace(one.id, two.id))).status).toBe(401)
    expect((await get(one.url.replace(/.\/a%20file/, '_/a%20file'))).status).toBe(401)
    clock.advance(2 * 3_600_000)
    expect((await get(one.url)).status).toBe(401)
  })

  it('comes from somebody whom the server knows, on a page that may use the site', async () => {
    const { upload } = await uploading()
    expect(await upload(png, 'a', { authorization: 'Bearer forged' })).toMatchObject({ status: 401 })
    expect(await upload(png, 'a', { origin: 'https://evil.example' })).toMatchObject({ status: 403 })
    const allowed = await upload(png, 'a', { origin: 'https://shop.example' })
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([201, 'https://shop.example'])
  })

  it('is one of so many a minute', async () => {
    const { counted, metrics } = counting()
    const { upload } = await uploading({ metrics, rates: { uploadsPerVisitor: { points: 2, seconds: 60 } } })
    const statuses = []
    for (let index = 0; index < 3; index += 1) statuses.push((await upload(png)).status)
    expect(statuses).toEqual([201, 201, 429])
    expect(counted.filter((line) => line === 'uploads web image/png')).toHaveLength(2)
  })
})

describe('an installation without a place for files', () => {
  it('refuses them', async () => {
    const { url } = await start()
    const visitor = await join()
    const response = await fetch(`${url}/widget/files`, {
      method: 'POST',
      body: png,
      headers: {
        authorization: `Bearer ${visitor.standing.token ?? ''}`,
        'x-kefu-site': 'shop',
        'x-kefu-name': 'a',
      },
    })
    expect(response.status).toBe(403)
    const config = (await (await fetch(`${url}/widget/config?site=shop`)).json()) as { files: unknown }
    expect(config.files).toBe(false)
  })
})

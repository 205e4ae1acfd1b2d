// Bull Board over a real Redis: who gets in, what it shows, and that it changes nothing.
import { expect, it } from 'vitest'
import { queueBoardPath } from '../../admin-ui/api/queue-board.js'
import { roles } from '../../platform/auth/roles.js'
import { withQueueBoard } from '../support/queue-board.js'
import { describeWith } from '../support/skip.js'

describeWith(['redis-server'], 'Bull Board', () => {
  const { driver, server } = withQueueBoard()

  const get = (path: string, cookie: string | undefined, accept: string, method = 'GET') =>
    fetch(`${server().url}${queueBoardPath}${path}`, {
      method,
      redirect: 'manual',
      headers: { accept, ...(cookie !== undefined && { cookie }) },
    })
  const codeOf = async (response: Response) => ((await response.json()) as { error: { code: string } }).error.code

  it('leads a browser that is not signed in to the sign-in, and refuses a program', async () => {
    const page = await get('', undefined, 'text/html')
    expect([page.status, page.headers.get('location')]).toEqual([302, '/admin/sign-in'])
    for (const path of ['/api/queues', '/static/js/anything.js']) {
      const answer = await get(path, undefined, '*/*')
      expect([answer.status, await codeOf(answer)]).toEqual([401, 'token-missing'])
    }
  })

  it.each(roles)('decides about the role %s', async (role) => {
    const answer = await get('/api/queues', await server().signedIn(role), 'application/json')
    if (role === 'owner' || role === 'admin') expect(answer.status).toBe(200)
    else expect([answer.status, await codeOf(answer)]).toEqual([403, 'not-allowed'])
  })

  it('lets nobody in with a one-time password that is not changed yet', async () => {
    const cookie = await server().signedIn('owner', { mustChangePassword: true })
    expect(await codeOf(await get('', cookie, 'text/html'))).toBe('password-change-needed')
  })

  it('shows the queue with what waits in it, and the app says where it is', async () => {
    const cookie = await server().signedIn('owner')
    await driver().queue.add({ name: 'turn', lane: 'cnv_1' })
    const page = await get('', cookie, 'text/html')
    expect(await page.text()).toContain('<div id="root">')
    const { queues } = (await (await get('/api/queues', cookie, 'application/json')).json()) as { queues: unknown[] }
    expect(queues).toMatchObject([{ name: 'dispatch', counts: { waiting: 1 }, readOnlyMode: true }])
    expect((await server().call('GET', '/session', { cookie })).body).toMatchObject({ queueBoard: true })
  })

  it('only shows', async () => {
    const cookie = await server().signedIn('owner')
    for (const action of ['pause', 'clean/wait', 'empty'])
      expect((await get(`/api/queues/dispatch/${action}`, cookie, 'application/json', 'PUT')).status).toBe(405)
    expect(await driver().queue.isPaused()).toBe(false)
    expect(await driver().queue.getWaitingCount()).toBe(1)
  })
})

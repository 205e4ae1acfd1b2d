// Bull's own view of its queue (https://github.com/felixmosh/bull-board), behind the sign-in. It shows and changes nothing: what Redis
// carries are hints, the jobs themselves are in the database.
import { createBullBoard } from '@bull-board/api'
import { BullAdapter } from '@bull-board/api/bullAdapter'
import { ExpressAdapter } from '@bull-board/express'
import type { Queue } from 'bull'
import { Router, type Express } from 'express'
import { AppError } from '../../platform/errors.js'
import { admit, type ServeDeps } from './serve.js'
import { boardHeaders } from './static.js'

export const queueBoardPath = '/admin/queue'

/** Its page asks another company for fonts, which the browser is told to refuse anyway. */
const outsideFonts = /<link[^>]+https:[^>]+>/

const needsSignIn = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'token-missing' || error.code === 'token-expired')

/** Mount at `/`, before the pages of the app. A browser without a session is led to the sign-in, a program is refused. */
export function queueBoard(queue: Queue, guards: ServeDeps): Router {
  const adapter = new ExpressAdapter()
  adapter.setBasePath(queueBoardPath)
  createBullBoard({
    queues: [new BullAdapter(queue, { readOnlyMode: true })],
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Kefu', hideRedisDetails: true } },
  })
  const board = adapter.getRouter() as Express
  board.disable('x-powered-by')
  const render = board.render.bind(board)
  Object.assign(board, {
    render: (name: string, params: object, done: (error: Error | null, page?: string) => void) =>
      render(name, params, (error: Error | null, page?: string) => done(error, page?.replace(outsideFonts, ''))),
  })

  const router = Router()
  router.use(queueBoardPath, boardHeaders, async (request, response, next) => {
    try {
      await admit('jobs.read', request, response, guards)
    } catch (error) {
      if (!needsSignIn(error) || request.accepts(['json', 'html']) !== 'html') throw error
      response.redirect('/admin/sign-in')
      return
    }
    response.set('Cache-Control', 'no-store')
    next()
  })
  router.use(queueBoardPath, board)
  return router
}

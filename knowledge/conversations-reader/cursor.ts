// Cursors of lists that are ordered by a time and an id: opaque outside, and refused in another list than their own.
import { z } from 'zod'
import { AppError } from '../../platform/errors.js'

const cursorSchema = z.tuple([z.string(), z.number(), z.string()])

export const writeCursor = (list: string, at: Date, id: string): string =>
  Buffer.from(JSON.stringify([list, at.getTime(), id])).toString('base64url')

/** Rejects with `input-invalid` when it was not made by `writeCursor` for the same list. */
export function readCursor(list: string, cursor: string): { at: Date; id: string } {
  try {
    const [made, at, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
    if (made === list) return { at: new Date(at), id }
  } catch {
    // Falls through: not a cursor of ours.
  }
  throw new AppError('input-invalid', 'cursor: is not one of this list', {
    details: { field: 'cursor', reason: 'unknown' },
  })
}

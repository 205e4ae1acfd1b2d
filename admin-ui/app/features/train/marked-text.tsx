// A text with its marked values drawn in it, each with the name of what it is.
import type { MarkView } from '../../../api/train/contract.js'
import { piecesOf } from './mark-places.js'
import classes from './train.module.css'

export const markName = ({ entity, role }: MarkView): string => (role === undefined ? entity : `${entity} · ${role}`)

export function MarkedText({ text, marks }: { text: string; marks: readonly MarkView[] }) {
  return piecesOf(text, marks).map(({ text: piece, mark }, place) =>
    mark === undefined ? (
      piece
    ) : (
      <mark key={place} className={classes['mark']}>
        {piece}
        <small>{markName(mark)}</small>
      </mark>
    ),
  )
}

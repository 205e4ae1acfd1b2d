// The head of a table: one cell for each column.
import { Table, VisuallyHidden } from '@mantine/core'

export interface Head {
  text: string
  /** Above numbers. */
  right?: boolean
  nowrap?: boolean
  /** Said to who cannot see it, and not shown. */
  hidden?: boolean
  /** Least width, px. */
  miw?: number
}

/** @param props.heads in the order of the columns; a text alone is a plain head */
export function HeadRow({ heads }: { heads: readonly (string | Head)[] }) {
  return (
    <Table.Thead>
      <Table.Tr>
        {heads.map((head) => {
          const { text, right, nowrap, hidden, miw } = typeof head === 'string' ? { text: head } : head
          return (
            <Table.Th
              key={text}
              {...(right && { ta: 'right' })}
              {...(nowrap && { style: { whiteSpace: 'nowrap' } })}
              {...(miw !== undefined && { miw })}
            >
              {hidden ? <VisuallyHidden>{text}</VisuallyHidden> : text}
            </Table.Th>
          )
        })}
      </Table.Tr>
    </Table.Thead>
  )
}

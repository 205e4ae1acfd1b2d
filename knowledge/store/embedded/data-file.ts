// Whether a file can be LMDB's at all. It maps files into memory, where a page past the end of a cut file kills the process: so it is looked at first.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const magic = 0xbeefc0de
/** Positions inside a meta page of LMDB's data format 2, as its `MDB_meta` has them. */
const at = { magic: 24, pageSize: 48, freeRoot: 88, mainRoot: 136, transaction: 152 }
const metaLength = 160
const noPage = 2n ** 64n - 1n

/** What is wrong with the head of a data file; undefined when nothing is, or when the file is not there. */
export function headFault(file: string): string | undefined {
  let handle: number
  try {
    handle = openSync(file, 'r')
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : (thrown as Error).message
  }
  try {
    const { size } = fstatSync(handle)
    return size === 0 ? undefined : faultOf(handle, size)
  } finally {
    closeSync(handle)
  }
}

function readMeta(handle: number, position: number): Buffer | undefined {
  const meta = Buffer.alloc(metaLength)
  const read = readSync(handle, meta, 0, metaLength, position)
  return read === metaLength && meta.readUInt32LE(at.magic) === magic ? meta : undefined
}

/** There are two meta pages; the one of the later transaction counts. */
function faultOf(handle: number, size: number): string | undefined {
  const first = readMeta(handle, 0)
  if (!first) return 'it is no data file of this database'
  const pageSize = first.readUInt32LE(at.pageSize)
  const second = readMeta(handle, pageSize)
  if (!second) return 'its second page is missing or damaged'
  const newest = second.readBigUInt64LE(at.transaction) > first.readBigUInt64LE(at.transaction) ? second : first
  const pages = BigInt(Math.floor(size / pageSize))
  const roots = [newest.readBigUInt64LE(at.freeRoot), newest.readBigUInt64LE(at.mainRoot)]
  return roots.every((root) => root === noPage || root < pages) ? undefined : 'it was cut off'
}

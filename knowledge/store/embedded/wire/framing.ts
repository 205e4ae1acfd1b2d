// Bytes of a connection to whole messages: MongoDB wire protocol, "Standard Message Header".

const headerLength = 16

/** Takes chunks as they come and gives whole messages; throws on a length that no message can have. */
export class Framer {
  private chunks: Buffer[] = []
  private length = 0
  private wanted = headerLength

  constructor(private readonly longest: number) {}

  push(chunk: Buffer): readonly Buffer[] {
    // Most of the time a chunk is one message.
    const { length } = chunk
    const whole = length >= headerLength && length <= this.longest && chunk.readInt32LE(0) === length
    if (this.length === 0 && whole) return [chunk]
    return [...this.split(chunk)]
  }

  private *split(chunk: Buffer): Generator<Buffer> {
    this.chunks.push(chunk)
    this.length += chunk.length
    while (this.length >= this.wanted) {
      const [only] = this.chunks
      const all = this.chunks.length === 1 && only ? only : Buffer.concat(this.chunks, this.length)
      const size = all.readInt32LE(0)
      if (size < headerLength || size > this.longest) throw new RangeError(`a message of ${size} bytes`)
      this.chunks = [all]
      if (all.length < size) {
        this.wanted = size
        return
      }
      const rest = all.subarray(size)
      this.chunks = rest.length > 0 ? [rest] : []
      this.length = rest.length
      this.wanted = headerLength
      yield all.subarray(0, size)
    }
  }
}

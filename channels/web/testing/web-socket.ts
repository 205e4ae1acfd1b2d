// A browser's WebSocket for tests: a failure to connect is told by `close` alone, where the package would throw it at the process.
import { WebSocket } from 'ws'

export class TestWebSocket extends WebSocket {
  constructor(url: string) {
    super(url)
    this.on('error', () => undefined)
  }
}

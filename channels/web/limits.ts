// Sizes and times that the server and the widget must agree on. Browser-safe, no dependencies.

/** UTF-16 code units of one message. */
export const maxTextLength = 10_000

/** Messages in one answer to `sync`. */
export const pageSize = 50

/** A frame above this many bytes ends the connection. */
export const maxFrameBytes = 1_000_000

/** "Is typing" is taken back after so long without a word. */
export const typingTimeoutMs = 10_000

/** Bytes of one file, files of one message. */
export const maxFileBytes = 10_000_000
export const maxFiles = 5

/** Where the socket server listens. */
export const socketPath = '/widget/socket'

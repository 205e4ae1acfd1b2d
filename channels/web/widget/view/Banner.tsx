// One line about the connection, only when there is something to say.
import { useChat, useStrings } from '../context.js'
import { AlertIcon, CloudIcon } from './icons.js'

export function Banner() {
  const strings = useStrings()
  const { connection, refused } = useChat()
  if (refused !== undefined)
    return (
      <div class="banner problem" role="alert">
        <AlertIcon size={16} /> {strings.refused}
      </div>
    )
  if (connection === 'offline')
    return (
      <div class="banner" role="status">
        <CloudIcon size={16} /> {strings.offline}
      </div>
    )
  return null
}

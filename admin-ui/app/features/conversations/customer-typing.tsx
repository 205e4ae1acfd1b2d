// Below the transcript while the customer is typing.
import { Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from '../../lib/i18n/index.js'
import { useTyping } from '../../lib/live.js'
import classes from './conversation-pane.module.css'

/** @param newest what the customer said last: they have stopped typing then */
export function CustomerTyping({ id, newest }: { id: string; newest: string | undefined }) {
  const { t } = useTranslation()
  const [until, setUntil] = useState(0)
  useTyping(id, (ms) => setUntil(Date.now() + ms))
  useEffect(() => setUntil(0), [newest])
  useEffect(() => {
    if (until === 0) return
    const timer = setTimeout(() => setUntil(0), until - Date.now())
    return () => clearTimeout(timer)
  }, [until])
  if (until === 0) return null
  return (
    <Text component="div" size="xs" c="dimmed" className={classes['system'] ?? ''}>
      {t('transcript.typing')}
    </Text>
  )
}

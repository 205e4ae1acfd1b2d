// What the customer said of how the conversation was resolved, among what was said in it.
import { Text } from '@mantine/core'
import type { RatingView } from '../../../api/conversations/views.js'
import { Stars } from '../../components/stars.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import classes from './conversation-pane.module.css'

export function RatingEntry({ rating }: { rating: RatingView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { score, comment, by, at } = rating
  return (
    <div className={classes['system']}>
      <Stars score={score} /> {by === undefined ? t('rating.of.bot') : t('rating.of.person', { name: by.name })} ·{' '}
      {format.when(at)}
      {comment !== undefined && (
        <Text size="sm" c="var(--mantine-color-text)" mt={4} style={{ whiteSpace: 'pre-wrap' }}>
          {comment}
        </Text>
      )}
    </div>
  )
}

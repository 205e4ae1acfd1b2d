// How many stars somebody gave, for the eye; who hears the page is told the number.
import { IconStar, IconStarFilled } from '@tabler/icons-react'
import { useTranslation } from '../lib/i18n/index.js'

export function Stars({ score, size = 14 }: { score: number; size?: number }) {
  const { t } = useTranslation()
  return (
    <span
      role="img"
      aria-label={t('rating.stars', { score })}
      style={{ display: 'inline-flex', verticalAlign: '-2px' }}
    >
      {[1, 2, 3, 4, 5].map((star) =>
        star <= score ? <IconStarFilled key={star} size={size} /> : <IconStar key={star} size={size} stroke={1.5} />,
      )}
    </span>
  )
}

// An address that leads nowhere.
import { IconMapQuestion } from '@tabler/icons-react'
import { useTranslation } from '../lib/i18n/index.js'
import { AnchorLink } from './links.js'
import { Empty } from './states.js'

export function NotFound() {
  const { t } = useTranslation()
  return (
    <main>
      <Empty icon={<IconMapQuestion size={24} stroke={1.5} />} title={t('state.not-found')}>
        <AnchorLink to="/">{t('nav.home')}</AnchorLink>
      </Empty>
    </main>
  )
}

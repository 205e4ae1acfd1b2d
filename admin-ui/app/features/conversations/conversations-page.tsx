// Conversations: the list at the side, the one that is open beside it. On a small screen one of the two at a time.
import { Box } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { IconMessages } from '@tabler/icons-react'
import { Outlet, useParams } from '@tanstack/react-router'
import { Empty } from '../../components/states.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { useLive } from '../../lib/live.js'
import { ConversationList } from './conversation-list.js'
import classes from './conversations.module.css'

export function ConversationsPage() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false })
  useDocumentTitle(`${t('nav.conversations')} · Kefu`)
  useLive('conversations')
  return (
    <Box className={classes['page'] ?? ''} data-open={id !== undefined}>
      <section className={classes['list']} aria-label={t('conversations.list')}>
        <ConversationList open={id} />
      </section>
      <section className={classes['pane']} aria-label={t('conversation.label')}>
        {id === undefined ? (
          <div className={classes['choose']}>
            <Empty icon={<IconMessages size={24} stroke={1.5} />} title={t('conversations.choose')}>
              {t('conversations.choose.about')}
            </Empty>
          </div>
        ) : (
          <Outlet />
        )}
      </section>
    </Box>
  )
}

// What would be put forward to a person who did not ask, or why nothing is.
import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { recommendationsContract } from '../../../api/recommendations/contract.js'
import { Section } from '../../components/section.js'
import { Loaded } from '../../components/states.js'
import { read } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'

export function Recommended({ id }: { id: string }) {
  const { t, language } = useTranslation()
  const recommended = useQuery(read(recommendationsContract.customer, { params: { id }, query: { limit: 5 } }))
  return (
    <Section title={t('customer.recommendations')}>
      <Loaded query={recommended}>
        {({ heldBack, items }) => (
          <Stack gap="xs">
            {heldBack !== null && <Text size="sm">{t(`customers.held-back.${heldBack}`)}</Text>}
            {heldBack === null && items.length === 0 && (
              <Text size="sm" c="dimmed">
                {t('customer.recommendations.none')}
              </Text>
            )}
            {items.map(({ productId, title, reason, model }) => (
              <div key={productId}>
                <Text size="sm" fw={550}>
                  {title[language]}
                </Text>
                <Text size="xs" c="dimmed">
                  {reason[language]} · {t('customer.recommended-by', { model })}
                </Text>
              </div>
            ))}
          </Stack>
        )}
      </Loaded>
    </Section>
  )
}

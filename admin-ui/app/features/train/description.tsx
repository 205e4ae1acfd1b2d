// What an intent is about, in both languages: shown to colleagues, and to the model while it has few utterances.
import { Button, Group, SimpleGrid, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { trainContract, type IntentView } from '../../../api/train/contract.js'
import { call } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { useIntentChange } from './use-intent-change.js'

export function Description({ intent }: { intent: IntentView }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<{ en: string; zh: string }>()
  const shown = typed ?? intent.description
  const save = useIntentChange((description: { en: string; zh: string }) =>
    call(trainContract.changeIntent, { params: { name: intent.name }, body: { version: intent.version, description } }),
  )
  const dirty = shown.en !== intent.description.en || shown.zh !== intent.description.zh
  return (
    <section aria-labelledby="description" className="surface" style={{ padding: 16 }}>
      <Title order={2} size="h5" mb="sm" id="description">
        {t('intent.description')}
      </Title>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {(['en', 'zh'] as const).map((locale) => (
          <TextInput
            key={locale}
            label={t(`language.${locale}`)}
            maxLength={300}
            value={shown[locale]}
            onChange={(event) => setTyped({ ...shown, [locale]: event.currentTarget.value })}
          />
        ))}
      </SimpleGrid>
      {dirty && (
        <Group mt="sm" justify="flex-end">
          <Button variant="default" size="xs" onClick={() => setTyped(undefined)}>
            {t('form.cancel')}
          </Button>
          <Button
            size="xs"
            loading={save.isPending}
            onClick={() => save.mutate(shown, { onSuccess: () => setTyped(undefined) })}
          >
            {t('form.save')}
          </Button>
        </Group>
      )}
    </section>
  )
}

// A new intent: its name and what it is about; utterances and answers follow on its own page.
import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { intentName, trainContract } from '../../../api/train/contract.js'
import { ApiError, call } from '../../lib/api.js'
import { errorText } from '../../lib/error-text.js'
import { useTranslation } from '../../lib/i18n/index.js'

export interface IntentNames {
  name: string
  en: string
  zh: string
}

export function NewIntentModal({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const add = useMutation({
    mutationFn: ({ name, en, zh }: IntentNames) =>
      call(trainContract.addIntent, { body: { name, description: { en, zh } } }),
    onSuccess: ({ intent }) => {
      void client.invalidateQueries({ queryKey: ['intents'] })
      onClose()
      void navigate({ to: '/train/intents/$name', params: { name: intent.name } })
    },
  })
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('train.new-intent')}
      closeButtonProps={{ 'aria-label': t('form.close') }}
    >
      <IntentNameForm
        pending={add.isPending}
        error={add.error}
        onSubmit={(values) => add.mutate(values)}
        onCancel={onClose}
      />
    </Modal>
  )
}

/** Also used where an intent is made of misses. */
export function IntentNameForm(props: {
  pending: boolean
  error: Error | null
  onSubmit: (values: IntentNames) => void
  onCancel: () => void
}) {
  const { pending, error, onSubmit, onCancel } = props
  const { t } = useTranslation()
  const form = useForm<IntentNames>({
    initialValues: { name: '', en: '', zh: '' },
    transformValues: (values) => ({ ...values, name: values.name.trim() }),
    validate: { name: (value) => (intentName.safeParse(value.trim()).success ? null : t('intent.name.rule')) },
  })
  const taken = error instanceof ApiError && error.details['field'] === 'name'
  return (
    <form onSubmit={form.onSubmit(onSubmit)} noValidate>
      <Stack>
        {error !== null && (
          <Alert color="red" variant="default" role="alert">
            {taken ? t('intent.name.taken') : errorText(t, error)}
          </Alert>
        )}
        <TextInput
          label={t('intent.name')}
          description={t('intent.name.about')}
          placeholder="gift-wrapping"
          data-autofocus
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <TextInput label={t('intent.description.en')} autoComplete="off" {...form.getInputProps('en')} />
        <TextInput label={t('intent.description.zh')} autoComplete="off" {...form.getInputProps('zh')} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('form.cancel')}
          </Button>
          <Button type="submit" loading={pending}>
            {t('train.add-intent')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

// Changing one's own password; the first thing to do with a one-time password.
import { Alert, Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDocumentTitle } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { sessionContract } from '../../../api/session/contract.js'
import { ApiError, call } from '../../lib/api.js'
import { errorText } from '../../lib/error-text.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone } from '../../lib/notify.js'
import { rememberSession, useSession } from '../../lib/session.js'

const shortest = 10

export function PasswordPage() {
  const { t } = useTranslation()
  const { user } = useSession()
  useDocumentTitle(`${t('password.title')} · Kefu`)
  return (
    <Center p="md" mih="80dvh">
      <Paper className="surface" p="xl" w="100%" maw={440}>
        <Stack gap="xs" mb="lg">
          <Title order={1} size="h3">
            {t(user.mustChangePassword ? 'password.first-title' : 'password.title')}
          </Title>
          <Text c="dimmed" size="sm">
            {t(user.mustChangePassword ? 'password.first-about' : 'password.about')}
          </Text>
        </Stack>
        <PasswordForm />
      </Paper>
    </Center>
  )
}

function PasswordForm() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { user } = useSession()
  const form = useForm({
    initialValues: { current: '', next: '', again: '' },
    validate: {
      current: (value) => (value === '' ? t('form.required') : null),
      next: (value) => ([...value].length < shortest ? t('error.password-weak.too-short') : null),
      again: (value, { next }) => (value === next ? null : t('password.differs')),
    },
  })
  const change = useMutation({
    mutationFn: ({ current, next }: typeof form.values) =>
      call(sessionContract.changePassword, { body: { current, next } }),
    onSuccess: (session) => {
      rememberSession(session)
      notifyDone(t('password.done'))
      void navigate({ to: '/' })
    },
    onError: (error) => {
      const field = error instanceof ApiError ? error.details['field'] : undefined
      if (field === 'current') form.setFieldError('current', t('password.wrong'))
      else if (field === 'next') form.setFieldError('next', errorText(t, error))
    },
  })
  const shown = change.error !== null && !('current' in form.errors) && !('next' in form.errors)
  return (
    <form onSubmit={form.onSubmit((values) => change.mutate(values))} noValidate>
      <Stack>
        {shown && (
          <Alert color="red" variant="default" role="alert">
            {errorText(t, change.error)}
          </Alert>
        )}
        <input type="text" name="username" autoComplete="username" value={user.login} readOnly hidden />
        <PasswordInput
          label={t(user.mustChangePassword ? 'password.one-time' : 'password.current')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('sign-in.show-password') }}
          {...form.getInputProps('current')}
        />
        <PasswordInput
          label={t('password.next')}
          description={t('password.rule', { n: shortest })}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('sign-in.show-password') }}
          {...form.getInputProps('next')}
        />
        <PasswordInput
          label={t('password.again')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('sign-in.show-password') }}
          {...form.getInputProps('again')}
        />
        <Button type="submit" loading={change.isPending} mt="xs">
          {t('password.submit')}
        </Button>
      </Stack>
    </form>
  )
}

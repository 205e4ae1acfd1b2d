// Signing in. Says how many tries are left before the lock, and how long the lock holds.
import { Alert, Button, Center, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDocumentTitle } from '@mantine/hooks'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { sessionContract, signInForm } from '../../../api/session/contract.js'
import { Choices } from '../../components/account.js'
import { ApiError, call } from '../../lib/api.js'
import { errorText } from '../../lib/error-text.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone } from '../../lib/notify.js'
import { rememberSession } from '../../lib/session.js'

export function SignInPage() {
  const { t } = useTranslation()
  useDocumentTitle(`${t('sign-in.title')} · Kefu`)
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={380} gap="lg">
        <Stack gap="xs" align="center">
          <img src="/admin/icon.svg" width={52} height={52} alt="" />
          <Title order={1} size="h2" ta="center">
            {t('sign-in.title')}
          </Title>
          <Text c="dimmed" ta="center">
            {t('sign-in.about')}
          </Text>
        </Stack>
        <Paper className="surface" p="xl">
          <SignInForm />
        </Paper>
        <Group justify="center">
          <Choices />
        </Group>
      </Stack>
    </Center>
  )
}

function SignInForm() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { history } = useRouter()
  const { next } = useSearch({ from: '/sign-in' })
  const form = useForm({
    initialValues: { login: '', password: '' },
    validate: (values) => {
      const wrong = signInForm.safeParse(values).error?.issues.map(({ path }) => [path[0], t('form.required')]) ?? []
      return Object.fromEntries(wrong) as Record<string, string>
    },
  })
  const signIn = useMutation({
    mutationFn: (body: { login: string; password: string }) => call(sessionContract.signIn, { body }),
    onSuccess: (session) => {
      rememberSession(session)
      if (session.failedBefore > 0) notifyDone(t('sign-in.failed-before', { n: session.failedBefore }))
      if (next === undefined) void navigate({ to: '/' })
      else history.push(next)
    },
  })
  return (
    <form onSubmit={form.onSubmit((values) => signIn.mutate(values))} noValidate>
      <Stack>
        {signIn.error !== null && <Refusal error={signIn.error} />}
        <TextInput
          label={t('sign-in.login')}
          autoComplete="username"
          autoCapitalize="none"
          autoFocus
          {...form.getInputProps('login')}
        />
        <PasswordInput
          label={t('sign-in.password')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('sign-in.show-password') }}
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={signIn.isPending} fullWidth mt="xs">
          {t('sign-in.submit')}
        </Button>
      </Stack>
    </form>
  )
}

function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation()
  const left = error instanceof ApiError ? error.details['triesLeft'] : undefined
  return (
    <Alert color="red" variant="default" role="alert" icon={<IconAlertTriangle size={20} />}>
      {errorText(t, error)}
      {typeof left === 'number' && left <= 3 && ` ${t('sign-in.tries-left', { n: left })}`}
    </Alert>
  )
}

// Who works here: adding people, their roles, shutting somebody out, a new password for who forgot theirs.
import { ActionIcon, Button, Group, Menu, Modal, Select, Stack, Table, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { IconDots, IconKey, IconUserOff, IconUserPlus, IconUserCheck } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { roles, type Role } from '../../../../platform/auth/roles.js'
import { newUserForm, usersContract, type UserView } from '../../../api/users/contract.js'
import { Chip } from '../../components/chip.js'
import { HeadRow } from '../../components/head-row.js'
import { Page } from '../../components/page.js'
import { ShownOnce } from '../../components/shown-once.js'
import { Failed, Loaded } from '../../components/states.js'
import { Wide } from '../../components/wide.js'
import { call, read } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone, notifyError } from '../../lib/notify.js'
import { useMay, useSession } from '../../lib/session.js'

interface Handed {
  user: UserView
  oneTimePassword: string
}

export function TeamPage() {
  const { t } = useTranslation()
  const may = useMay()
  const [adding, { open, close }] = useDisclosure(false)
  const [handed, hand] = useState<Handed>()
  const users = useQuery(read(usersContract.list, { query: { limit: 200 } }))
  const actions = may('users.manage') && (
    <Button leftSection={<IconUserPlus size={16} />} onClick={open}>
      {t('team.add')}
    </Button>
  )
  return (
    <Page title={t('nav.team')} about={t('team.about')} actions={actions}>
      <Loaded query={users}>
        {({ items }) => (
          <Wide label={t('nav.team')}>
            <Table verticalSpacing="sm" horizontalSpacing="md" miw={640}>
              <HeadRow
                heads={[t('team.name'), t('team.role'), t('team.last'), { text: t('versions.actions'), hidden: true }]}
              />
              <Table.Tbody>
                {items.map((user) => (
                  <UserRow key={user.id} user={user} onHanded={hand} />
                ))}
              </Table.Tbody>
            </Table>
          </Wide>
        )}
      </Loaded>
      <Modal opened={adding} onClose={close} title={t('team.add')} closeButtonProps={{ 'aria-label': t('form.close') }}>
        <AddForm
          onAdded={(added) => {
            close()
            hand(added)
          }}
        />
      </Modal>
      <Modal
        opened={handed !== undefined}
        onClose={() => hand(undefined)}
        title={t('team.password')}
        closeButtonProps={{ 'aria-label': t('form.close') }}
      >
        {handed !== undefined && (
          <ShownOnce
            about={t('team.password.about', { name: handed.user.name, login: handed.user.login })}
            secret={handed.oneTimePassword}
            testId="one-time-password"
          />
        )}
      </Modal>
    </Page>
  )
}

function useChanged() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: ['users'] })
}

function UserRow({ user, onHanded }: { user: UserView; onHanded: (handed: Handed) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const me = useSession().user
  const may = useMay()
  const changed = useChanged()
  const change = useMutation({
    mutationFn: (body: { role?: Role; disabled?: boolean }) =>
      call(usersContract.change, { params: { id: user.id }, body: { version: user.version, ...body } }),
    onSuccess: () => notifyDone(t('team.changed')),
    onError: (error) => notifyError(t, error),
    onSettled: changed,
  })
  const reset = useMutation({
    mutationFn: () => call(usersContract.resetPassword, { params: { id: user.id }, body: { version: user.version } }),
    onSuccess: onHanded,
    onError: (error) => notifyError(t, error),
    onSettled: changed,
  })
  const mine = user.id === me.id
  const locked = mine || (user.role === 'owner' && !may('owners.manage'))
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="xs">
          <Text fw={600}>{user.name}</Text>
          {mine && <Chip tone="info">{t('team.you')}</Chip>}
          {user.disabled && <Chip tone="bad">{t('team.disabled')}</Chip>}
        </Group>
        <Text size="sm" c="dimmed">
          {user.login}
        </Text>
      </Table.Td>
      <Table.Td>
        {locked ? (
          <Chip>{t(`role.${user.role}`)}</Chip>
        ) : (
          <Select
            size="xs"
            w={150}
            aria-label={t('team.role.of', { name: user.name })}
            value={user.role}
            disabled={change.isPending}
            allowDeselect={false}
            onChange={(value) => {
              const role = roles.find((name) => name === value)
              if (role !== undefined && role !== user.role) change.mutate({ role })
            }}
            data={offered(may('owners.manage') || user.role === 'owner').map((role) => ({
              value: role,
              label: t(`role.${role}`),
            }))}
          />
        )}
      </Table.Td>
      <Table.Td>
        <Text size="sm" c="dimmed">
          {user.lastSignInAt === undefined ? t('team.never') : format.ago(user.lastSignInAt)}
        </Text>
      </Table.Td>
      <Table.Td>
        {!locked && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={t('team.more', { name: user.name })}>
                <IconDots size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconKey size={16} />} onClick={() => reset.mutate()}>
                {t('team.reset')}
              </Menu.Item>
              <Menu.Item
                leftSection={user.disabled ? <IconUserCheck size={16} /> : <IconUserOff size={16} />}
                onClick={() => change.mutate({ disabled: !user.disabled })}
              >
                {t(user.disabled ? 'team.enable' : 'team.disable')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </Table.Td>
    </Table.Tr>
  )
}

const offered = (withOwner: boolean): readonly Role[] => (withOwner ? roles : roles.filter((role) => role !== 'owner'))

function AddForm({ onAdded }: { onAdded: (handed: Handed) => void }) {
  const { t } = useTranslation()
  const may = useMay()
  const changed = useChanged()
  const form = useForm<{ login: string; name: string; role: Role }>({
    initialValues: { login: '', name: '', role: 'agent' },
    validate: (values) => {
      const wrong = newUserForm.safeParse(values).error?.issues ?? []
      return Object.fromEntries(
        wrong.map(({ path: [field] }) => [String(field), t(field === 'login' ? 'team.login.rule' : 'form.required')]),
      )
    },
  })
  const add = useMutation({
    mutationFn: (body: typeof form.values) => call(usersContract.add, { body }),
    onSuccess: onAdded,
    onSettled: changed,
  })
  return (
    <form onSubmit={form.onSubmit((values) => add.mutate(values))} noValidate>
      <Stack>
        {add.isError && <Failed error={add.error} />}
        <TextInput label={t('team.name')} data-autofocus autoComplete="off" {...form.getInputProps('name')} />
        <TextInput
          label={t('team.login')}
          description={t('team.login.about')}
          autoComplete="off"
          autoCapitalize="none"
          {...form.getInputProps('login')}
        />
        <Select
          label={t('team.role')}
          allowDeselect={false}
          description={t(`role.${form.values.role}.about`)}
          data={offered(may('owners.manage')).map((role) => ({ value: role, label: t(`role.${role}`) }))}
          {...form.getInputProps('role')}
        />
        <Button type="submit" loading={add.isPending}>
          {t('team.add')}
        </Button>
      </Stack>
    </form>
  )
}

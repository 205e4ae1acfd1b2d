// What is known of a person beyond who they are: each trait with where it comes from; what was there before, when one asks; and stating one.
import { Button, Drawer, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { IconHistory, IconPlus } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { customersContract, type CustomerRecordView } from '../../../api/customers/contract.js'
import { Paged, usePages } from '../../components/paged.js'
import { Section } from '../../components/section.js'
import { Empty, Failed } from '../../components/states.js'
import { TraitView } from '../../components/traits.js'
import { call, keyOf } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone } from '../../lib/notify.js'
import { readScalar, readSeveral } from '../../lib/read-value.js'
import { useMay } from '../../lib/session.js'
import { useRecordChanged } from './use-record-changed.js'

export function Traits({ customer: { id, traits } }: { customer: CustomerRecordView }) {
  const { t } = useTranslation()
  const may = useMay()
  const [history, { open: openHistory, close: closeHistory }] = useDisclosure(false)
  const [stating, { open: openStating, close: closeStating }] = useDisclosure(false)
  const close = { 'aria-label': t('form.close') }
  // Tags have a place of their own.
  const shown = traits.filter(({ name }) => name !== 'tags')
  const actions = (
    <Group gap="xs">
      <Button size="compact-sm" variant="default" leftSection={<IconHistory size={14} />} onClick={openHistory}>
        {t('customers.history')}
      </Button>
      {may('customers.edit') && (
        <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={openStating}>
          {t('customers.trait.state')}
        </Button>
      )}
    </Group>
  )
  return (
    <Section title={t('customer.traits')} actions={actions}>
      {shown.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('customer.traits.none')}
        </Text>
      ) : (
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
          {shown.map((trait) => (
            <TraitView key={trait.name} trait={trait} />
          ))}
        </SimpleGrid>
      )}
      <Drawer
        opened={history}
        onClose={closeHistory}
        position="right"
        title={t('customers.history.title')}
        closeButtonProps={close}
      >
        <History id={id} />
      </Drawer>
      <Drawer
        opened={stating}
        onClose={closeStating}
        position="right"
        title={t('customers.trait.state')}
        closeButtonProps={close}
      >
        <StateForm id={id} onDone={closeStating} />
      </Drawer>
    </Section>
  )
}

function History({ id }: { id: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const input = { params: { id } }
  const pages = usePages(keyOf(customersContract.history, input), (cursor, signal) =>
    call(customersContract.history, { ...input, query: cursor }, signal),
  )
  return (
    <Paged pages={pages} empty={<Empty title={t('customers.history.none')} />}>
      {(items) => (
        <Stack gap="md">
          {items.map((trait) => (
            <div key={`${trait.name} ${trait.at} ${trait.until}`}>
              <TraitView trait={trait} />
              <Text size="xs" c="dimmed">
                {t('customers.history.until', { when: format.dateTime(trait.until) })}
              </Text>
            </div>
          ))}
        </Stack>
      )}
    </Paged>
  )
}

/** Null for nothing, a list for several with commas. */
function readValue(text: string): string | number | boolean | string[] | null {
  const several = readSeveral(text)
  return several.length > 1 ? several : text.trim() === '' ? null : readScalar(text)
}

function StateForm({ id, onDone }: { id: string; onDone: () => void }) {
  const { t } = useTranslation()
  const changed = useRecordChanged()
  const form = useForm({
    initialValues: { name: '', value: '' },
    validate: { name: (name) => (name.trim() === '' ? t('form.required') : null) },
  })
  const state = useMutation({
    mutationFn: ({ name, value }: typeof form.values) =>
      call(customersContract.setTrait, { params: { id, name: name.trim() }, body: { value: readValue(value) } }),
    onSuccess: () => {
      notifyDone(t('customers.trait.stated'))
      onDone()
    },
    onSettled: changed,
  })
  return (
    <form onSubmit={form.onSubmit((values) => state.mutate(values))} noValidate>
      <Stack>
        {state.isError && <Failed error={state.error} />}
        <TextInput
          label={t('customers.trait.name')}
          data-autofocus
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <TextInput
          label={t('customers.trait.value')}
          description={t('customers.trait.value.about')}
          autoComplete="off"
          {...form.getInputProps('value')}
        />
        <Button type="submit" loading={state.isPending}>
          {t('form.save')}
        </Button>
      </Stack>
    </form>
  )
}

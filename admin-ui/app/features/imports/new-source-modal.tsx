// A new source: a REST service or a database that is asked, or something that sends by itself and gets a key for that, shown once.
import {
  Button,
  Checkbox,
  Group,
  Modal,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { importSourcesContract, type SourceView } from '../../../api/imports/files-contract.js'
import { ShownOnce } from '../../components/shown-once.js'
import { Failed } from '../../components/states.js'
import { ApiError, call } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyDone } from '../../lib/notify.js'
import {
  emptySource,
  engines,
  fieldOfRefusal,
  fieldsOf,
  places,
  sourceBody,
  sourceKinds,
  sourceProblems,
  styles,
  trusts,
  type KindField,
  type SourceForm,
} from './new-source.js'

interface Added {
  source: SourceView
  writeKey: string
}

export function NewSourceModal({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const [added, setAdded] = useState<Added>()
  const close = () => {
    setAdded(undefined)
    onClose()
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t(added === undefined ? 'source.add' : 'source.key')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('form.close') }}
    >
      {added === undefined ? (
        <SourceFields onAdded={setAdded} onDone={close} />
      ) : (
        <ShownOnce
          about={t(added.source.kind === 'webhook' ? 'source.key.webhook' : 'source.key.segment', {
            address: location.origin,
            name: added.source.name,
          })}
          secret={added.writeKey}
          testId="write-key"
        />
      )}
    </Modal>
  )
}

function SourceFields({ onAdded, onDone }: { onAdded: (added: Added) => void; onDone: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const form = useForm<SourceForm>({
    initialValues: emptySource,
    validate: (values) =>
      Object.fromEntries(Object.entries(sourceProblems(values)).map(([field, problem]) => [field, t(problem)])),
  })
  const add = useMutation({
    mutationFn: (values: SourceForm) => call(importSourcesContract.add, { body: sourceBody(values) }),
    onSuccess: ({ source, writeKey }) => {
      if (writeKey !== null) return onAdded({ source, writeKey })
      notifyDone(t('source.added'))
      onDone()
    },
    onError: (error) => {
      const refused = error instanceof ApiError ? fieldOfRefusal(String(error.details['field'])) : undefined
      if (refused !== undefined)
        form.setFieldError(refused, refused === 'name' ? t('source.name.taken') : t('source.refused'))
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['import-sources'] }),
  })
  const { kind } = form.values
  return (
    <form onSubmit={form.onSubmit((values) => add.mutate(values))} noValidate>
      <Stack>
        {add.isError && Object.keys(form.errors).length === 0 && <Failed error={add.error} />}
        <Select
          label={t('source.kind')}
          description={t(`source.kind.${kind}.about`)}
          allowDeselect={false}
          data={sourceKinds.map((value) => ({ value, label: t(`sources.kind.${value}`) }))}
          {...form.getInputProps('kind')}
        />
        <TextInput
          label={t('source.name')}
          description={t('source.name.about')}
          placeholder="crm"
          autoComplete="off"
          autoCapitalize="none"
          {...form.getInputProps('name')}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }} verticalSpacing="md">
          {fieldsOf(form.values).map((field) => (
            <Field key={field} field={field} values={form.values} props={form.getInputProps(field)} />
          ))}
        </SimpleGrid>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            {t('form.cancel')}
          </Button>
          <Button type="submit" loading={add.isPending}>
            {t('source.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

const whole = { gridColumn: '1 / -1' }
/** As they are written elsewhere: in no language. */
const examples: Partial<Record<KindField, string>> = {
  url: 'https://crm.example/api/people',
  authName: 'authorization',
  records: 'data.items',
  next: 'data.next',
  since: 'updated_since',
  sinceField: 'updated_at',
  column: 'updated_at',
  start: '2000-01-01',
}
const usualParam: Partial<Record<SourceForm['style'], string>> = { page: 'page', offset: 'offset', cursor: 'after' }

interface FieldProps {
  field: KindField
  values: SourceForm
  props: ReturnType<ReturnType<typeof useForm<SourceForm>>['getInputProps']>
}

function Field({ field, values: { kind, engine, style, isVariable }, props }: FieldProps) {
  const { t } = useTranslation()
  switch (field) {
    case 'auth': {
      const data = places.map((value) => ({ value, label: t(`source.auth.${value}`) }))
      return <Select label={t('source.auth')} allowDeselect={false} data={data} {...props} />
    }
    case 'style': {
      const data = styles.map((value) => ({ value, label: t(`source.style.${value}`) }))
      return <Select label={t('source.style')} allowDeselect={false} data={data} {...props} />
    }
    case 'engine': {
      const data = engines.map((value) => ({ value, label: t(`source.engine.${value}`) }))
      return <Select label={t('source.engine')} allowDeselect={false} data={data} {...props} />
    }
    case 'trust': {
      const data = trusts.map((value) => ({ value, label: t(`source.trust.${value}`) }))
      return <Select style={whole} label={t('source.trust')} allowDeselect={false} data={data} {...props} />
    }
    case 'isVariable':
      return (
        <Checkbox
          style={whole}
          label={t('source.variable')}
          description={t('source.variable.about')}
          checked={isVariable}
          onChange={(event) => (props.onChange as (on: boolean) => void)(event.currentTarget.checked)}
        />
      )
    case 'size':
    case 'everyMinutes':
      return (
        <NumberInput
          label={t(`source.${field}`)}
          description={field === 'everyMinutes' ? t('source.everyMinutes.about') : undefined}
          min={1}
          max={100_000}
          allowDecimal={false}
          {...props}
        />
      )
    case 'query':
      return (
        <Textarea
          style={whole}
          label={t('source.query')}
          description={t('source.query.about', { mark: engine === 'postgres' ? '$1' : '?' })}
          autosize
          minRows={3}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          {...props}
        />
      )
    case 'secret': {
      const label = t(kind === 'sql' ? 'source.connection' : 'source.secret')
      const placeholder = isVariable ? 'CRM_TOKEN' : kind === 'sql' ? `${engine}://user:password@host/shop` : ''
      return (
        <TextInput
          {...(kind === 'sql' && { style: whole })}
          label={label}
          placeholder={placeholder}
          type={isVariable ? 'text' : 'password'}
          autoComplete="off"
          {...props}
        />
      )
    }
    case 'url':
      return <TextInput style={whole} label={t('source.url')} placeholder={examples.url} inputMode="url" {...props} />
    case 'param':
      return <TextInput label={t('source.param')} placeholder={usualParam[style]} autoComplete="off" {...props} />
    case 'sizeParam':
      return (
        <TextInput
          label={t('source.sizeParam')}
          placeholder={style === 'offset' ? 'limit' : 'per_page'}
          autoComplete="off"
          {...props}
        />
      )
    case 'authName':
    case 'records':
    case 'next':
    case 'since':
    case 'sinceField':
    case 'column':
    case 'start':
      return <TextInput label={t(`source.${field}`)} placeholder={examples[field]} autoComplete="off" {...props} />
  }
}

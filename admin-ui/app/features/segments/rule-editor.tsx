// A rule put together by hand: conditions that all or any must hold, in groups, each of them also turned round.
import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  TextInput,
} from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation, type Translation } from '../../lib/i18n/index.js'
import { nameText } from './rule-text.js'
import {
  emptyCondition,
  emptyGroup,
  fields,
  needsValue,
  operators,
  probabilityOperators,
  targets,
  type Condition,
  type Group as RuleGroup,
  type Part,
} from './rule-tree.js'
import classes from './segments.module.css'

const abouts = ['trait', 'counter', 'field', 'event', 'prediction'] as const
/** What a condition begins with. */
const first: Readonly<Record<Condition['about'], Pick<Condition, 'name' | 'op'>>> = {
  trait: { name: '', op: 'is' },
  counter: { name: '', op: 'is' },
  field: { name: fields[0], op: 'is' },
  event: { name: '', op: 'is' },
  prediction: { name: targets[0], op: 'at-least' },
}
const deepest = 4

/** What Kefu itself derives and counts; other names can be typed. */
const known = {
  trait: ['interests', 'language', 'sentiment', 'sentiment-trend', 'contact-reasons', 'contact-effort', 'last-intents'],
  counter: ['ordersPlaced', 'conversations', 'messagesReceived', 'handOffs', 'complaints'],
  event: ['order.placed', 'product.viewed', 'product.searched', 'basket.added', 'message.received', 'complaint.filed'],
} as const

export function RuleEditor({ group, onChange }: { group: RuleGroup; onChange: (group: RuleGroup) => void }) {
  return <GroupEditor group={group} depth={1} onChange={onChange} />
}

interface GroupProps {
  group: RuleGroup
  depth: number
  onChange: (group: RuleGroup) => void
  onRemove?: () => void
}

function GroupEditor({ group, depth, onChange, onRemove }: GroupProps) {
  const { t } = useTranslation()
  const put = (place: number, part: Part | undefined) =>
    onChange({ ...group, of: group.of.flatMap((one, at) => (at === place ? (part ? [part] : []) : [one])) })
  const add = (part: Part) => onChange({ ...group, of: [...group.of, part] })
  return (
    <Stack gap="sm" className={classes['group'] ?? ''} role="group" aria-label={t('rule.group')}>
      <Group gap="xs">
        <Turned not={group.not} onChange={(not) => onChange({ ...group, not })} />
        <SegmentedControl
          size="xs"
          aria-label={t('rule.mode')}
          value={group.mode}
          onChange={(mode) => onChange({ ...group, mode: mode === 'any' ? 'any' : 'all' })}
          data={[
            { value: 'all', label: t('rule.all') },
            { value: 'any', label: t('rule.any') },
          ]}
        />
        {onRemove !== undefined && <Remove label={t('rule.remove.group')} onClick={onRemove} />}
      </Group>
      {group.of.map((part, place) =>
        part.part === 'group' ? (
          <GroupEditor
            key={part.key}
            group={part}
            depth={depth + 1}
            onChange={(next) => put(place, next)}
            onRemove={() => put(place, undefined)}
          />
        ) : (
          <ConditionEditor
            key={part.key}
            condition={part}
            place={place + 1}
            onChange={(next) => put(place, next)}
            onRemove={group.of.length > 1 ? () => put(place, undefined) : undefined}
          />
        ),
      )}
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => add(emptyCondition())}
        >
          {t('rule.add')}
        </Button>
        {depth < deepest && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => add(emptyGroup(group.mode === 'all' ? 'any' : 'all'))}
          >
            {t('rule.add.group')}
          </Button>
        )}
      </Group>
    </Stack>
  )
}

interface ConditionProps {
  condition: Condition
  place: number
  onChange: (condition: Condition) => void
  onRemove: (() => void) | undefined
}

function ConditionEditor({ condition, place, onChange, onRemove }: ConditionProps) {
  const { t } = useTranslation()
  const change = (some: Partial<Condition>) => onChange({ ...condition, ...some })
  const { about, name } = condition
  return (
    <Group gap="xs" align="flex-end" role="group" aria-label={t('rule.condition', { n: place })}>
      <Turned not={condition.not} onChange={(not) => change({ not })} />
      <Select
        size="sm"
        w={130}
        aria-label={t('rule.about')}
        allowDeselect={false}
        value={about}
        onChange={(value) => {
          const next = abouts.find((one) => one === value) ?? 'trait'
          if (next !== about) change({ about: next, value: '', ...first[next] })
        }}
        data={abouts.map((one) => ({ value: one, label: t(`rule.about.${one}`) }))}
      />
      {about === 'field' || about === 'prediction' ? (
        <Select
          size="sm"
          flex="1 1 150px"
          aria-label={t('rule.name')}
          allowDeselect={false}
          value={name}
          onChange={(value) => change({ name: value ?? first[about].name })}
          data={
            about === 'field'
              ? fields.map((one) => ({ value: one, label: nameText(t, about, one) }))
              : targets.map((one) => ({ value: one, label: t(`rule.prediction.${one}`) }))
          }
        />
      ) : (
        <Autocomplete
          size="sm"
          flex="1 1 150px"
          aria-label={t('rule.name')}
          placeholder={t('rule.name')}
          value={name}
          onChange={(value) => change({ name: value })}
          data={[...known[about]]}
          renderOption={({ option }) => `${nameText(t, about, option.value)} (${option.value})`}
        />
      )}
      {about === 'event' ? (
        <Often condition={condition} change={change} />
      ) : (
        <Compared condition={condition} change={change} t={t} />
      )}
      {onRemove !== undefined && <Remove label={t('rule.remove')} onClick={onRemove} />}
    </Group>
  )
}

interface PartProps {
  condition: Condition
  change: (some: Partial<Condition>) => void
}

function Compared({ condition, change, t }: PartProps & { t: Translation['t'] }) {
  const isPrediction = condition.about === 'prediction'
  const offered = isPrediction ? probabilityOperators : operators
  return (
    <>
      <Select
        size="sm"
        w={150}
        aria-label={t('rule.op')}
        allowDeselect={false}
        value={condition.op}
        onChange={(value) => change({ op: offered.find((one) => one === value) ?? offered[0] })}
        data={offered.map((one) => ({ value: one, label: t(`rule.op.${one}`) }))}
      />
      {needsValue(condition.op) &&
        (isPrediction ? (
          <NumberInput
            size="sm"
            w={110}
            aria-label={t('rule.percent')}
            placeholder={t('rule.percent')}
            suffix=" %"
            min={0}
            max={100}
            hideControls
            value={condition.value}
            onChange={(value) => change({ value: String(value) })}
          />
        ) : (
          <TextInput
            size="sm"
            flex="1 1 130px"
            aria-label={t('rule.value')}
            placeholder={t(condition.op === 'one-of' ? 'rule.values' : 'rule.value')}
            value={condition.value}
            onChange={(event) => change({ value: event.currentTarget.value })}
          />
        ))}
    </>
  )
}

function Often({ condition, change }: PartProps) {
  const { t } = useTranslation()
  return (
    <>
      <NumberInput
        size="sm"
        w={110}
        label={t('rule.at-least')}
        min={1}
        allowDecimal={false}
        hideControls
        value={condition.atLeast}
        onChange={(value) => change({ atLeast: Number(value) })}
      />
      <NumberInput
        size="sm"
        w={130}
        label={t('rule.within')}
        placeholder={t('rule.ever')}
        min={1}
        max={3660}
        hideControls
        value={condition.withinDays}
        onChange={(value) => change({ withinDays: String(value) })}
      />
    </>
  )
}

function Turned({ not, onChange }: { not: boolean; onChange: (not: boolean) => void }) {
  const { t } = useTranslation()
  return (
    <Button
      size="compact-sm"
      h={30}
      variant={not ? 'filled' : 'default'}
      aria-pressed={not}
      onClick={() => onChange(!not)}
    >
      {t('rule.turned')}
    </Button>
  )
}

function Remove({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" size={34} aria-label={label} onClick={onClick}>
      <IconTrash size={16} />
    </ActionIcon>
  )
}

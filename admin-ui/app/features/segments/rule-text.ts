// A rule in words.
import { isMessageKey, type Translation } from '../../lib/i18n/index.js'
import { needsValue, percentOf, ruleSchema, type Rule } from './rule-tree.js'

/** What a trait, counter, field or event is called. */
export function nameText(t: Translation['t'], kind: 'trait' | 'counter' | 'field' | 'event', name: string): string {
  const key = kind === 'field' ? `customer.${name}` : `${kind}.${name}`
  return isMessageKey(key) ? t(key) : name
}

function words(t: Translation['t'], rule: Rule): string {
  switch (rule.kind) {
    case 'all':
    case 'any':
      return rule.of
        .map((part) => (part.kind === 'all' || part.kind === 'any' ? `(${words(t, part)})` : words(t, part)))
        .join(t(`rule.join.${rule.kind}`))
    case 'not':
      return t('rule.not', { rule: words(t, rule.of) })
    case 'event': {
      const { type, atLeast: n, withinDays } = rule
      const name = nameText(t, 'event', type)
      return withinDays === undefined
        ? t('rule.event', { name, n })
        : t('rule.event.within', { name, n, days: withinDays })
    }
    case 'prediction': {
      const { name, op, value } = rule
      const said = `${t(`rule.prediction.${name}`)} ${t(`rule.op.${op}`)}`
      return value === undefined ? said : `${said} ${percentOf(value)}%`
    }
    default: {
      const { kind, name, op, value } = rule
      const several = Array.isArray(value) ? value : [value]
      const shown = several.map((one) => {
        const key = `trait-value.${String(one)}`
        return isMessageKey(key) ? t(key) : String(one)
      })
      const said = `${nameText(t, kind, name)} ${t(`rule.op.${op}`)}`
      return needsValue(op) ? `${said} ${shown.join(', ')}` : said
    }
  }
}

/** Rules that this page does not know are shown as they are. */
export function ruleText(t: Translation['t'], rule: unknown): string {
  const parsed = ruleSchema.safeParse(rule)
  return parsed.success ? words(t, parsed.data) : JSON.stringify(rule)
}

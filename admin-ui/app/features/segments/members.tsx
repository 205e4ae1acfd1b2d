// Who is in a segment and since when.
import { Table, Text } from '@mantine/core'
import { segmentsContract } from '../../../api/segments/contract.js'
import { HeadRow } from '../../components/head-row.js'
import { AnchorLink } from '../../components/links.js'
import { Paged, usePages } from '../../components/paged.js'
import { Section } from '../../components/section.js'
import { Wide } from '../../components/wide.js'
import { call, keyOf } from '../../lib/api.js'
import { useFormat } from '../../lib/format.js'
import { isMessageKey, useTranslation } from '../../lib/i18n/index.js'

export function Members({ segment }: { segment: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const input = { params: { id: segment } }
  const pages = usePages(keyOf(segmentsContract.members, input), ({ cursor }, signal) =>
    call(segmentsContract.members, { ...input, query: cursor === undefined ? {} : { after: cursor } }, signal),
  )
  return (
    <Section title={t('segments.members')}>
      <Paged
        pages={pages}
        empty={
          <Text size="sm" c="dimmed">
            {t('segments.members.none')}
          </Text>
        }
      >
        {(items) => (
          <Wide label={`${t('segments.members')}: ${t('nav.customers')}`}>
            <Table verticalSpacing="xs" horizontalSpacing="md" miw={480}>
              <HeadRow
                heads={[t('customers.name'), t('customer.number'), t('conversations.language'), t('segments.since')]}
              />
              <Table.Tbody>
                {items.map(({ id, name, number, locale, since }) => {
                  const language = `trait-value.${locale ?? ''}`
                  return (
                    <Table.Tr key={id}>
                      <Table.Td>
                        <AnchorLink size="sm" to="/customers/$id" params={{ id }}>
                          {name ?? t('customer.stranger')}
                        </AnchorLink>
                      </Table.Td>
                      <Table.Td>{number}</Table.Td>
                      <Table.Td>{isMessageKey(language) ? t(language) : locale}</Table.Td>
                      <Table.Td>{format.dateTime(since)}</Table.Td>
                    </Table.Tr>
                  )
                })}
              </Table.Tbody>
            </Table>
          </Wide>
        )}
      </Paged>
    </Section>
  )
}

// What was merged, newest first, each to be taken apart again; and where merged records disagree.
import { Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { identityContract } from '../../../api/identity/contract.js'
import { AnchorLink } from '../../components/links.js'
import { Page } from '../../components/page.js'
import { Section } from '../../components/section.js'
import { Loaded } from '../../components/states.js'
import { read } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { ConflictValues } from './conflict-values.js'
import { MergeList } from './merge-list.js'
import { recordName } from './record-name.js'

export function MergedPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('identity.tab.merged')} about={t('identity.merged.about')}>
      <Stack gap="lg">
        <MergeList which={{ limit: 100 }} none={t('identity.merges.none')} />
        <Conflicts />
      </Stack>
    </Page>
  )
}

function Conflicts() {
  const { t } = useTranslation()
  const conflicts = useQuery(read(identityContract.conflicts, { query: { limit: 100 } }))
  return (
    <Section title={t('identity.conflicts')}>
      <Text size="sm" c="dimmed" mb="sm">
        {t('identity.conflicts.about')}
      </Text>
      <Loaded query={conflicts}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm">{t('identity.conflicts.none')}</Text>
          ) : (
            <Stack gap="md">
              {items.map(({ person, conflicts: of }) => (
                <Stack key={person.id} gap={4}>
                  <Group>
                    <AnchorLink to="/customers/$id" params={{ id: person.id }} fw={600} size="sm">
                      {recordName(t, person)}
                    </AnchorLink>
                  </Group>
                  {of.map((conflict) => (
                    <ConflictValues key={conflict.field} conflict={conflict} />
                  ))}
                </Stack>
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Section>
  )
}

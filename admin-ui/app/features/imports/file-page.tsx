// A file on its way in: what becomes of each column, what that would do with every row, and the import once somebody has seen it.
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { importFilesContract } from '../../../api/imports/files-contract.js'
import { BackLink } from '../../components/back-link.js'
import { Page } from '../../components/page.js'
import { Loaded } from '../../components/states.js'
import { read } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { MappingEditor } from './mapping-editor.js'

export function FilePage() {
  const { file } = useParams({ from: '/signed-in/imports/files/$file' })
  const { t } = useTranslation()
  const suggested = useQuery({
    ...read(importFilesContract.suggest, { params: { file } }),
    ...{ retry: false, staleTime: Infinity },
  })
  return (
    <Page title={suggested.data?.name ?? t('nav.imports')} about={t('mapping.about')} actions={<BackToImports />}>
      <Loaded query={suggested}>{(found) => <MappingEditor file={file} suggested={found} />}</Loaded>
    </Page>
  )
}

export function BackToImports() {
  const { t } = useTranslation()
  return <BackLink to="/imports">{t('imports.all')}</BackLink>
}

// The live version goes without the encoder that it was trained with: said on the first page, with the way out.
import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconBrain, IconPlayerPlay } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { trainContract } from '../../../api/train/contract.js'
import { AnchorLink } from '../../components/links.js'
import { call } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyError } from '../../lib/notify.js'
import { useMay } from '../../lib/session.js'

export function MissingEncoders({ names }: { names: readonly string[] }) {
  const { t } = useTranslation()
  const may = useMay()
  const navigate = useNavigate()
  const retrain = useMutation({
    mutationFn: () => call(trainContract.start, {}),
    onSuccess: () => navigate({ to: '/train/versions' }),
    onError: (error) => notifyError(t, error),
  })
  if (names.length === 0) return null
  return (
    <Alert
      color="yellow"
      variant="default"
      role="status"
      icon={<IconBrain size={20} />}
      title={t('home.encoders', { names: names.join(', ') })}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t('home.encoders.about')}</Text>
        <Group gap="md">
          {may('training.edit') && (
            <Button
              size="xs"
              leftSection={<IconPlayerPlay size={14} />}
              loading={retrain.isPending}
              onClick={() => retrain.mutate()}
            >
              {t('home.encoders.retrain')}
            </Button>
          )}
          {may('training.read') && (
            <AnchorLink to="/train/encoders" size="sm" underline="always">
              {t('home.encoders.see')}
            </AnchorLink>
          )}
        </Group>
      </Stack>
    </Alert>
  )
}

// Changing one intent: the page shows what the server answered, offers the way back, and reads again when somebody else was faster.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { trainContract, type ChangeView, type IntentView } from '../../../api/train/contract.js'
import { type ApiError, keyOf } from '../../lib/api.js'
import { useTranslation } from '../../lib/i18n/index.js'
import { notifyError } from '../../lib/notify.js'
import { useNotifyChange } from './use-undo.js'

interface Changed {
  intent: IntentView
  change: ChangeView | null
}

export function useIntentChange<Given, Answer extends Changed>(change: (given: Given) => Promise<Answer>) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const notifyChange = useNotifyChange()
  return useMutation<Answer, ApiError, Given>({
    mutationFn: change,
    onSuccess: ({ intent, change: made }) => {
      client.setQueryData(keyOf(trainContract.intent, { params: { name: intent.name } }), intent)
      notifyChange(made)
    },
    onError: (error) => notifyError(t, error),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['intents'] })
      void client.invalidateQueries({ queryKey: ['training'] })
    },
  })
}

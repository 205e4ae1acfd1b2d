// The formats by the names that their makers give them.
import { formatNames, type FormatName } from '../../../api/exchange/contract.js'

export const formatTitles: Readonly<Record<FormatName, string>> = {
  rasa: 'Rasa YAML',
  'dialogflow-es': 'Dialogflow ES',
  'dialogflow-cx': 'Dialogflow CX',
  luis: 'LUIS',
  botpress: 'Botpress 12',
  jsonl: 'JSON lines',
  csv: 'CSV',
}

export const formatOptions = formatNames.map((value) => ({ value, label: formatTitles[value] }))

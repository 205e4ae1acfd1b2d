// The thread that groups what customers wrote.
import { answerFromWorker } from '../../platform/in-worker.js'
import { groupTexts, type GroupedTexts, type TextsToGroup } from './grouping/group-texts.js'

await answerFromWorker<TextsToGroup, GroupedTexts>(groupTexts)

// Cancel: "never mind". Asks nothing, confirms that nothing more happens.
import type { LocalizedText } from '../domain/locale.js'
import { say, topFrame, type Draft } from '../engine/draft.js'
import { pop } from '../engine/stack.js'
import type { Turn } from '../engine/turn-input.js'

const stopped = (title: LocalizedText): LocalizedText => ({
  en: `All right, I have stopped ${title.en}. Nothing was changed. What else can I do for you?`,
  zh: `好的，已停止${title.zh}，没有做任何更改。还有什么可以帮您？`,
})
const nothingOpen: LocalizedText = {
  en: 'All right. Nothing is under way at the moment. What can I do for you?',
  zh: '好的，目前没有正在办理的事项。有什么可以帮您？',
}

/** Drops the flow that speaks; the one below it, if any, is taken up again. */
export function cancel(draft: Draft, turn: Turn): void {
  const frame = topFrame(draft.dialogue)
  draft.outcome = 'cancelled'
  if (!frame) {
    say(draft, { text: nothingOpen[turn.locale] })
    return
  }
  draft.flow = frame.flow
  draft.step = frame.step
  draft.dialogue = pop(draft.dialogue)
  draft.interrupted = true
  draft.events.push({ type: 'flow.cancelled', data: { flow: frame.flow, step: frame.step } })
  const title = turn.deps.flows.get(frame.flow)?.title ?? { en: 'that', zh: '办理' }
  say(draft, { text: stopped(title)[turn.locale] })
}

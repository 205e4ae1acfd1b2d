// Asks how the conversation was resolved, below its last message: five stars as radio buttons, and a comment.
import { useEffect, useRef, useState } from 'preact/hooks'
import { maxCommentLength, scores, type Score } from '../../../../bot/domain/rating.js'
import { askedNow } from '../client/ratings.js'
import { useChat, useStrings, useUi, useWidget } from '../context.js'
import { fill } from '../strings/index.js'
import { StarIcon } from './icons.js'

function Form({ before, onDone }: { before: Score | undefined; onDone: () => void }) {
  const strings = useStrings()
  const { chat } = useWidget()
  const [score, setScore] = useState(before)
  const [comment, setComment] = useState('')
  const words = [strings.rate1, strings.rate2, strings.rate3, strings.rate4, strings.rate5]
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!score) return
        chat.rate(score, comment.trim())
        onDone()
      }}
    >
      <fieldset>
        <legend>{strings.rate}</legend>
        <div class="stars">
          {scores.map((value) => (
            <label key={value} class={score && value <= score ? 'on' : ''}>
              <input
                type="radio"
                name="kefu-rating"
                value={value}
                checked={value === score}
                aria-label={`${String(value)} / 5: ${words[value - 1] ?? ''}`}
                onChange={() => setScore(value)}
              />
              <StarIcon size={28} />
            </label>
          ))}
        </div>
        <div class="rating-word" aria-hidden="true">
          {score && words[score - 1]}
        </div>
      </fieldset>
      {score && (
        <>
          <label for="kefu-rating-comment">
            {strings.rateComment} <small>({strings.optional})</small>
          </label>
          <textarea
            id="kefu-rating-comment"
            maxLength={maxCommentLength}
            value={comment}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
          <button type="submit" class="primary">
            {strings.rateSend}
          </button>
        </>
      )}
    </form>
  )
}

export function RatingCard() {
  const state = useChat()
  const strings = useStrings()
  const { config } = useUi()
  const [changing, setChanging] = useState(false)
  const change = useRef<HTMLButtonElement>(null)
  const focusChange = useRef(false)
  // The button that was pressed is gone: the keyboard goes on from the one in its place.
  useEffect(() => {
    if (focusChange.current) change.current?.focus()
    focusChange.current = false
  })
  const asked = config?.look.ratings === false ? undefined : askedNow(state, Date.now())
  if (!asked) return null
  const score = state.rated?.epoch === asked.epoch ? state.rated.score : asked.score
  const done = () => {
    focusChange.current = true
    setChanging(false)
  }
  return (
    <div class="rating">
      {score && !changing ? (
        <div class="rating-done">
          <span>{fill(strings.rateThanks, { score: String(score) })}</span>
          <button type="button" ref={change} onClick={() => setChanging(true)}>
            {strings.rateChange}
          </button>
        </div>
      ) : (
        <Form key={asked.epoch} before={score} onDone={done} />
      )}
    </div>
  )
}

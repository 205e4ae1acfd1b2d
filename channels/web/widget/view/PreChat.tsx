// A short form before the first message, when the site asks for one.
import { useEffect, useRef, useState } from 'preact/hooks'
import { useStrings, useUi, useWidget } from '../context.js'

const looksLikeEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text)

interface FieldProps {
  label: string
  type: 'text' | 'email'
  autoComplete: 'name' | 'email'
  required: boolean
  value: string
  problem: string
  onInput(value: string): void
}

function Field({ label, type, autoComplete, required, value, problem, onInput }: FieldProps) {
  const strings = useStrings()
  const id = `kefu-${autoComplete}`
  return (
    <div class="field">
      <label for={id}>
        {label} {!required && <small>({strings.optional})</small>}
      </label>
      <input
        id={id}
        type={type}
        autoComplete={autoComplete}
        value={value}
        aria-required={required}
        aria-invalid={problem !== ''}
        aria-describedby={`${id}-problem`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <div id={`${id}-problem`} class="field-problem">
        {problem}
      </div>
    </div>
  )
}

export function PreChat() {
  const strings = useStrings()
  const { config } = useUi()
  const { introduce } = useWidget()
  const asked = config?.look.preChat ?? {}
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [tried, setTried] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector('input')?.focus(), [])

  const nameProblem = asked.name === 'required' && name.trim() === '' ? strings.required : ''
  const emailProblem =
    email.trim() === ''
      ? asked.email === 'required'
        ? strings.required
        : ''
      : looksLikeEmail(email.trim())
        ? ''
        : strings.invalidEmail

  return (
    <form
      class="pre-chat"
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (nameProblem !== '' || emailProblem !== '') {
          form.current?.querySelector<HTMLInputElement>(nameProblem === '' ? '[type=email]' : '[type=text]')?.focus()
          return
        }
        introduce({
          ...(name.trim() !== '' && { name: name.trim() }),
          ...(email.trim() !== '' && { email: email.trim() }),
        })
      }}
    >
      <h3>{strings.preChat}</h3>
      <p>{strings.preChatText}</p>
      {asked.name && (
        <Field
          label={strings.name}
          type="text"
          autoComplete="name"
          required={asked.name === 'required'}
          value={name}
          problem={tried ? nameProblem : ''}
          onInput={setName}
        />
      )}
      {asked.email && (
        <Field
          label={strings.email}
          type="email"
          autoComplete="email"
          required={asked.email === 'required'}
          value={email}
          problem={tried ? emailProblem : ''}
          onInput={setEmail}
        />
      )}
      <button type="submit" class="primary">
        {strings.begin}
      </button>
    </form>
  )
}

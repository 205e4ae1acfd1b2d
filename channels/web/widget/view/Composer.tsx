// Where the customer writes: Enter sends (never while an input method is composing), Shift+Enter breaks the line, files by button, paste, drop.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { maxFiles, maxTextLength } from '../../limits.js'
import type { WireAttachment } from '../../protocol.js'
import { useChat, useStrings, useUi, useWidget } from '../context.js'
import { fill } from '../strings/index.js'
import { ClipIcon, CloseIcon, SendIcon } from './icons.js'

/** 229 is what Safari reports for the Enter that ends a composition, after `isComposing` is false again. */
const composing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229

const warnFrom = 0.95

function useUploads() {
  const { chat } = useWidget()
  const strings = useStrings()
  const { config } = useUi()
  const [files, setFiles] = useState<readonly WireAttachment[]>([])
  const [busy, setBusy] = useState<string | undefined>(undefined)
  const [problem, setProblem] = useState('')
  const limit = config?.files ? config.files.maxBytes : 0

  const add = async (picked: readonly File[]) => {
    setProblem('')
    for (const file of picked.slice(0, maxFiles)) {
      if (file.size > limit) {
        setProblem(fill(strings.fileTooBig, { name: file.name, limit: Math.floor(limit / 1_000_000) }))
        continue
      }
      if (chat.get().connection !== 'online') {
        setProblem(strings.fileOffline)
        return
      }
      setBusy(file.name)
      await chat.upload(file).then(
        (done) => setFiles((before) => [...before, done].slice(0, maxFiles)),
        () => setProblem(fill(strings.fileRefused, { name: file.name })),
      )
      setBusy(undefined)
    }
  }
  return {
    enabled: limit > 0,
    files,
    busy,
    problem,
    add,
    remove: (id: string) => setFiles(files.filter((file) => file.id !== id)),
    clear: () => setFiles([]),
  }
}

export function Composer() {
  const strings = useStrings()
  const { chat, ui } = useWidget()
  const { prefill } = useUi()
  const { refused } = useChat()
  const [text, setText] = useState('')
  const [over, setOver] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const uploads = useUploads()

  useEffect(() => field.current?.focus(), [])
  useEffect(() => {
    if (prefill === '') return
    setText(prefill)
    ui.set({ prefill: '' })
    field.current?.focus()
  }, [prefill])
  useLayoutEffect(() => {
    const box = field.current
    if (!box) return
    box.style.height = 'auto'
    box.style.height = `${String(Math.min(box.scrollHeight, 132))}px`
  }, [text])

  const tooMany = text.length - maxTextLength
  const ready =
    (text.trim() !== '' || uploads.files.length > 0) &&
    tooMany <= 0 &&
    uploads.busy === undefined &&
    refused === undefined

  const send = () => {
    if (!ready) return
    chat.send(text.trim(), uploads.files).catch(() => undefined)
    setText('')
    uploads.clear()
    field.current?.focus()
  }

  return (
    <form
      class={`composer ${over ? 'over' : ''}`}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
      onDragOver={(event) => {
        if (!uploads.enabled) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        if (uploads.enabled) void uploads.add([...(event.dataTransfer?.files ?? [])])
      }}
    >
      {(uploads.files.length > 0 || uploads.busy !== undefined) && (
        <div class="picked">
          {uploads.files.map((file) => (
            <span key={file.id} class="chip">
              {file.name}
              <button
                type="button"
                aria-label={fill(strings.removeFile, { name: file.name })}
                onClick={() => uploads.remove(file.id)}
              >
                <CloseIcon size={13} />
              </button>
            </span>
          ))}
          {uploads.busy !== undefined && (
            <span class="chip busy" role="status">
              {fill(strings.uploading, { name: uploads.busy })}
            </span>
          )}
        </div>
      )}
      {uploads.problem !== '' && (
        <div class="field-problem" role="alert">
          {uploads.problem}
        </div>
      )}
      {over && <div class="drop">{strings.dropFiles}</div>}
      <div class="composer-line">
        {uploads.enabled && (
          <>
            <button type="button" class="tool" aria-label={strings.attach} onClick={() => picker.current?.click()}>
              <ClipIcon size={20} />
            </button>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              accept="image/png,image/jpeg,image/gif,image/webp,application/pdf,text/plain"
              onChange={(event) => {
                const { files } = event.currentTarget
                void uploads.add([...(files ?? [])])
                event.currentTarget.value = ''
              }}
            />
          </>
        )}
        <textarea
          ref={field}
          rows={1}
          value={text}
          placeholder={strings.placeholder}
          aria-label={strings.composer}
          aria-invalid={tooMany > 0}
          onInput={(event) => {
            setText(event.currentTarget.value)
            chat.customerTypes()
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || composing(event)) return
            event.preventDefault()
            send()
          }}
          onPaste={(event) => {
            const files = [...(event.clipboardData?.files ?? [])]
            if (files.length === 0 || !uploads.enabled) return
            event.preventDefault()
            void uploads.add(files)
          }}
        />
        <button type="submit" class="send" aria-label={strings.send} disabled={!ready}>
          <SendIcon size={20} />
        </button>
      </div>
      {tooMany > 0 ? (
        <div class="field-problem" role="alert">
          {fill(strings.tooLong, { count: tooMany })}
        </div>
      ) : (
        text.length > maxTextLength * warnFrom && (
          <div class="count">
            {text.length} / {maxTextLength}
          </div>
        )
      )}
    </form>
  )
}

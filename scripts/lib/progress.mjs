// Progress of preparation steps, on stderr: stdout belongs to the program. Quick steps say nothing.

/** Runs `work`; once it takes longer than a second its name is shown, every ten seconds that it goes on, and at its end how long it took. */
export async function step(name, work) {
  const started = Date.now()
  const seconds = () => `${String(Math.round((Date.now() - started) / 1000))} s`
  let shown = false
  const first = setTimeout(() => {
    shown = true
    console.error(`… ${name}`)
  }, 1000)
  const again = setInterval(() => shown && console.error(`… ${name} (${seconds()})`), 10_000)
  try {
    return await work()
  } finally {
    clearTimeout(first)
    clearInterval(again)
    if (shown) console.error(`✓ ${name} (${seconds()})`)
  }
}

/** Ends the program with one sentence. */
export function refuse(sentence) {
  console.error(sentence)
  process.exit(1)
}

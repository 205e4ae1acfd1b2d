// Sets the colour scheme before the first paint, so that a dark page does not flash white. A file of its own: the page allows no inline script.
;(() => {
  let kept = 'auto'
  try {
    kept = localStorage.getItem('mantine-color-scheme-value') ?? 'auto'
  } catch {
    // Storage may be blocked.
  }
  const dark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()

// The widget's entry: `<script async src="https://…/widget.js" data-site-key="…"></script>`.
import type { Kefu } from './api.js'
import { startWidget } from './widget.js'

const script = document.currentScript as HTMLScriptElement | null

/** Calls what the page queued before, and at once whatever it pushes later. */
function announce(kefu: Kefu): void {
  const queued = Array.isArray(window.kefuReady) ? (window.kefuReady as ((kefu: Kefu) => void)[]) : []
  window.kefuReady = { push: (callback: (kefu: Kefu) => void) => callback(kefu) }
  for (const callback of queued) callback(kefu)
}

// A page that has the tag twice gets one widget.
if (script && !window.Kefu) {
  const { siteKey = '', locale, theme } = script.dataset
  window.Kefu = startWidget({ server: new URL(script.src).origin, site: siteKey, locale, theme })
  announce(window.Kefu)
}

/** Rejects when something does not compile. `outDir` is for tests that must not touch `dist/`. */
export function buildWidget(options?: { outDir?: string }): Promise<void>

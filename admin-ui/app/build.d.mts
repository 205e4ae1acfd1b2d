export function buildAdmin(options?: { outDir?: string }): Promise<void>

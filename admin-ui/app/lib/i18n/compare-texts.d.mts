export function differences(en: Readonly<Record<string, string>>, zh: Readonly<Record<string, string>>): string[]
export function compareTexts(): Promise<string[]>

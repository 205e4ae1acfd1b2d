// Training data on its way between Kefu and other tools: what their formats have in common, under the names they use themselves.

/** A value marked in an example. Half-open range of UTF-16 code units: `text.slice(start, end)`. */
export interface ExchangeEntity {
  entity: string
  start: number
  end: number
  /** What it is in the sentence: `from`, `to`. */
  role?: string | undefined
  /** What it stands for, where that is not what is written. */
  value?: string | undefined
}

/** An example, without blanks at its ends. Entities are in order and do not overlap. */
export interface ExchangeExample {
  text: string
  entities: readonly ExchangeEntity[]
}

export interface ExchangeIntent {
  name: string
  examples: readonly ExchangeExample[]
  /** What the bot says, by language; only from formats that keep questions and answers together. */
  answers?: Readonly<Record<string, readonly string[]>>
}

export interface ExchangeList {
  name: string
  values: readonly { value: string; synonyms: readonly string[] }[]
}

export interface ExchangePattern {
  name: string
  pattern: string
}

export interface ExchangeSet {
  intents: readonly ExchangeIntent[]
  /** Sentences that no intent should claim. */
  outOfScope: readonly string[]
  lists: readonly ExchangeList[]
  patterns: readonly ExchangePattern[]
}

/** Collects what a file holds bit by bit, because formats spread one intent over several places. */
export class ExchangeBuilder {
  private readonly intents = new Map<
    string,
    { examples: ExchangeExample[]; answers?: NonNullable<ExchangeIntent['answers']> }
  >()
  private readonly lists = new Map<string, Map<string, Set<string>>>()
  private readonly patterns: ExchangePattern[] = []
  readonly outOfScope: string[] = []

  intent(name: string, answers?: ExchangeIntent['answers']): ExchangeExample[] {
    const known = this.intents.get(name)
    if (known !== undefined) {
      if (answers !== undefined) known.answers = answers
      return known.examples
    }
    const added = { examples: [], ...(answers === undefined ? {} : { answers }) }
    this.intents.set(name, added)
    return added.examples
  }

  list(name: string): Map<string, Set<string>> {
    const values = this.lists.get(name) ?? new Map<string, Set<string>>()
    this.lists.set(name, values)
    return values
  }

  /** Names of lists so far. */
  listNames(): string[] {
    return [...this.lists.keys()]
  }

  value(list: string, value: string, synonyms: Iterable<string>): void {
    const values = this.list(list)
    const known = values.get(value) ?? new Set<string>()
    for (const synonym of synonyms) if (synonym !== value && synonym !== '') known.add(synonym)
    values.set(value, known)
  }

  pattern(name: string, pattern: string): void {
    this.patterns.push({ name, pattern })
  }

  build(): ExchangeSet {
    return {
      intents: [...this.intents].map(([name, intent]) => ({ name, ...intent })),
      outOfScope: this.outOfScope,
      lists: [...this.lists].map(([name, values]) => ({
        name,
        values: [...values].map(([value, synonyms]) => ({ value, synonyms: [...synonyms] })),
      })),
      patterns: this.patterns,
    }
  }
}

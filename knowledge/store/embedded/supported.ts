// What this server understands and what it refuses by name, read from the tables it runs on; the README's list is made from this.
import { commands, reportingStages } from './commands/index.js'
import { expressionOperators, refusedExpressions } from './expr/index.js'
import { fieldOperators, logicalOperators, refusedQueryOperators } from './match/index.js'
import { projectionOperators } from './project/index.js'
import { accumulators, refusedStages, stageCompilers, windowAccumulators, windowFunctions } from './stages/index.js'
import { pushModifiers, updateOperators } from './update/index.js'

export interface Section {
  readonly title: string
  readonly supported: readonly string[]
  /** Names that MongoDB has and this server answers with an error that says so. */
  readonly refused: readonly string[]
}

/** Answered, with the error of a standalone. */
const refusedCommands: readonly string[] = ['abortTransaction', 'commitTransaction']

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort()

/** In the order in which the README shows them. */
export function supportedSections(): Section[] {
  return [
    {
      title: 'Commands',
      supported: sorted(commands.keys()).filter((name) => !refusedCommands.includes(name)),
      refused: refusedCommands,
    },
    {
      title: 'Query operators',
      supported: sorted([...logicalOperators, ...fieldOperators]),
      refused: sorted(refusedQueryOperators),
    },
    {
      title: 'Update operators',
      supported: sorted([...updateOperators, ...pushModifiers, '$', '$[]', '$[<identifier>]']),
      refused: [],
    },
    { title: 'Projection of find', supported: sorted(projectionOperators), refused: ['$meta'] },
    {
      title: 'Aggregation stages',
      supported: sorted([...stageCompilers.keys(), ...reportingStages, '$out', '$merge']),
      refused: sorted(refusedStages),
    },
    { title: 'Accumulators of $group', supported: sorted(accumulators.keys()), refused: ['$accumulator'] },
    {
      title: 'Functions of $setWindowFields',
      supported: sorted([...windowAccumulators, ...windowFunctions.keys()]),
      refused: [],
    },
    { title: 'Expressions', supported: sorted(expressionOperators.keys()), refused: sorted(refusedExpressions) },
  ]
}

const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(' ')

/** The README's section as Markdown. */
export function supportedMarkdown(): string {
  return supportedSections()
    .map(({ title, supported, refused }) => {
      const head = `**${title}** (${String(supported.length)}): ${list(supported)}`
      return refused.length === 0 ? head : `${head}\n\nRefused by name: ${list(refused)}`
    })
    .join('\n\n')
}

// Reads a Dockerfile: its stages with their instructions. Knows the instructions that ours uses and refuses any other, so that none is
// overlooked by who runs or checks them.

export type Instruction =
  | { kind: 'workdir'; folder: string }
  | { kind: 'env'; variables: Readonly<Record<string, string>> }
  | { kind: 'copy'; from: string | undefined; sources: readonly string[]; target: string }
  | { kind: 'run'; command: string }
  | { kind: 'user'; name: string }
  | { kind: 'volume'; folder: string }
  | { kind: 'expose'; port: number }
  | { kind: 'healthcheck'; options: Readonly<Record<string, string>>; command: readonly string[] }
  | { kind: 'stopsignal'; signal: string }
  | { kind: 'cmd'; command: readonly string[] }

export interface Stage {
  image: string
  name: string | undefined
  instructions: readonly Instruction[]
}

const words = (text: string): string[] => text.trim().split(/\s+/)

/** Exec form only: a shell would take the signals that are meant for the server. */
function execForm(text: string, keyword: string): readonly string[] {
  const list: unknown = text.trim().startsWith('[') ? JSON.parse(text) : undefined
  if (Array.isArray(list) && list.every((item): item is string => typeof item === 'string')) return list
  throw new Error(`${keyword} must be a JSON list of strings: ${text}`)
}

/** `--name=value` at the beginning, and what follows. */
function flags(text: string): { options: Record<string, string>; rest: string } {
  const options: Record<string, string> = {}
  let rest = text.trim()
  for (let match = /^--([\w-]+)=(\S+)\s+/.exec(rest); match; match = /^--([\w-]+)=(\S+)\s+/.exec(rest)) {
    options[match[1] ?? ''] = match[2] ?? ''
    rest = rest.slice(match[0].length)
  }
  return { options, rest }
}

function instruction(keyword: string, text: string): Instruction {
  switch (keyword) {
    case 'WORKDIR':
      return { kind: 'workdir', folder: text }
    case 'ENV':
      return {
        kind: 'env',
        variables: Object.fromEntries(
          words(text).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
        ),
      }
    case 'COPY': {
      const { options, rest } = flags(text)
      const paths = words(rest)
      return { kind: 'copy', from: options['from'], sources: paths.slice(0, -1), target: paths.at(-1) ?? '' }
    }
    case 'RUN':
      return { kind: 'run', command: text }
    case 'USER':
      return { kind: 'user', name: text }
    case 'VOLUME':
      return { kind: 'volume', folder: text }
    case 'EXPOSE':
      return { kind: 'expose', port: Number(text) }
    case 'HEALTHCHECK': {
      const { options, rest } = flags(text)
      return { kind: 'healthcheck', options, command: execForm(rest.replace(/^CMD\s+/, ''), 'HEALTHCHECK CMD') }
    }
    case 'STOPSIGNAL':
      return { kind: 'stopsignal', signal: text }
    case 'CMD':
      return { kind: 'cmd', command: execForm(text, keyword) }
    default:
      throw new Error(`Nobody here knows what ${keyword} does.`)
  }
}

/** @throws Error for an instruction that is not known, or one that stands before the first FROM */
export function parseDockerfile(source: string): readonly Stage[] {
  const lines = source
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replaceAll(/\s*\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const stages: (Omit<Stage, 'instructions'> & { instructions: Instruction[] })[] = []
  for (const line of lines) {
    const [keyword = '', text = ''] = /^(\S+)\s+(.*)$/.exec(line.trim())?.slice(1) ?? []
    if (keyword === 'FROM') {
      const [image = '', , name] = words(text)
      stages.push({ image, name, instructions: [] })
    } else {
      const stage = stages.at(-1)
      if (!stage) throw new Error(`${keyword} stands before the first FROM.`)
      stage.instructions.push(instruction(keyword, text.trim()))
    }
  }
  return stages
}

/** Every instruction of one kind, in order. */
export const all = <Kind extends Instruction['kind']>(
  stage: Stage,
  kind: Kind,
): readonly Extract<Instruction, { kind: Kind }>[] =>
  stage.instructions.filter((one): one is Extract<Instruction, { kind: Kind }> => one.kind === kind)

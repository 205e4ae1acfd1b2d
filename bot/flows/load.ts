// Reads flow definitions and refuses those that cannot work.
import { readFileSync, readdirSync } from 'node:fs'
import { parse } from 'yaml'
import { AppError, toError } from '../../platform/errors.js'
import { builtInFragment, includeFragments, type ReadFragment } from './include.js'
import { flowSchema, type Flow, type Flows } from './schema.js'
import { validateFlow, type Bindings } from './validate.js'

export interface FlowFile {
  file: string
  text: string
}

const refuse = (file: string, reason: string, cause?: unknown): AppError =>
  new AppError('flow-invalid', `${file}: ${reason}.`, { details: { file, step: null, reason }, cause })

function readYaml({ file, text }: FlowFile): unknown {
  try {
    return parse(text)
  } catch (error) {
    throw refuse(file, `is not YAML (${toError(error).message.split('\n')[0] ?? ''})`, error)
  }
}

/** One definition. Throws `flow-invalid` naming file, step and reason. */
export function parseFlow(source: FlowFile, bindings: Bindings, fragments: ReadFragment = builtInFragment): Flow {
  const parsed = flowSchema.safeParse(includeFragments(readYaml(source), fragments))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const at = (issue?.path ?? []).map(String)
    const step = at[0] === 'steps' ? (at[1] ?? null) : null
    const reason = `${at.join('.')}: ${issue?.message ?? 'wrong form'}`
    throw new AppError('flow-invalid', `${source.file}: ${reason}.`, { details: { file: source.file, step, reason } })
  }
  validateFlow(parsed.data, source.file, bindings)
  return parsed.data
}

/** All definitions by name. */
export function parseFlows(sources: readonly FlowFile[], bindings: Bindings): Flows {
  const flows = new Map<string, Flow>()
  for (const source of sources) {
    const flow = parseFlow(source, bindings)
    if (flows.has(flow.flow)) throw refuse(source.file, `the flow "${flow.flow}" is defined twice`)
    flows.set(flow.flow, flow)
  }
  return flows
}

/** The definitions that stand beside this file. */
export function builtInFlows(): readonly FlowFile[] {
  const folder = new URL('./', import.meta.url)
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => ({ file, text: readFileSync(new URL(file, folder), 'utf8') }))
}

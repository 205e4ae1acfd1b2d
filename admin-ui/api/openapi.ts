// The admin API described as OpenAPI 3.1, made from the same contracts that serve it (https://spec.openapis.org/oas/v3.1.0).
import { z } from 'zod'
import type { Route } from './route.js'
import { errorAnswer } from './route.js'

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

/** `/intents/:name` → `/intents/{name}` */
const templated = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}')

function parameters(schema: z.ZodObject | undefined, place: 'path' | 'query') {
  if (schema === undefined) return []
  const described = schemaOf(schema, 'input') as { properties?: Record<string, object>; required?: string[] }
  return Object.entries(described.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || (described.required ?? []).includes(name),
    schema: property,
  }))
}

function operation(room: string, name: string, route: Route) {
  const content = (schema: z.ZodType, io: 'input' | 'output') => ({
    'application/json': { schema: schemaOf(schema, io) },
  })
  return {
    operationId: `${room}.${name}`,
    tags: [room],
    summary: route.summary,
    'x-policy': route.policy,
    ...(route.policy === 'anyone' ? { security: [] } : {}),
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...(route.body === undefined ? {} : { requestBody: { required: true, content: content(route.body, 'input') } }),
    responses: {
      200: { description: 'Done.', content: content(route.response, 'output') },
      default: { $ref: '#/components/responses/error' },
    },
  }
}

/** @param cookieName the session cookie's name in this installation. */
export function openApi(contract: Readonly<Record<string, Readonly<Record<string, Route>>>>, cookieName: string) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [room, routes] of Object.entries(contract))
    for (const [name, route] of Object.entries(routes))
      (paths[templated(route.path)] ??= {})[route.method] = operation(room, name, route)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kefu admin API',
      version: '1',
      description:
        'Sessions are cookies. Requests that change something need the header `x-kefu-request` (any value) and come from the same origin.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ session: [] }],
    paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: cookieName } },
      responses: {
        error: {
          description: 'Refused; `error.code` is one of those in docs/errors.md.',
          content: { 'application/json': { schema: schemaOf(errorAnswer, 'output') } },
        },
      },
    },
  }
}

// The LM Studio door: the REST lists that AnythingLLM and Open WebUI read, load and unload, and the greeting by which
// its tools find a server. The WebSocket of its own SDKs is not spoken here. Source: serving-apis 4.

import type { ByteRequest, ByteRoute, House, Method } from '../door.ts'
import { MAX_ASK_BYTES } from '../infer.ts'
import { writeError } from '../openai/errors.ts'
import { load, unload } from './load.ts'
import { greeting, listNew, listOld, oneOld } from './models.ts'

type Handle = (house: House, bytes: ByteRequest) => Promise<void>

function at(methods: readonly Method[], path: string, rest: readonly [RegExp, string, Handle]): ByteRoute {
  const [pattern, summary, handle] = rest
  return {
    methods,
    path,
    pattern,
    summary,
    limitBytes: methods.includes('POST') ? MAX_ASK_BYTES : 0,
    handle,
    refuse: (house, { response }, error) => writeError(response, error, house.defects),
  }
}

const READ = ['GET', 'HEAD'] as const

export const lmstudioRoutes: readonly ByteRoute[] = [
  at(READ, '/lmstudio-greeting', [
    /^\/lmstudio-greeting$/,
    'The word by which LM Studio’s tools know a server.',
    greeting,
  ]),
  at(READ, '/api/v0/models', [
    /^\/api\/v0\/models$/,
    'Models, as LM Studio’s older REST lists them.',
    listOld,
  ]),
  at(READ, '/api/v0/models/{id}', [/^\/api\/v0\/models\/(.{1,600})$/, 'One model of that list.', oneOld]),
  at(READ, '/api/v1/models', [/^\/api\/v1\/models$/, 'Models, as LM Studio’s REST lists them.', listNew]),
  at(['POST'], '/api/v1/models/load', [/^\/api\/v1\/models\/load$/, 'Loads a model.', load]),
  at(['POST'], '/api/v1/models/unload', [/^\/api\/v1\/models\/unload$/, 'Unloads a model.', unload]),
]

// The one tool that only owc mcp has, because it reads this machine: a file or folder is hashed in place and judged as
// owc verify judges it, by the bundle that lies beside it. The node is never asked for a path, and /mcp has no such tool.
// Invariant: what is told is digests and verdicts, never bytes; names of files are data. Source: serving-apis 5.

import { isAbsolute, resolve } from 'node:path'
import { OwcError, sentence } from '../base/errors.ts'
import { asData } from '../base/plain-data.ts'
import type { Call, World } from './command.ts'
import type { Out } from './out.ts'
import { systemProblem } from './system-problem.ts'
import { judgePath } from './verify.ts'

const MAX_FILES = 50 // named in an answer
const NAME = 'verify_file'
const MAX_PATH = 4_096

export const VERIFY_FILE = {
  name: NAME,
  description:
    'Hashes a file or folder of this machine in place and checks it as owc verify does: bytes, record, log and trust, by the bundle beside it, without network. Its digests can then be asked for with get_release. Reads nothing else and changes nothing.',
  inputSchema: {
    type: 'object',
    properties: { path: { type: 'string', minLength: 1, maxLength: MAX_PATH } },
    required: ['path'],
    additionalProperties: false,
  },
  outputSchema: {
    type: 'object',
    required: ['path', 'ok', 'files', 'bytes', 'record', 'log', 'trust', 'problems', 'cut'],
    properties: {
      path: { type: 'string' },
      ok: {
        type: 'boolean',
        description: 'Only that nothing was found wrong; the four facts say what was found.',
      },
      files: { type: 'array' },
      bytes: {},
      record: {},
      log: {},
      trust: {},
      problems: { type: 'array' },
      cut: { type: 'boolean', description: 'Whether something was left out to stay below 32 KiB.' },
    },
  },
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
} as const

/** The result of a call of it, in the form that both revisions of the protocol read. */
export async function verifyFile(given: unknown, world: World, out: Out): Promise<object> {
  let path: string | undefined
  try {
    path = pathOf(given, world)
    const { report, found } = await judgePath(callOf(path, world), out)
    const { ok, bytes, record, log, trust, problems } = report
    const files = (found?.files ?? []).slice(0, MAX_FILES)
    const { data, cut } = asData({ path, ok, files, bytes, record, log, trust, problems })
    const structuredContent = { ...(data as Record<string, unknown>), cut }
    return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent }
  } catch (error) {
    const told = error instanceof OwcError ? error : systemProblem(error, path)
    if (told === undefined) throw error
    return { content: [{ type: 'text', text: sentence(told.problem) }], isError: true }
  }
}

function pathOf(given: unknown, { folder }: World): string {
  const path = (given as { readonly path?: unknown } | undefined)?.path
  if (typeof path === 'string' && path !== '' && path.length <= MAX_PATH && !path.includes('\0'))
    return isAbsolute(path) ? path : resolve(folder, path)
  const expected = `a path of 1 to ${MAX_PATH} characters`
  throw new OwcError({ code: 'usage', where: 'path', expected, found: typeof path })
}

/** owc verify PATH --offline. */
function callOf(path: string, world: World): Call {
  return { args: [path], flag: () => undefined, flags: () => [], on: (name) => name === 'offline', world }
}

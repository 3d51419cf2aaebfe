// Names that every client can use: hub-protocols 1. Display case is kept elsewhere as an alias.

import { OwcError } from './errors.ts'

export const RESERVED_NAMESPACES: readonly string[] = [
  'api',
  'v1',
  'v2',
  'xet',
  'datasets',
  'spaces',
  'kernels',
  'buckets',
  'models',
  'docs',
  'owc',
  'static',
  'well',
  'health',
  'r',
  'a',
  's',
  'who',
  'suites',
  'log',
  'evaluations',
  'govern',
  'circuit',
  'shelf',
  'chat',
  'learn',
  'findings',
  'licences',
  'tools',
  'commons',
  'mcp',
  'healthz',
  'readyz',
  'metrics',
  'releases',
  'said',
  'session',
  'token',
  'import',
  'imports',
  'publish',
  'join',
  'favicon',
  'robots',
  'props',
  'slots',
  'version',
  'tokenize',
  'detokenize',
  'tokenizer_info',
  'apply-template',
  'lmstudio-greeting',
]

const NAMESPACE = /^[a-z0-9]+([-_][a-z0-9]+)*$/
const NAME = /^[a-z0-9]+([._-][a-z0-9]+)*$/
const MAX_PART = 80 // Ollama's limit, the smallest of all clients

export type Name = { readonly namespace: string; readonly name: string }

/** Parses `namespace/name`, lower-casing display case. */
export function parseName(text: string, where: string): Name {
  const [namespace, name, ...rest] = text.toLowerCase().split('/')
  if (namespace === undefined || name === undefined || rest.length > 0)
    throw badName(text, where, 'namespace/name')
  if (namespace.length > MAX_PART || name.length > MAX_PART)
    throw badName(text, where, `at most ${MAX_PART} characters a part`)
  if (!NAMESPACE.test(namespace))
    throw badName(text, where, 'a namespace of a-z, 0-9 and single - or _ between them')
  if (!NAME.test(name) || name.endsWith('.git'))
    throw badName(text, where, 'a name of a-z, 0-9 and single ., - or _ between them')
  if (RESERVED_NAMESPACES.includes(namespace)) throw badName(text, where, 'a namespace that is not reserved')
  return { namespace, name }
}

/** Nearest allowed part for a foreign spelling: "All_MiniLM L6" → "all_minilm-l6". */
export function namePart(foreign: string, fallback: string): string {
  const part = foreign
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/[._-]*([._-])[._-]*/g, '$1')
    .slice(0, MAX_PART)
    .replace(/^[._-]+|[._-]+$/g, '')
  return part === '' ? fallback : part
}

/** A namespace alone, that a name may stand under. */
export function parseNamespace(text: string, where: string): string {
  try {
    return parseName(`${text}/name`, where).namespace
  } catch (cause) {
    if (!(cause instanceof OwcError)) throw cause
    throw new OwcError({ ...cause.problem, found: JSON.stringify(text.slice(0, 200)) }, cause)
  }
}

const MAX_SPOKEN = 80 // characters of a name that people give themselves
// Controls, line breaks, invisible and direction-changing characters, what is unassigned or private: two names that
// look the same must not be two.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0\u2800]|[\ufe00-\ufe0f]/u

/** A name for people, as an identity gives itself one; in every script, with nothing hidden.
 *  @throws OwcError `name-invalid` */
export function spokenName(text: string, where: string): string {
  const hidden = HIDDEN.exec(text)?.[0]
  const found =
    hidden === undefined
      ? JSON.stringify(text.slice(0, MAX_SPOKEN + 1))
      : `U+${(hidden.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}, which nobody sees`
  const sound =
    hidden === undefined &&
    text.isWellFormed() &&
    text === text.trim() &&
    text === text.normalize('NFC') &&
    text.length > 0 &&
    text.length <= MAX_SPOKEN
  if (sound) return text
  const expected = `a name of 1 to ${MAX_SPOKEN} visible characters, in Unicode form C, without spaces at its ends`
  throw new OwcError({ code: 'name-invalid', where, expected, found })
}

function badName(text: string, where: string, expected: string): OwcError {
  return new OwcError({ code: 'name-invalid', where, expected, found: JSON.stringify(text.slice(0, 200)) })
}

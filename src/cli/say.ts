// owc say TYPE --file F: a statement of any type, its body from a JSON file, signed with a key of this machine or, for
// the operator, in the node's name. A type that nobody here knows is logged and has no effect: that is said aloud.

import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseDigest, type Sha256, sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { parseStrict } from '../base/strict-json.ts'
import type { Body, Draft } from '../commons/subject.ts'
import { statementTypes } from '../commons/subjects.ts'
import type { ReleaseView } from '../node/views/release.ts'
import type { Call, Command, Connection } from './command.ts'
import { releasePath } from './reference.ts'
import { openVoice } from './voice.ts'

export const command: Command = {
  spec: {
    name: 'say',
    usage: 'TYPE --file F [--about REF]… [--key K]',
    summary:
      'Says a statement of the given type. The file holds the body as JSON; each type’s schema is under /commons/v1/schemas. A field "about" in it may be a reference.',
    flags: [
      { name: 'file', value: 'F', meaning: 'JSON file with the body of the statement; - for the input.' },
      {
        name: 'about',
        value: 'REF',
        many: true,
        meaning: 'Digest or reference that it is about; may be given several times.',
      },
      {
        name: 'key',
        value: 'K',
        meaning: 'The identity that speaks; the only one at home on the node if not given.',
      },
    ],
    arguments: { least: 1, most: 1 },
    examples: ['owc say response --file answer.json', 'owc say status --file status.json --about acme/tern'],
  },
  async run(call, out) {
    const type = typeOf(call.args[0] as string)
    const connection = await call.world.connect()
    try {
      const draft = await draftOf(call, connection, type)
      const voice = await openVoice(call.world, connection, call.flag('key'))
      const warning = unknownType(type)
      if (warning !== undefined) out.note(warning)
      const receipt = await voice.say(draft)
      out.line(`logged sha256:${receipt.statement} at index ${receipt.logIndex}`)
      out.result({
        statement: `sha256:${receipt.statement}`,
        logIndex: receipt.logIndex,
        ...(warning !== undefined && { warning }),
      })
      return 0
    } finally {
      await connection.close()
    }
  },
}

export function typeOf(word: string): string {
  return word.includes(':') ? word : `owc:${word}/v1`
}

/** What is to be known before a statement of an unknown type is signed; undefined: the type is known. */
export function unknownType(type: string): string | undefined {
  if (statementTypes.has(type)) return undefined
  const close = nearest(type, [...statementTypes.keys()])
  const meant = close === undefined ? '' : ` Did you mean ${close}?`
  return `No type ${type} is known here: it is logged and shown as it is, and has no effect.${meant}`
}

/** @throws OwcError `json-invalid`, `file-unusable`, `release-missing` */
export async function draftOf(
  { flag, flags, world }: Call,
  connection: Connection,
  type: string,
): Promise<Draft> {
  const file = flag('file') ?? '-'
  const path = file === '-' ? '/dev/stdin' : resolve(world.folder, file)
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new OwcError(
      { code: 'file-unusable', where: file, expected: 'a JSON file', found: 'none that can be read' },
      cause,
    )
  })
  const body = objectOf(parseStrict(bytes, file), file)
  const { about, ...rest } = body
  const named = typeof about === 'string' ? about : undefined
  const refs = [...new Set([...(named === undefined ? [] : [named]), ...flags('about')])]
  const subjects = await Promise.all(
    refs.map(async (ref) => ({ name: ref, digest: await digestOf(connection, ref) })),
  )
  // In a body a digest is a digest; a name was for people and stands in the subject.
  const kept = named === undefined || isDigest(named) ? body : rest
  return { type, subjects, body: JSON.parse(JSON.stringify(kept)) as Body }
}

function objectOf(value: unknown, where: string): Body {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Body
  throw new OwcError({
    code: 'json-invalid',
    where,
    expected: 'an object: the body',
    found: 'something else',
  })
}

function isDigest(text: string): boolean {
  return sha256(text.replace(/^sha256:/, '')) !== undefined
}

/** A digest as it is; of a name, the artifact that it means now. @throws OwcError `release-missing` */
export async function digestOf({ api }: Connection, ref: string, flag = '--about'): Promise<Sha256> {
  if (isDigest(ref)) return parseDigest(ref, flag)
  return (await api.get<ReleaseView>(releasePath(ref))).artifact
}

// owc key log [NAME|FILE]: posts what is signed and not logged: an identity whose posting was cut, the next document of
// one, or a file that several people have signed. What the log has already is answered with its receipt.

import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { OwcError } from '../base/errors.ts'
import type { Envelope } from '../ledger/envelope.ts'
import type { IdentityView } from '../node/views/identity.ts'
import type { Command, World } from './command.ts'
import { post } from './key-change.ts'
import { readLoose } from './key-envelope.ts'
import { firstDocument, forgetFile, nextDocument, type StoredIdentity, storedIdentity } from './key-store.ts'

type Waiting = { readonly path: string; readonly envelope: Envelope }

export const command: Command = {
  spec: {
    name: 'key log',
    usage: '[NAME|FILE]',
    summary:
      'Logs what is signed and was not logged: an identity whose posting was cut, its next document, or a statement in a file that several people have signed.',
    flags: [],
    arguments: { least: 0, most: 1 },
    examples: ['owc key log ada', 'owc key log release-to-sign.json'],
  },
  async run({ args, world }, out) {
    const connection = await world.connect()
    try {
      const { api } = connection
      const stored = await storedFor(world, args[0])
      const waiting = await found(world, { stored, word: args[0] }, (identity) =>
        api.get<IdentityView>(`/commons/v1/identities/${identity}`).then(
          () => true,
          (error: unknown) => known(error),
        ),
      )
      if (waiting.length === 0) {
        out.line('Nothing waits to be logged.')
        out.result({ logged: [] })
        return 0
      }
      const logged = []
      for (const { path, envelope } of waiting) {
        const { statement, type, logIndex } = await post(api, envelope)
        if (stored !== undefined && path === nextDocument(stored)) await forgetFile(path)
        out.line(`${type} sha256:${statement} is logged at index ${logIndex}.`)
        logged.push({ type, statement: `sha256:${statement}`, logIndex })
      }
      out.result({ logged })
      return 0
    } finally {
      await connection.close()
    }
  },
}

/** The identity that a word names; undefined when it names a file. */
async function storedFor(world: World, word: string | undefined): Promise<StoredIdentity | undefined> {
  return await storedIdentity(world.stateFolder, word).catch((error: unknown) => {
    if (word === undefined || !(error instanceof OwcError)) throw error
    return undefined
  })
}

async function found(
  world: World,
  { stored, word }: { readonly stored: StoredIdentity | undefined; readonly word: string | undefined },
  isKnown: (identity: string) => Promise<boolean>,
): Promise<readonly Waiting[]> {
  if (stored !== undefined) return await ofIdentity(stored, await isKnown(stored.identity))
  const path = resolve(world.folder, word ?? '')
  return [await waitingAt(path)]
}

async function ofIdentity(stored: StoredIdentity, isKnown: boolean): Promise<readonly Waiting[]> {
  const first = isKnown ? [] : [await waitingAt(firstDocument(stored))]
  const next = await waitingAt(nextDocument(stored)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return undefined
  })
  return next === undefined ? first : [...first, next]
}

async function waitingAt(path: string): Promise<Waiting> {
  const envelope = readLoose(await readFile(path), path)
  if (envelope.signatures.length > 0) return { path, envelope }
  throw new OwcError({
    code: 'signature-invalid',
    where: path,
    expected: 'signatures',
    found: 'none',
    hint: 'owc key sign adds one.',
  })
}

function known(error: unknown): boolean {
  if (error instanceof OwcError && error.problem.code === 'identity-unknown') return false
  throw error
}

// What the node says in its own name: with its own key, only what it computed (DESIGN 11). Header and place in ordered
// streams are filled in here, and the statement goes through the same gate as anybody's.

import { OwcError } from '../base/errors.ts'
import { type Clock, instant } from '../base/time.ts'
import { streamHead } from '../commons/all-statements.ts'
import { head as identityHead } from '../commons/keys/query.ts'
import { statementTypes } from '../commons/subjects.ts'
import { envelopeBytes, signEnvelope } from '../ledger/envelope.ts'
import type { Signer } from '../ledger/signer.ts'
import { IDENTITY_TYPE, makeStatement, NONCE_BYTES, nonceText } from '../ledger/statement.ts'
import type { Who } from './access.ts'
import { type Admission, admit } from './admit.ts'
import type { Receipt, Say } from './node.ts'

export type Voice = {
  readonly admission: Admission
  readonly identity: string
  readonly signer: Signer
  readonly clock: Clock
  readonly random: (count: number) => Uint8Array
}

const ITSELF: Who = { name: 'this node', scopes: ['operate'], operator: true }
const MAX_TRIES = 8 // of an ordered statement whose place another one took

export async function speak(voice: Voice, say: Say): Promise<Receipt> {
  const ordered = statementTypes.get(say.type)?.ordered === true
  for (let tries = 1; ; tries++) {
    try {
      return await speakOnce(voice, say, ordered ? await nextPlace(voice, say.type) : {})
    } catch (error) {
      const moved = error instanceof OwcError && error.problem.code === 'stream-conflict'
      if (!moved || tries === MAX_TRIES) throw error
    }
  }
}

type Place = { readonly seq?: number; readonly prev?: Receipt['statement'] | null }

async function speakOnce(voice: Voice, say: Say, place: Place): Promise<Receipt> {
  return await admit(voice.admission, await signed(voice, say, place), ITSELF)
}

/** The envelope alone: what is not said yet can be sealed. */
export async function signed(
  voice: Voice,
  { type, subjects, body }: Say,
  place: Place = {},
): Promise<Uint8Array> {
  const { admission, identity, signer, clock, random } = voice
  const header = {
    issuer: identity,
    home: admission.log.origin,
    nonce: nonceText(random(NONCE_BYTES)),
    issued: instant(clock()),
    ...place,
  }
  const payload = makeStatement({ type, subjects, header, body }, admission.crypto)
  return envelopeBytes(await signEnvelope(payload, [signer]))
}

async function nextPlace({ admission, identity }: Voice, type: string): Promise<Place> {
  const { log, index } = admission
  const last =
    type === IDENTITY_TYPE
      ? await identityHead(index.db, identity, instant(log.nextSeconds()))
      : await streamHead(index.db, { origin: log.origin, issuer: identity, type })
  return last === undefined ? { seq: 0, prev: null } : { seq: last.seq + 1, prev: last.statement }
}

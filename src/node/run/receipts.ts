// What made an answer, without its text: which bytes, template, settings and runtime, and commitments to the tokens
// that only who has the salt can open. Append-only, in state.db; never published. Source: serving-apis 7.5.

import { createHash, createHmac } from 'node:crypto'
import type { Kysely } from 'kysely'
import { canonicalJson } from '../../base/canonical-json.ts'
import { toBase32 } from '../../ledger/base32.ts'
import type { Crypto } from '../../ledger/crypto.ts'
import type { StateTables } from '../state-tables.ts'

export type Receipt = {
  readonly v: 1
  readonly id: string // 26 letters and digits, base32
  readonly record: string // sha256:…, of the statement that names the artifact
  readonly artifact: string // sha256:…
  readonly object: { readonly sha256: string; readonly tensors?: string } // what was loaded
  readonly template: string | null // SHA-256 of the chat template's text
  readonly prompt: Commitment
  readonly output: Commitment
  readonly params: Params
  readonly seed: number
  readonly runtime: string
  readonly ctx: number
  readonly custody: 'bytes' // read from open files, whose digests were taken when the model was loaded
  readonly ignored: readonly string[] // fields of the request without effect
  readonly truncated: number // messages that were left out because the caller allowed it
  readonly finish: string
  readonly surface: string
  readonly started: string
  readonly ms: number
  readonly node: string
}

/** Reals as decimal strings, so that a receipt can be signed as a statement's body. */
export type Params = {
  readonly temperature: string
  readonly topK: number
  readonly topP: string
  readonly minP: string
  readonly repeatPenalty: string
  readonly maxTokens: number | null
  readonly stop: number // how many stop strings
  readonly grammar: string | null // SHA-256 of its text
}

/** HMAC-SHA-256 of the token ids (little-endian 32 bit) under 16 random bytes that only the caller gets. */
export type Commitment = { readonly n: number; readonly commit: string }

const MAX_KEPT_LISTED = 1_000

export function receiptId(random: (count: number) => Uint8Array): string {
  return toBase32(random(16))
}

export function commitment(tokens: readonly number[], salt: Uint8Array): Commitment {
  const bytes = new Uint8Array(Uint32Array.from(tokens).buffer)
  return { n: tokens.length, commit: createHmac('sha256', salt).update(bytes).digest('hex') }
}

export function grammarDigest(grammar: string | undefined): string | null {
  return grammar === undefined ? null : createHash('sha256').update(grammar).digest('hex')
}

/** The same for every answer of one deployment: bytes, template, runtime and context. An artifact can hold several
 *  objects, so the one that was loaded is named too. */
export function fingerprint(
  {
    artifact,
    object,
    template,
    runtime,
    ctx,
  }: Readonly<Record<'artifact' | 'object' | 'runtime', string>> & {
    readonly template: string | null
    readonly ctx: number
  },
  crypto: Crypto,
): string {
  const text = canonicalJson({ artifact, object, template, adapters: [], runtime, ctx })
  return `owc_${crypto.sha256(new TextEncoder().encode(text)).toHex().slice(0, 16)}`
}

export type Receipts = {
  keep(receipt: Receipt): Promise<void>
  get(id: string): Promise<Receipt | undefined>
  newest(limit: number): Promise<readonly Receipt[]>
}

export function openReceipts(db: Kysely<StateTables>): Receipts {
  return {
    async keep(receipt) {
      const row = { id: receipt.id, started: receipt.started, receipt: JSON.stringify(receipt) }
      await db.insertInto('receipt').values(row).execute()
    },
    async get(id) {
      const row = await db.selectFrom('receipt').select('receipt').where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : (JSON.parse(row.receipt) as Receipt)
    },
    async newest(limit) {
      const rows = await db
        .selectFrom('receipt')
        .select('receipt')
        .orderBy('started', 'desc')
        .orderBy('id')
        .limit(Math.min(limit, MAX_KEPT_LISTED))
        .execute()
      return rows.map(({ receipt }) => JSON.parse(receipt) as Receipt)
    },
  }
}

// A receipt in somebody's name: the node's record of an answer as a statement, signed with a key of this machine and
// written to a file with the identity documents that show whose key that is. Nothing is logged. Whoever has the file
// verifies it without network; whoever has the salt and the words too can open the commitments.

import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseDigest } from '../base/digest.ts'
import { OwcError, sentence } from '../base/errors.ts'
import { type BundledStatement, bundleBytes, MAX_BUNDLE_BYTES } from '../ledger/bundle.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { parseEnvelope } from '../ledger/envelope.ts'
import { readStatement } from '../ledger/statement.ts'
import { verifySaid } from '../ledger/verify-said.ts'
import type { Receipt } from '../node/run/receipts.ts'
import type { IdentityView } from '../node/views/identity.ts'
import type { StatementView } from '../node/views/statement.ts'
import type { Call, Connection, Exit } from './command.ts'
import type { Out } from './out.ts'
import { readTrust, trustPath } from './trust-store.ts'
import { openVoice } from './voice.ts'

export const RECEIPT_TYPE = 'owc:receipt/v1'

/** @throws OwcError `identity-missing` where only the node could speak, `file-unusable` */
export async function signReceipt(call: Call, connection: Connection, out: Out): Promise<Exit> {
  const { api } = connection
  const id = call.args[0] ?? ''
  const receipt = await api.get<Receipt>(`/commons/v1/receipts/${encodeURIComponent(id)}`)
  const voice = await openVoice(call.world, connection, call.flag('key'))
  const subjects = [
    { name: 'object', digest: parseDigest(receipt.object.sha256, 'receipt') },
    { name: 'artifact', digest: parseDigest(receipt.artifact, 'receipt') },
  ].filter(({ digest }, i, all) => all.findIndex((one) => one.digest === digest) === i)
  const signed = parseEnvelope(await voice.sign({ type: RECEIPT_TYPE, subjects, body: receipt }), id)
  const statement = readStatement(signed.payload, id, nodeCrypto)
  const documents = await documentsOf(connection, voice.identity)
  const bytes = bundleBytes({
    subject: statement.id,
    statements: [{ envelope: signed, proofs: [] }, ...documents],
    times: [],
    files: [],
    blobs: [],
    oms: [],
    consistency: [],
  })
  const file = resolve(call.world.folder, call.flag('out') ?? `receipt-${receipt.id}.json`)
  await writeFile(file, bytes, { flag: 'wx' })
  out.line(`${file}: receipt ${receipt.id}, signed by ${voice.name}. Nothing was logged.`)
  out.line(out.soft('owc receipts --verify FILE checks it without network.'))
  out.result({ file, receipt: receipt.id, statement: `sha256:${statement.id}`, by: voice.identity })
  return 0
}

async function documentsOf({ api }: Connection, identity: string): Promise<readonly BundledStatement[]> {
  const { documents } = await api.get<IdentityView>(`/commons/v1/identities/${identity}`)
  return await Promise.all(
    documents.map(async ({ statement }) => {
      const path = `/commons/v1/statements/${statement}`
      const { entries } = await api.get<StatementView>(path)
      const envelope = await api.download(`${path}/envelope`, async (chunks) =>
        Buffer.concat(await Array.fromAsync(chunks)),
      )
      const proofs = entries.flatMap(({ proof }) => (proof === undefined ? [] : [proof]))
      return { envelope: parseEnvelope(envelope, statement), proofs }
    }),
  )
}

/** Opens no node. */
export async function verifyReceipt({ flag, world }: Call, out: Out): Promise<Exit> {
  const file = resolve(world.folder, flag('verify') ?? '')
  const bytes = await readFile(file)
  if (bytes.length > MAX_BUNDLE_BYTES) throw tooLarge(file, bytes.length)
  const trust = await readTrust(flag('trust') ?? trustPath(world.stateFolder))
  const report = await verifySaid(bytes, trust, nodeCrypto)
  const { statement, problems } = report
  const receipt = statement?.type === RECEIPT_TYPE ? (statement.body as Partial<Receipt>) : undefined
  const ok = report.ok && receipt !== undefined && namesItsSubject(receipt, statement?.subjects[0]?.digest)
  for (const problem of problems) out.line(sentence(problem))
  if (report.ok && !ok) out.line('It is signed, and it is no receipt of the object that it names.')
  if (ok) {
    const who = report.pinned ? 'whom you trust' : 'whom you have not pinned: owc trust add'
    out.line(`Signed by ${report.name} (${statement?.header.issuer}), ${who}.`)
    for (const [key, value] of Object.entries(receipt))
      out.line(`  ${key.padEnd(10)} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    out.line(
      out.soft(
        'It says what made the answer. The answer itself is opened with the salt, by owc run --replay.',
      ),
    )
  }
  const { name, pinned, signers } = report
  out.result({ ok, by: statement?.header.issuer, name, pinned, signers, receipt, problems })
  return ok ? 0 : 1
}

function namesItsSubject({ object }: Partial<Receipt>, digest: string | undefined): boolean {
  return digest !== undefined && object?.sha256 === `sha256:${digest}`
}

function tooLarge(where: string, found: number): OwcError {
  const expected = `a file of at most ${MAX_BUNDLE_BYTES} bytes`
  return new OwcError({ code: 'bundle-invalid', where, expected, found: `${found}` })
}

// What is held, against what this node says it holds: each artifact of its own custody statements has its manifest and
// its files, of the right size, and with `deep` every blob has the bytes of its name. Facts of what is held are there.

import { createHash } from 'node:crypto'
import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { instant } from '../base/time.ts'
import { heldBy } from '../commons/custody/query.ts'
import { identitiesOfKey } from '../commons/keys/query.ts'
import { timeBefore } from '../ledger/sequencer.ts'
import { keyPairFromPem } from '../ledger/signer.ts'
import { openInspector } from '../weights/inspector.ts'
import { openFacts } from './facts-store.ts'
import type { Checking, Finding } from './fsck.ts'
import type { CheckedLog } from './fsck-log.ts'
import { checkSealed } from './fsck-sealed.ts'
import { artifactFiles } from './manifests.ts'

const AGAIN =
  'Import it again, or bring it back from a backup; what stands in the log stays true of the right bytes.'

export async function checkHeld(checking: Checking, { size }: CheckedLog): Promise<void> {
  const { storage } = checking
  if (checking.deep) await hashAll(checking)
  const now = instant(await timeBefore(storage.logStore, size))
  const identities = await ownIdentities(checking)
  await checkSealed(checking, identities)
  for (const identity of identities) {
    for await (const artifact of heldBy(storage.index.db, identity, now))
      await checkArtifact(checking, artifact)
  }
}

async function ownIdentities({ storage, crypto }: Checking): Promise<readonly string[]> {
  const pem = await storage.secrets.get('node.pem')
  if (pem === undefined) return [] // told with the log
  const { key } = keyPairFromPem(new TextDecoder().decode(pem), 'keys/node.pem', crypto)
  return await identitiesOfKey(storage.index.db, key.keyid)
}

async function checkArtifact(checking: Checking, artifact: Sha256): Promise<void> {
  const { blobs } = checking.storage
  let files: Awaited<ReturnType<typeof artifactFiles>>
  try {
    files = await artifactFiles(blobs, artifact)
  } catch (error) {
    if (!(error instanceof OwcError) || error.problem.code !== 'blob-missing') throw error
    return await checking.add({ ...error.problem, hint: AGAIN })
  }
  for (const { path, sha256, sizeBytes } of files) {
    const stat = await blobs.stat(sha256)
    if (stat?.sizeBytes === sizeBytes) await checkFacts(checking, { path, sha256, sizeBytes })
    else await checking.add(lost({ path, sha256, sizeBytes }, stat?.sizeBytes))
  }
  await checking.breathe()
}

type File = { readonly path: string; readonly sha256: Sha256; readonly sizeBytes: number }

function lost({ path, sha256, sizeBytes }: File, found: number | undefined): Finding {
  const where = `${path}, ${digestText(sha256)}`
  const expected = `${sizeBytes} bytes`
  if (found === undefined) return { code: 'blob-missing', where, expected, found: 'nothing', hint: AGAIN }
  return { code: 'bytes-differ', where, expected, found: `${found}`, hint: AGAIN }
}

async function checkFacts(checking: Checking, { path, sha256, sizeBytes }: File): Promise<void> {
  const { storage } = checking
  checking.checked.facts++
  const facts = openFacts(storage.facts.db)
  if (await readable(() => facts.get(sha256))) return
  const expected = 'what was read from these bytes'
  const hint = 'owc fsck --repair reads the bytes again.'
  const where = `facts of ${path}, ${digestText(sha256)}`
  const finding = { code: 'facts-missing', where, expected, found: 'nothing', hint, repair: 'facts' } as const
  await checking.add(finding, async () => {
    const inspector = openInspector(path, { sizeBytes })
    for await (const _ of inspector.through(storage.blobs.read(sha256)));
    await facts.put(sha256, await inspector.result())
  })
}

/** A row that is no JSON any more is as good as none. */
async function readable(get: () => Promise<unknown>): Promise<boolean> {
  try {
    return (await get()) !== undefined
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

async function hashAll(checking: Checking): Promise<void> {
  const { blobs } = checking.storage
  const { checked } = checking
  for await (const { sha256, sizeBytes } of blobs.list()) {
    const hash = createHash('sha256')
    for await (const chunk of blobs.read(sha256)) {
      hash.update(chunk)
      checked.hashedBytes += chunk.length
      checking.tell({ phase: 'blobs', done: checked.hashedBytes })
    }
    checked.blobs++
    const found = hash.digest('hex')
    if (found === sha256) continue
    const where = `blob ${digestText(sha256)}`
    const expected = 'the bytes of its name'
    const other = `${sizeBytes} bytes with digest ${digestText(found as Sha256)}`
    await checking.add({ code: 'bytes-differ', where, expected, found: other, hint: AGAIN })
  }
}

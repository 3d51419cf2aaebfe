// One import from its reference to its statements: look, ask, take in, say what was found. Nothing is invented: what a
// file, a package or a server says is written down with its place, and nothing is merged.

import { parseName } from '../base/names.ts'
import { type Clock, instant } from '../base/time.ts'
import { isHolder } from '../commons/custody/query.ts'
import { findOffer } from '../sources/find.ts'
import type { Offer, SourceSettings } from '../sources/source.ts'
import type { Storage } from '../storage/contracts.ts'
import type { Facts } from './facts-store.ts'
import { examineForeign, type Foreign, hearsay, keepForeign } from './foreign.ts'
import type { RunImport } from './import-jobs.ts'
import type { ImportRequest, ImportView } from './imports.ts'
import { readSignatures } from './model-signatures.ts'
import type { Node, Receipt } from './node.ts'
import { observationOf } from './observe.ts'
import type { PeerLooks } from './peer-looks.ts'
import type { Observer } from './peers.ts'
import { type Taken, takeIn } from './take-in.ts'

export type ImportWork = {
  readonly storage: Storage
  readonly facts: Facts
  readonly sources: SourceSettings
  readonly askAboveBytes: number
  readonly clock: Clock
  readonly identity: string
  readonly observer: Observer
  readonly peers: Pick<PeerLooks, 'noted'>
  readonly index: Node['index']
  readonly logTime: Node['logTime']
  readonly say: Node['say']
}

export function runImport(work: ImportWork): RunImport {
  return async (request, progress) => {
    const offer = await findOffer(request.ref, work.sources, progress.signal)
    const name = nameFor(request, offer)
    const licences = offer.licences.map(({ value, where }) => ({ value, where }))
    progress.set({
      name,
      where: offer.where,
      licences,
      ...(offer.fetchBytes === undefined ? {} : { fetchBytes: offer.fetchBytes }),
    })
    if (!request.agreed && (offer.fetchBytes ?? 0) > work.askAboveBytes) await progress.agreed()
    progress.set({ phase: 'fetching' })
    const foreign = await foreignOf(work, offer, progress.signal)
    const taken = await takeIn(offer, request.include ?? [], work, progress)
    progress.set({ phase: 'logging' })
    return resultOf(name, taken, await logFound(work, { name, offer, taken, request, foreign }))
  }
}

async function foreignOf(work: ImportWork, { bundle, node: url, found }: Offer, signal: AbortSignal) {
  return bundle && (await examineForeign(work.observer, bundle, { url, artifact: found['artifact'], signal }))
}

type Found = {
  readonly name: string
  readonly offer: Offer
  readonly taken: Taken
  readonly request: ImportRequest
  readonly foreign: Foreign | undefined
}

/** The observation, then custody; a second import of the same bytes says neither again. */
async function logFound(work: ImportWork, found: Found): Promise<Receipt[]> {
  const { taken, offer } = found
  const objects = taken.set.objects
    .filter(({ digest }) => digest !== taken.artifact)
    .map(({ tag, digest }) => ({ name: `object:${tag}`, digest }))
  const subjects = [{ name: found.name, digest: taken.artifact }, ...objects]
  const scope = (found.request.include ?? []).length > 0 ? 'files' : 'folder'
  const { foreign } = found
  const kept = foreign && (await keepForeign(work.storage, foreign, { files: taken.files, scope }))
  const signatures = [...(await readSignatures(work, taken.files)), ...(kept?.said ?? [])]
  const body = observationOf({ ...found, signatures, ...(kept && { bundle: kept.bundle }) })
  const receipts = [await work.say({ type: 'owc:observation/v1', subjects, body })]
  const own = { artifact: taken.artifact, holder: work.identity }
  if (!(await isHolder(work.index, own, work.logTime()))) {
    const body = { since: instant(work.clock()), from: offer.where }
    receipts.push(
      await work.say({
        type: 'owc:custody/v1',
        subjects: [{ name: found.name, digest: taken.artifact }],
        body,
      }),
    )
  }
  if (foreign === undefined) return receipts
  const seen = await foreign.sighting?.log()
  if (seen !== undefined) await work.peers.noted(offer.node ?? '', seen)
  if (seen?.receipt !== undefined) receipts.push(seen.receipt)
  for (const checkpoint of await hearsay(work.observer, foreign)) receipts.push(await work.say(checkpoint))
  return receipts
}

function nameFor({ as }: ImportRequest, offer: Offer): string {
  const { namespace, name } = parseName(as ?? offer.name, as === undefined ? offer.ref : '--as')
  return `${namespace}/${name}`
}

function resultOf(
  ref: string,
  { artifact, files }: Taken,
  receipts: readonly Receipt[],
): NonNullable<ImportView['result']> {
  return {
    ref,
    artifact,
    statements: receipts.map(({ type, statement, logIndex }) => ({ type, digest: statement, logIndex })),
    files: files.map(({ path, sizeBytes, sha256 }) => ({ path, sizeBytes, sha256 })),
  }
}

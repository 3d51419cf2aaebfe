// One record with everything that bears on it here, assembled once for the rules of the release standard: what is said
// of it, what was read from its bytes, its earlier records, its ancestors, who met what it links to. A view: from index,
// facts and log time, and as bounded as its parts. Types: commons/standard/dossier.ts.

import type { Sha256 } from '../../base/digest.ts'
import { answersTo, once } from '../../commons/advisories/query.ts'
import { holders } from '../../commons/custody/query.ts'
import { identityName } from '../../commons/keys/query.ts'
import { content, history, objectsOf, type Row, withdrawalOf } from '../../commons/releases/query.ts'
import { stagesOf } from '../../commons/releases/stages.ts'
import {
  type AnswerFact,
  type Dossier,
  type EarlierRecord,
  MAX_SAID,
  type RunFact,
} from '../../commons/standard/dossier.ts'
import { runReportsOf } from '../../commons/tools/query.ts'
import { holderOf, speakersOf } from '../namespaces.ts'
import { advisoryFacts } from './advisory-reach.ts'
import { publisherOf, standing } from './derivations.ts'
import { ancestorsOf } from './dossier-ancestors.ts'
import { recordFiles, statedObjects } from './dossier-files.ts'
import { digestsNamed, pointedTo, seenOf } from './dossier-seen.ts'
import { reviewFacts } from './reviews.ts'
import type { ViewSources } from './sources.ts'

const MAX_EARLIER = 50 // records of the name by those who may speak for it, newest first
const MAX_EARLIER_FILES = 2_000 // of them together that are looked for; of the rest it is not known whether they are here

/** Undefined when the record's body was erased. */
export async function dossierOf(sources: ViewSources, row: Row): Promise<Dossier | undefined> {
  const { index, logTime, host } = sources
  const said = await content(index, row.statement)
  if (said === undefined) return undefined
  const { files, set } = await recordFiles(sources, said, row.artifact)
  const objects = set?.objects ?? statedObjects(await objectsOf(index, row.statement))
  const root = set?.tensorRoot ?? (said.body.tensorRoot as Sha256 | undefined)
  const bytes = [row.artifact, ...objects.map(({ digest }) => digest), ...(root === undefined ? [] : [root])]
  const digests = [...new Set([...bytes, row.statement])]
  const publisher = publisherOf(row)
  const child = { statement: row.statement, content: said, digests: bytes, publisher }
  const ancestors = await ancestorsOf(sources, child)
  const reviews = await reviewFacts(sources, { digests, publisher: row.issuer })
  const advisories = await advisoryFacts(sources, {
    digests: [...bytes, ...files.map(({ sha256 }) => sha256)],
    roots: rootsOf(files, root),
    ancestors,
    maker: publisher,
    node: host.identity,
  })
  const named = [row.artifact, ...digestsNamed(said), ...pointedTo([...reviews, ...advisories])]
  return {
    at: logTime,
    node: host.identity,
    ref: row.name,
    display: row.display,
    version: row.version,
    artifact: row.artifact,
    statement: row.statement,
    recorded: row.time,
    by: await speaker(sources, row),
    content: said,
    files,
    ...(set !== undefined && { set }),
    objects,
    earlier: await earlierOf(sources, row),
    ancestors,
    seen: await seenOf(sources, [...new Set(named)], row),
    holders: (await holders(index, row.artifact, logTime)).map(({ holder, since, lapsed, statement }) => ({
      holder,
      since,
      lapsed,
      at: [],
      statement,
    })),
    ...(await stagePart(sources, row)),
    reviews,
    advisories,
    ...(await withdrawalPart(sources, row)),
    answers: await answersPart(sources, digests, publisher),
    runs: await runsPart(sources, bytes),
  }
}

function rootsOf(files: Dossier['files'], root: Sha256 | undefined): readonly Sha256[] {
  const roots = [root, ...files.map(({ inspection }) => inspection?.tensorRoot)]
  return [...new Set(roots.filter((one) => one !== undefined))]
}

async function speaker(sources: ViewSources, { name, issuer }: Row): Promise<Dossier['by']> {
  const called = await identityName(sources.index, issuer)
  const holder = await holderOf(sources, name.slice(0, name.indexOf('/')))
  return {
    identity: issuer,
    ...(called !== undefined && { name: called }),
    holdsNamespace: holder?.identity === issuer,
  }
}

/** Of those who may say what the name is: whoever else uses it, or used it elsewhere, has moved nothing. */
async function earlierOf(sources: ViewSources, row: Row): Promise<readonly EarlierRecord[]> {
  const held = await speakersOf(sources, row.name.slice(0, row.name.indexOf('/')))
  const speakers = held && [held.holder, held.node, row.issuer]
  const all = (await history(sources.index, row.name, speakers)).filter(
    ({ statement }) => statement !== row.statement,
  )
  const moved = all.filter(
    ({ version, artifact }) => version === row.version && version !== null && artifact !== row.artifact,
  )
  const kept = new Set([...moved, ...all].slice(0, MAX_EARLIER)) // no crowd of records hides a version that moved
  const before = all.filter((one) => kept.has(one))
  const here = new Map<Sha256, boolean>()
  let room = MAX_EARLIER_FILES
  for (const { artifact, files } of before) {
    if (here.has(artifact) || files > room) continue
    room -= files
    here.set(artifact, await wholeHere(sources, artifact, files))
  }
  return before.map(({ statement, artifact, version, kind, time }) => ({
    statement,
    artifact,
    version,
    kind,
    time,
    held: here.get(artifact) ?? false,
  }))
}

/** `stated`: how many files the record says that it has; a longer list is not gone through. */
async function wholeHere(sources: ViewSources, artifact: Sha256, stated: number): Promise<boolean> {
  const files = await sources.files(artifact)
  if (files === undefined || files.length > stated) return false
  for (const { sha256 } of files) if (!(await sources.held(sha256))) return false
  return true
}

async function stagePart(
  { index }: ViewSources,
  { artifact, statement, issuer }: Row,
): Promise<Pick<Dossier, 'stage' | 'stagesLogged'>> {
  const stagesLogged = await stagesOf(index, { digests: [artifact, statement], issuer })
  const stage = stagesLogged.at(-1)
  return { stagesLogged, ...(stage !== undefined && { stage }) }
}

async function answersPart(
  sources: ViewSources,
  digests: readonly Sha256[],
  publisher: string | undefined,
): Promise<readonly AnswerFact[]> {
  const first = [publisher, sources.host.identity].filter((one) => one !== undefined)
  const said = await standing(sources, once(await answersTo(sources.index, digests, first)))
  return said.slice(0, MAX_SAID).map(({ statement, issuer, time, kind, finding, text }) => ({
    statement,
    issuer,
    time,
    kind,
    finding,
    text,
    ...(issuer === publisher && { byPublisher: true }),
  }))
}

async function runsPart({ index }: ViewSources, digests: readonly Sha256[]): Promise<readonly RunFact[]> {
  return (await runReportsOf(index, digests))
    .filter(({ outcome }) => outcome === 'answered')
    .slice(0, MAX_SAID)
    .map(({ statement, issuer, time, object, toolName, toolVersion, peakBytes }) => ({
      statement,
      issuer,
      time,
      object,
      tool: `${toolName} ${toolVersion}`,
      ...(peakBytes !== null && { leastMemoryBytes: peakBytes }),
    }))
}

async function withdrawalPart({ index }: ViewSources, row: Row): Promise<Pick<Dossier, 'withdrawals'>> {
  const found = await withdrawalOf(index, row)
  if (found === undefined) return {}
  const { statement, time, text, remaining } = found
  const copies = remaining === undefined ? {} : { remaining }
  return { withdrawals: [{ statement, issuer: row.issuer, time, text, ...copies }] }
}

// What came after a release, as far as this node knows: what was made from it and who says so, in which languages, what
// ran it, which incidents were reported, and what was answered. It counts nothing together: a name that is only named is
// told apart from bytes that are pinned, and a declared edge from a measured one.

import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import { inTurns } from '../../commons/in-turns.ts'
import { identityNames } from '../../commons/keys/query.ts'
import { childEdges } from '../../commons/lineage/query.ts'
import { type Child, childrenOf } from '../../commons/releases/parents.ts'
import { firstName } from '../../commons/releases/publishers.ts'
import { type Content, content, objectsOf, type Row } from '../../commons/releases/query.ts'
import { runReportsOf } from '../../commons/tools/query.ts'
import { type AnswerView, answerViews } from './answers.ts'
import { standing } from './derivations.ts'
import { resolveRef } from './ref.ts'
import type { ViewSources } from './sources.ts'

const MAX_SHOWN = 200 // of each part

export type Derivative = {
  readonly artifact: Sha256
  readonly name?: string
  readonly relation: string
  readonly basis: 'record' | 'file' | 'declared' | 'measured'
  readonly pinned: boolean // names these bytes by digest; else by name, and perhaps other bytes of it
  readonly by: string
  readonly byName?: string
  readonly statement: Sha256
  readonly time: Instant
}

export type Language = {
  readonly language: string
  readonly where: string // name of the release whose record or files say so
  readonly statement: Sha256
}

export type Ran = {
  readonly tool: string
  readonly outcome: string
  readonly peakBytes: number | null
  readonly by: string
  readonly byName?: string
  readonly statement: Sha256
  readonly time: Instant
}

export type AfterView = {
  readonly ref: string
  readonly display: string
  readonly artifact: Sha256
  readonly statement: Sha256
  readonly derivatives: readonly Derivative[] // newest first
  readonly languages: readonly Language[]
  readonly runs: readonly Ran[]
  readonly answers: readonly AnswerView[]
  readonly more: boolean // some part has more than is shown
}

/** @throws OwcError as resolveRef does */
export async function afterView(sources: ViewSources, ref: string): Promise<AfterView> {
  const { index } = sources
  const { record } = await resolveRef(sources, ref)
  const objects = await objectsOf(index, record.statement)
  const body = await content(index, record.statement)
  const root = body?.body.tensorRoot as Sha256 | undefined
  const digests = [
    record.artifact,
    ...objects.map(({ digest }) => digest),
    ...(root === undefined ? [] : [root]),
  ]
  const children = await childrenOf(index, { digests, name: record.name })
  const edges = await standing(sources, await childEdges(index, { digests, name: record.name }))
  const runs = await runReportsOf(index, digests)
  const names = await identityNames(index, [
    ...children.map(({ issuer }) => issuer),
    ...edges.map(({ issuer }) => issuer),
    ...runs.map(({ issuer }) => issuer),
  ])
  const said = (issuer: string) => {
    const name = names.get(issuer)
    return { by: issuer, ...(name !== undefined && { byName: name }) }
  }
  const made = [
    ...children
      .filter(({ artifact }) => artifact !== record.artifact)
      .map(({ issuer, said: _, ...child }) => ({ ...child, ...said(issuer) })),
    ...edges.map((edge) => ({
      artifact: edge.child,
      relation: edge.relation,
      basis: edge.evidence,
      pinned: edge.parent !== null && digests.includes(edge.parent),
      ...said(edge.issuer),
      statement: edge.statement,
      time: edge.time,
    })),
  ]
  const order = {
    first: [record.issuer, sources.host.identity],
    place: ({ time }: { time: Instant }) => time,
  }
  const shown = inTurns(made, MAX_SHOWN, ({ by }) => by, order)
  const newest = shown.toSorted((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0))
  const derivatives = await Promise.all(
    newest.map(async (one) => ('name' in one ? one : { ...one, ...(await nameOf(sources, one.artifact)) })),
  )
  const languages = await languagesSaid(sources, record, children)
  return {
    ref: record.name,
    display: record.display,
    artifact: record.artifact,
    statement: record.statement,
    derivatives,
    languages: languages.slice(0, MAX_SHOWN),
    runs: runs
      .slice(0, MAX_SHOWN)
      .map(({ toolName, toolVersion, outcome, peakBytes, issuer, statement, time }) => ({
        tool: `${toolName} ${toolVersion}`,
        outcome,
        peakBytes,
        ...said(issuer),
        statement,
        time,
      })),
    answers: await answerViews(sources, [
      { digest: record.statement, issuer: record.issuer },
      ...digests.map((digest) => ({ digest })),
    ]),
    more: [made, runs, languages].some((part) => part.length > MAX_SHOWN),
  }
}

/** By its first name here: who records the same bytes later names them for nobody else. */
async function nameOf({ index, host }: ViewSources, artifact: Sha256): Promise<{ name?: string }> {
  const name = await firstName(index, { artifact, node: host.identity })
  return name === undefined ? {} : { name }
}

/** Of the release itself and of what was made from it: what is new is seen by the difference. */
async function languagesSaid(
  { index }: ViewSources,
  { statement, name }: Row,
  children: readonly Child[],
): Promise<readonly Language[]> {
  const rows = [{ statement, name }, ...children.slice(0, MAX_SHOWN)]
  const found: Language[] = []
  for (const row of rows) {
    const body = await content(index, row.statement)
    for (const language of body === undefined ? [] : languagesOf(body))
      found.push({ language, where: row.name, statement: row.statement })
  }
  return found
}

function languagesOf(found: Content): readonly string[] {
  if (found.kind === 'release') return Object.keys(found.body.training?.data?.languages ?? {})
  return found.body.read.flatMap(({ key, value }) =>
    /^(general\.)?languages?(\[\d+\])?$/.test(key) ? [value] : [],
  )
}

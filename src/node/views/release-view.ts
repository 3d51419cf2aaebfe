// The release page's view, composed: record, bytes, holders, lineage, answers, decision, and three claims that share no
// input with each other. Types stand in release.ts.

import type { Sha256 } from '../../base/digest.ts'
import { saidAbout } from '../../commons/all-statements.ts'
import { type Holder, holders } from '../../commons/custody/query.ts'
import { type DecisionInForce, decisionInForce } from '../../commons/governance/query.ts'
import { identityName, identityNames } from '../../commons/keys/query.ts'
import { type Content, history, type Row, statusOf, withdrawalOf } from '../../commons/releases/query.ts'
import { holderOf } from '../namespaces.ts'
import { answerViews } from './answers.ts'
import { type CheckView, checkOfRecord } from './check.ts'
import { citationView } from './citation.ts'
import { availabilityOf } from './claims.ts'
import { derivationsOf, publisherOf } from './derivations.ts'
import { elsewhereView } from './elsewhere.ts'
import { hostingMatter, rowViews } from './list.ts'
import { type Material, readMaterial } from './material.ts'
import { resolveRef } from './ref.ts'
import type { ReleaseRow, ReleaseView, Stated } from './release.ts'
import { saidViews } from './said.ts'
import type { ViewSources } from './sources.ts'
import { licenceAgreement, statedIn } from './stated.ts'

const MAX_SAID = 200

/** @throws OwcError as resolveRef does */
export async function releaseView(sources: ViewSources, ref: string): Promise<ReleaseView> {
  const { record } = await resolveRef(sources, ref)
  return await viewOfRecord(sources, record)
}

export async function viewOfRecord(sources: ViewSources, row: Row): Promise<ReleaseView> {
  const { index, logTime } = sources
  const [line] = await rowViews(sources, [row])
  const material = await readMaterial(sources, row)
  const digests = about(row, material)
  const holding = await holders(index, row.artifact, logTime)
  const names = await identityNames(
    index,
    holding.map(({ holder }) => holder),
  )
  const decision = await decisionInForce(index, row.artifact, hostingMatter(sources))
  const stated = material === undefined ? [] : statedIn(material.content)
  const byName = await identityName(index, row.issuer)
  const standard = material === undefined ? undefined : await checkOfRecord(sources, row)
  return {
    ...(line as ReleaseRow),
    commit: row.commit,
    statement: row.statement,
    by: row.issuer,
    ...(byName !== undefined && { byName }),
    ...(await namespacePart(sources, row)),
    ...foundPart(material?.content),
    stated,
    licenceAgreement: licenceAgreement(stated),
    ...bytesPart(material, stated),
    holders: holding.map((one) => holderView(one, names.get(one.holder))),
    lineage: await lineagePart(sources, material, row, digests),
    ...(await standing(sources, row, decision)),
    answers: await answerViews(
      sources,
      digests.map((digest) => (digest === row.statement ? { digest, issuer: row.issuer } : { digest })),
    ),
    claims: await claimsPart(sources, row, standard),
    ...(standard !== undefined && { standard }),
    citation: await citationView(sources, row, material),
    otherVersions: await others(sources, row),
    said: await saidViews(sources, await saidAbout(index, digests, MAX_SAID)),
    ...(await elsewherePart(sources, row.artifact)),
  }
}

async function namespacePart(sources: ViewSources, { name }: Row): Promise<Pick<ReleaseView, 'namespace'>> {
  const [namespace = ''] = name.split('/')
  const found = await holderOf(sources, namespace)
  if (found === undefined) return {}
  const called = await identityName(sources.index, found.identity)
  const { identity: holder, since } = found
  return { namespace: { namespace, holder, since, ...(called !== undefined && { name: called }) } }
}

async function elsewherePart(
  sources: ViewSources,
  artifact: Sha256,
): Promise<Pick<ReleaseView, 'elsewhere'>> {
  const found = await sources.elsewhere(artifact)
  return found.length === 0 ? {} : { elsewhere: found.map(elsewhereView) }
}

/** Digests under which something may have been said of a release. */
function about(row: Row, material: Material | undefined): readonly Sha256[] {
  const objects = material?.objects.map(({ digest }) => digest) ?? []
  const root = material?.tensorRoot === undefined ? [] : [material.tensorRoot]
  return [...new Set([row.artifact, row.statement, ...objects, ...root])]
}

function foundPart(content: Content | undefined): Pick<ReleaseView, 'found' | 'foundWhere'> {
  if (content?.kind !== 'observed') return {}
  const { found, where } = content.body
  return { found, ...(where !== undefined && { foundWhere: where }) }
}

const ARCHITECTURE = ['general.architecture', 'model_type', 'architectures', 'architectures[0]']

function bytesPart(material: Material | undefined, stated: readonly Stated[]) {
  const architecture = stated.find(({ key }) => ARCHITECTURE.includes(key))?.value
  return {
    fileList: material?.files ?? [],
    objects: material?.objects ?? [],
    dtypes: material?.set?.dtypes ?? [],
    hazards: material?.hazards ?? [],
    ...(material?.tensorRoot !== undefined && { tensorRoot: material.tensorRoot }),
    ...(material?.set !== undefined && {
      tensorCount: material.set.tensorCount,
      parameters: material.set.parameters,
    }),
    ...(architecture !== undefined && { architecture }),
  }
}

function holderView(
  { holder, since, until, statement, lapsed }: Holder,
  name: string | undefined,
): ReleaseView['holders'][number] {
  return { holder, ...(name !== undefined && { name }), since, until, statement, lapsed }
}

async function lineagePart(
  sources: ViewSources,
  material: Material | undefined,
  row: Row,
  digests: readonly Sha256[],
): Promise<ReleaseView['lineage']> {
  const record = material?.content.kind === 'release' ? (material.content.body.lineage ?? []) : []
  const edges = await derivationsOf(sources, { digests, publisher: publisherOf(row) })
  const names = await identityNames(sources.index, [row.issuer, ...edges.map(({ issuer }) => issuer)])
  const said = (issuer: string) => {
    const byName = names.get(issuer)
    const word =
      issuer === publisherOf(row) ? 'publisher' : issuer === sources.host.identity ? 'node' : 'other'
    return { by: issuer, ...(byName !== undefined && { byName }), word } as const
  }
  return [
    ...record.map(({ relation, parent, parentDigest }) => ({
      relation,
      parent,
      ...(parentDigest !== undefined && { parentDigest: parentDigest.slice(7) as Sha256 }),
      evidence: 'declared' as const,
      ...said(row.issuer),
      statement: row.statement,
    })),
    ...edges.map((edge) => ({
      relation: edge.relation,
      parent: edge.parentName ?? (edge.parent === null ? 'not named' : `sha256:${edge.parent.slice(0, 12)}`),
      ...(edge.parent !== null && { parentDigest: edge.parent }),
      evidence: edge.evidence,
      ...said(edge.issuer),
      statement: edge.statement,
    })),
  ]
}

async function standing({ index }: ViewSources, row: Row, decision: DecisionInForce | undefined) {
  const status = await statusOf(index, { digests: [row.artifact, row.statement], issuer: row.issuer })
  const withdrawn = await withdrawalOf(index, row)
  return {
    ...(status !== undefined && { status }),
    ...(withdrawn !== undefined && {
      withdrawal: {
        reason: `${withdrawn.reason}: ${withdrawn.text}`,
        statement: withdrawn.statement,
        remaining: withdrawn.remaining ?? [],
      },
    }),
    ...(decision !== undefined && {
      decision: {
        outcome: decision.outcome,
        ground: decision.ground,
        statement: decision.statement,
        time: decision.time,
      },
    }),
  }
}

/** Of a record whose body was erased only the bytes can be told of. */
async function claimsPart(
  sources: ViewSources,
  row: Row,
  standard: CheckView | undefined,
): Promise<ReleaseView['claims']> {
  if (standard === undefined)
    return { availability: await availabilityOf(sources, row, 0), openness: [], safety: [] }
  const { availability, openness, safety } = standard.claims
  return { availability, openness, safety: safety.sentences }
}

async function others({ index }: ViewSources, row: Row): Promise<ReleaseView['otherVersions']> {
  const once = new Map((await history(index, row.name)).toReversed().map((one) => [one.artifact, one]))
  once.delete(row.artifact)
  return [...once.values()].toReversed().map(({ version, artifact, time }) => ({ version, artifact, time }))
}

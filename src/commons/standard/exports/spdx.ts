// A record as an SPDX 3.0.1 document of the AI and dataset profiles. Declared is the licence that the files state,
// concluded is the one that the record states. What the profiles demand and nobody stated stays away and is told: the
// usual readers do not notice it. Source: SPDX 3.0.1 (ai, dataset, simpleLicensing profiles); release-standard 3.

import type { Dossier } from '../dossier.ts'
import { LICENCE_LIST } from '../licences/known.ts'
import { licencesOf } from '../licences/of.ts'
import { expressionOf } from '../licences/spelling.ts'
import { gapsOf, notCarriedBy } from './carried.ts'
import { calledIn, type Exported, foundWords, OBSERVED_GAP, type Release, withdrawnIn } from './exported.ts'
import { spdxExpression } from './hub-licence.ts'
import { jsonText, mailAddress, webAddress } from './json-text.ts'
import { spdxLacks } from './spdx-check.ts'
import { datasetsOf } from './spdx-datasets.ts'
import { Graph } from './spdx-graph.ts'
import { modelFields } from './spdx-model.ts'

const CARRIES: readonly string[] = [
  'subject.id',
  'subject.display',
  'subject.version',
  'subject.variant',
  'subject.released',
  'subject.publisher',
  'artifacts[].path',
  'artifacts[].sha256',
  'lineage[].parent',
  'lineage[].parentDigest',
  'lineage[].relation',
  'components[].c',
  'components[].state',
  'components[].licence',
  'components[].url',
  'components[].sha256',
  'terms[].licence',
  'terms[].url',
  'obligations.intended',
  'obligations.outOfScope',
  'training.stages',
  'training.compute',
  'training.data.modalities',
  'training.data.obtained',
  'training.data.processed',
  'training.data.composition[].source',
  'training.data.composition[].kind',
  'training.data.composition[].licence',
  'training.data.composition[].url',
  'training.data.composition[].sha256',
  'evaluations[].id',
  'evaluations[].suite',
  'evaluations[].metric',
  'evaluations[].value',
  'limits',
  'claims',
]
const ASKED: readonly string[] = CARRIES.filter(
  (path) => !path.includes('[]') && !path.startsWith('subject.'),
)
/** Of an observation. */
const FOUND: readonly string[] = [
  'name',
  'display',
  'version',
  'where',
  'files[].path',
  'files[].sha256',
  'read[].key',
  'read[].value',
]
const ONLY_LICENCES = 'Of what the files say only their licence has a place.'
const MAX_FILES = 4096

export function exportSpdx(dossier: Dossier): Exported {
  const { content, statement } = dossier
  const record = content.kind === 'release' ? content.body : undefined
  const graph = new Graph(statement, dossier.recorded)
  const issuer = graph.add('issuer', 'Organization', { name: dossier.by.name ?? dossier.by.identity })
  graph.createdBy(issuer)
  const model = addModel(graph, dossier, record)
  addFiles(graph, dossier, model)
  if (record !== undefined) {
    addAncestors(graph, record, model)
    for (const [index, { says, ...rest }] of (record.claims ?? []).entries())
      graph.add(`claim-${index + 1}`, 'Annotation', {
        annotationType: 'other',
        contentType: 'application/json',
        statement: JSON.stringify({ says, ...rest }),
        subject: model,
      })
  }
  const elements = graph.document(model)
  return {
    text: jsonText({ '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld', '@graph': elements }),
    mediaType: 'application/spdx+json; version=3.0.1',
    gaps: [...(record === undefined ? [OBSERVED_GAP] : gapsOf(ASKED, record)), ...spdxLacks(elements)],
    notCarried:
      record === undefined
        ? [ONLY_LICENCES, ...notCarriedBy(FOUND, content.body)]
        : [...onlyData(record), ...notCarriedBy(CARRIES, record)],
  }
}

/** The form knows packages of data; other components have no place. */
function onlyData({ components = [] }: Release): readonly string[] {
  const others = components.filter(({ c }) => !c.endsWith('-data') && c !== 'weights-final').map(({ c }) => c)
  return others.length === 0 ? [] : [`SPDX has no place for these components: ${others.join(', ')}.`]
}

function addModel(graph: Graph, dossier: Dossier, record: Release | undefined): string {
  const { artifact, statement, content } = dossier
  const { namespace, name, ref, version } = calledIn(dossier)
  const found = content.kind === 'observed' ? ` ${foundWords(content.body)}` : ''
  const made = `Logged as ${ref}. Artifact sha256:${artifact}, the digest of the list of its files; record sha256:${statement}.${found}`
  const withdrawn = withdrawnIn(dossier)
  const publisher = record?.subject.publisher
  const mail = mailAddress(publisher?.contact)
  const supplier =
    publisher &&
    graph.add('publisher', 'Organization', {
      name: publisher.name,
      externalIdentifier: mail && [
        { type: 'ExternalIdentifier', externalIdentifierType: 'email', identifier: mail },
      ],
      comment: mail === undefined ? publisher.contact : undefined,
    })
  const model = graph.add('model', 'ai_AIPackage', {
    name: `${namespace}/${name}`,
    software_packageVersion: version,
    software_primaryPurpose: 'model',
    software_downloadLocation: downloadLocation(dossier, record),
    releaseTime: graph.time(record?.subject.released),
    suppliedBy: supplier,
    comment: withdrawn === undefined ? made : `${made} ${withdrawn}`,
    ...(record && modelFields(record)),
  })
  const { places } = licencesOf(dossier)
  const inFiles = places
    .filter(({ kind }) => kind !== 'record' && kind !== 'package')
    .flatMap(({ id }) => id ?? [])
  graph.licence(model, 'hasDeclaredLicense', expression(inFiles))
  const terms = record?.terms ?? []
  graph.licence(model, 'hasConcludedLicense', {
    ...expression(terms.map(({ licence }) => licence)),
    urls: terms.flatMap(({ url }) => webAddress(url) ?? []),
  })
  for (const one of record === undefined ? [] : datasetsOf(record, graph)) {
    graph.relate(model, one.relation, [one.id])
    graph.licence(one.id, 'hasDeclaredLicense', { text: undefined })
    graph.licence(one.id, 'hasConcludedLicense', expression(one.licence === undefined ? [] : [one.licence]))
  }
  return model
}

/** All of them hold, each alone or an expression of its own. */
function expression(ids: readonly string[]): {
  readonly text: string | undefined
  readonly version?: string
} {
  const parts = [...new Set(ids)].map((id) => expressionOf(id) ?? { id })
  const words = [...new Set(parts.map((part) => spdxExpression(part, parts.length > 1)))]
  if (words.length === 0) return { text: undefined }
  return { text: words.join(' AND '), version: LICENCE_LIST.version }
}

function downloadLocation({ holders }: Dossier, record: Release | undefined): string | undefined {
  const weights = record?.components?.find(({ c }) => c === 'weights-final')
  return (
    webAddress(weights?.url) ?? holders.flatMap(({ at }) => at).find((one) => webAddress(one) !== undefined)
  )
}

function addFiles(graph: Graph, { content }: Dossier, model: string): void {
  const files = content.kind === 'release' ? content.body.artifacts : content.body.files
  const ids = files.slice(0, MAX_FILES).map(({ path, sha256 }, index) =>
    graph.add(`file-${index + 1}`, 'software_File', {
      name: path,
      verifiedUsing: [{ type: 'Hash', algorithm: 'sha256', hashValue: sha256 }],
    }),
  )
  if (ids.length > 0) graph.relate(model, 'contains', ids)
}

function addAncestors(graph: Graph, { lineage = [] }: Release, model: string): void {
  for (const [index, { parent, parentDigest, relation }] of lineage.entries()) {
    const ancestor = graph.add(`ancestor-${index + 1}`, 'ai_AIPackage', {
      name: parent,
      software_primaryPurpose: 'model',
      comment: parentDigest === undefined ? undefined : `Artifact ${parentDigest}.`,
    })
    graph.relate(model, 'descendantOf', [ancestor], `How: ${relation}.`)
  }
}

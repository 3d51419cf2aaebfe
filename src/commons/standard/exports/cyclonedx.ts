// A record as a CycloneDX 1.7 bill of materials of one machine-learning model. What the form has a place for stands
// there; whole parts of the record that it has none for stand as properties `owc:record:…`, so that nothing is lost;
// `citations` say who said what, by which source. Source: CycloneDX 1.7 JSON schema; release-standard 3.

import { canonicalJson } from '../../../base/canonical-json.ts'
import type { AdvisoryFact, Dossier } from '../dossier.ts'
import { gapsOf, notCarriedBy } from './carried.ts'
import { citationsOf } from './cyclonedx-citations.ts'
import { licenceEvidence, licencesIn, modelCardOf, pedigreeOf } from './cyclonedx-model.ts'
import {
  calledIn,
  type Exported,
  OBSERVED_GAP,
  type Observed,
  type Release,
  withdrawnIn,
} from './exported.ts'
import { jsonText, mailAddress, some, webAddress } from './json-text.ts'

/** Parts of the record that the form has a place for, whole. */
const PLACED: readonly string[] = ['artifacts', 'limits', 'claims', 'owc', 'kind']
const ASKED: readonly string[] = [
  'subject.publisher.name',
  'subject.publisher.contact',
  'lineage',
  'terms',
  'components',
  'obligations.intended',
  'limits',
  'rationale.risks',
  'training.compute.energyMWh',
  'evaluations',
  'claims',
]
/** Of an observation. */
const FOUND: readonly string[] = [
  'name',
  'display',
  'version',
  'where',
  'files[].path',
  'files[].sizeBytes',
  'files[].sha256',
  'read',
  'said',
]
const MAX_FILES = 4096

export function exportCycloneDx(dossier: Dossier): Exported {
  const { content, artifact, statement, recorded, by, node } = dossier
  const record = content.kind === 'release' ? content.body : undefined
  const withdrawn = withdrawnIn(dossier)
  const component =
    content.kind === 'release' ? modelOf(dossier, content.body) : foundOf(dossier, content.body)
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.7.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.7',
    serialNumber: serialOf(statement),
    version: 1,
    metadata: {
      timestamp: recorded,
      tools: { components: [{ type: 'application', 'bom-ref': 'tool', name: 'owc' }] },
      authors: [{ 'bom-ref': 'issuer', name: by.name ?? by.identity }],
      component,
      properties: [
        { name: 'owc:artifact', value: `sha256:${artifact}` },
        { name: 'owc:record', value: `sha256:${statement}` },
        { name: 'owc:issuer', value: by.identity },
        { name: 'owc:node', value: node },
        ...(withdrawn === undefined ? [] : [{ name: 'owc:withdrawn', value: withdrawn }]),
      ],
    },
    externalReferences: record === undefined ? undefined : some(linksOf(record)),
    vulnerabilities: some(dossier.advisories.map(vulnerability)),
    citations: some(citationsOf(dossier)),
  }
  const own = record === undefined ? [] : ownParts(record).map(([name]) => name)
  return {
    text: jsonText(document),
    mediaType: 'application/vnd.cyclonedx+json; version=1.7',
    gaps: record === undefined ? [OBSERVED_GAP] : gapsOf(ASKED, record),
    notCarried:
      content.kind === 'observed'
        ? notCarriedBy(FOUND, content.body)
        : [
            `CycloneDX has no place, or not all of it, for ${own.join(', ')}: these stand whole as properties owc:record:…, which other programs pass over.`,
          ],
  }
}

/** The same record has the same number: a UUID of version 8, of the record's digest. */
function serialOf(statement: string): string {
  const [a, b, c, d, e] = [
    [0, 8],
    [8, 12],
    [13, 16],
    [17, 20],
    [20, 32],
  ].map(([from, to]) => statement.slice(from, to))
  return `urn:uuid:${a}-${b}-8${c}-8${d}-${e}`
}

function modelOf(dossier: Dossier, record: Release) {
  const { artifact } = dossier
  const { namespace, name, ref, version } = calledIn(dossier)
  return {
    type: 'machine-learning-model',
    'bom-ref': 'model',
    supplier: supplierOf(record),
    group: namespace,
    name,
    version,
    licenses: some(licencesIn(record)),
    evidence: licenceEvidence(dossier),
    pedigree: pedigreeOf(record),
    components: record.artifacts.slice(0, MAX_FILES).map(fileOf),
    modelCard: modelCardOf(record),
    properties: [
      { name: 'owc:ref', value: ref },
      { name: 'owc:artifact', value: `sha256:${artifact}` },
      ...ownParts(record).map(([part, value]) => ({
        name: `owc:record:${part}`,
        value: canonicalJson(value),
      })),
    ],
  }
}

function ownParts(record: Release): readonly (readonly [string, unknown])[] {
  return Object.entries(record).filter(([part, value]) => !PLACED.includes(part) && value !== undefined)
}

function supplierOf({ subject: { publisher } }: Release) {
  if (publisher === undefined) return undefined
  const email = mailAddress(publisher.contact)
  const url = webAddress(publisher.contact)
  return {
    'bom-ref': 'publisher',
    name: publisher.name,
    url: url === undefined ? undefined : [url],
    contact: email === undefined ? undefined : [{ email }],
  }
}

function fileOf(file: Release['artifacts'][number], index: number) {
  const { path, sha256, bytes, ...more } = file
  return {
    type: 'file',
    'bom-ref': `file-${index + 1}`,
    name: path,
    hashes: [{ alg: 'SHA-256', content: sha256 }],
    properties: [
      { name: 'owc:bytes', value: String(bytes) },
      ...Object.entries(more).flatMap(([key, value]) =>
        value === undefined ? [] : [{ name: `owc:${key}`, value: String(value) }],
      ),
    ],
  }
}

/** Observed: the files and what stands in them, nothing concluded. */
function foundOf(dossier: Dossier, { files, read, said, where }: Observed) {
  const { artifact } = dossier
  const { namespace, name, ref, version } = calledIn(dossier)
  return {
    type: 'machine-learning-model',
    'bom-ref': 'model',
    group: namespace,
    name,
    version,
    description: where,
    evidence: licenceEvidence(dossier),
    components: files.slice(0, MAX_FILES).map(({ path, sha256, sizeBytes }, index) => ({
      type: 'file',
      'bom-ref': `file-${index + 1}`,
      name: path,
      hashes: [{ alg: 'SHA-256', content: sha256 }],
      properties: [{ name: 'owc:bytes', value: String(sizeBytes) }],
    })),
    properties: [
      { name: 'owc:ref', value: ref },
      { name: 'owc:artifact', value: `sha256:${artifact}` },
      ...read.map((one) => ({ name: 'owc:read', value: canonicalJson(one) })),
      ...said.map((one) => ({ name: 'owc:said', value: canonicalJson(one) })),
    ],
  }
}

/** Components of the release that lie elsewhere. */
function linksOf({ components = [] }: Release) {
  return components.flatMap(({ c, url: written, sha256 }) => {
    const url = webAddress(written)
    if (url === undefined) return []
    const hashes = sha256 === undefined ? undefined : [{ alg: 'SHA-256', content: sha256 }]
    return [{ type: LINK[c] ?? 'other', url, comment: c, hashes }]
  })
}

const LINK: Readonly<Record<string, string>> = {
  'inference-code': 'source-distribution',
  'training-code': 'source-distribution',
  'data-code': 'source-distribution',
  'evaluation-code': 'source-distribution',
  'technical-report': 'documentation',
  'research-paper': 'documentation',
  'data-card': 'documentation',
  'model-card': 'model-card',
  'safety-report': 'risk-assessment',
  'evaluation-results': 'quality-metrics',
  'training-logs': 'log',
  'licence-terms': 'license',
}

const STATE: Readonly<Record<AdvisoryFact['status'], string>> = {
  affected: 'exploitable',
  not_affected: 'not_affected',
  fixed: 'resolved',
  under_investigation: 'in_triage',
}

function vulnerability({ id, summary, published, status, reason, reasonBy, statement }: AdvisoryFact) {
  const detail =
    reason === undefined ? undefined : `${reason}${reasonBy === undefined ? '' : ` (${reasonBy})`}`
  return {
    id,
    description: summary,
    published,
    analysis: { state: STATE[status], detail },
    affects: [{ ref: 'model' }],
    properties: [{ name: 'owc:statement', value: `sha256:${statement}` }],
  }
}

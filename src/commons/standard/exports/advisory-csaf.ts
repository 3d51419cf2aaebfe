// An advisory as CSAF 2.0: products are bytes by digest, each with its status; what was done stands as a remediation that
// promises no fix of bytes that are out. Source: CSAF 2.0 (OASIS, 2022), 3 and 4.4; release-standard 3.

import { type AdvisoryCase, callerOf, doneIn, productOf, type VexStatus } from './advisory.ts'
import { notCarriedBy } from './carried.ts'
import type { Exported } from './exported.ts'
import { jsonText, some, webAddress } from './json-text.ts'

const CARRIES: readonly string[] = [
  'id',
  'kind',
  'summary',
  'details',
  'discovered',
  'published',
  'modified',
  'affected',
  'severity',
  'credit',
  'response',
  'remainingCopies',
  'workaround',
  'references',
  'legal',
]
const STATUS: Readonly<Record<VexStatus, string>> = {
  affected: 'known_affected',
  not_affected: 'known_not_affected',
  fixed: 'fixed',
  under_investigation: 'under_investigation',
}

type Product = {
  readonly id: string
  readonly name: string
  readonly sha256?: string
  readonly status: VexStatus
}

export function exportCsaf(found: AdvisoryCase): Exported {
  const { body } = found
  const products = productsOf(found)
  const text = jsonText({
    document: head(found),
    product_tree: { full_product_names: products.map(fullName) },
    vulnerabilities: [vulnerability(found, products)],
  })
  return {
    text,
    mediaType: 'application/json; charset=utf-8',
    gaps: body.details === undefined ? ['details'] : [],
    notCarried: [
      ...(found.answers.length === 0
        ? []
        : ['Reasons that makers gave stand in their own answers: see OpenVEX.']),
      ...notCarriedBy(CARRIES, body),
    ],
  }
}

function head(found: AdvisoryCase) {
  const { body, issuer } = found
  const revised = body.modified !== undefined && body.modified > body.published
  const references = (body.references ?? []).flatMap((one) => webAddress(one) ?? [])
  return {
    category: 'csaf_security_advisory',
    csaf_version: '2.0',
    title: body.summary,
    lang: 'en',
    publisher: { category: 'other', name: callerOf(found), namespace: `urn:${issuer}` },
    tracking: {
      id: body.id,
      status: 'final',
      version: revised ? '2' : '1',
      initial_release_date: body.published,
      current_release_date: revised ? body.modified : body.published,
      revision_history: [
        { date: body.published, number: '1', summary: 'Published.' },
        ...(revised ? [{ date: body.modified, number: '2', summary: 'Modified.' }] : []),
      ],
    },
    notes: notesOf(found),
    references: some(
      references.map((url) => ({ category: 'external', summary: 'As the issuer names it', url })),
    ),
  }
}

function notesOf({ body, statement, withdrawn }: AdvisoryCase) {
  const place = `Statement sha256:${statement} of a log of Open Weights Commons; kind: ${body.kind}.`
  const gone = withdrawn === undefined ? [] : [`Withdrawn ${withdrawn.time}: ${withdrawn.text}`]
  return [
    { category: 'general', title: 'Where it stands', text: place },
    ...gone.map((text) => ({ category: 'general', title: 'Withdrawn', text })),
    ...(body.severity ?? []).map(({ scheme, value, by }) => ({
      category: 'other',
      title: 'Severity',
      text: `${value} (${scheme}), by ${by}`,
    })),
  ]
}

function vulnerability(found: AdvisoryCase, products: readonly Product[]) {
  const { body } = found
  const why = body.affected.flatMap((one) =>
    one.why === undefined ? [] : [{ category: 'details', text: `${productOf(one).name}: ${one.why}` }],
  )
  return {
    title: body.summary,
    ids: [{ system_name: 'Open Weights Commons', text: body.id }],
    discovery_date: body.discovered,
    notes: [{ category: 'description', text: body.details ?? body.summary }, ...why],
    acknowledgments: some((body.credit ?? []).map((name) => ({ names: [name] }))),
    product_status: Object.fromEntries(
      Object.entries(STATUS).flatMap(([status, group]) => {
        const ids = products.filter((one) => one.status === status).map(({ id }) => id)
        return ids.length === 0 ? [] : [[group, ids]]
      }),
    ),
    remediations: some(remediations(products, doneIn(found), body.workaround)),
  }
}

/** Each digest once; of what is reached, as its maker says. */
function productsOf({ body, reached }: AdvisoryCase): readonly Product[] {
  const named = body.affected.map(productOf).map((one) => ({ ...one, status: 'affected' as VexStatus }))
  const others = reached.map(({ artifact, name, status }) => ({
    name: name === undefined ? `sha256:${artifact}` : `${name} sha256:${artifact}`,
    sha256: artifact,
    status,
  }))
  const once = new Map([...named, ...others].toReversed().map((one) => [one.sha256 ?? one.name, one]))
  return [...once.values()].toReversed().map((one, index) => ({ id: `product-${index + 1}`, ...one }))
}

function fullName({ id, name, sha256 }: Product) {
  const helper =
    sha256 === undefined
      ? { x_generic_uris: [{ namespace: 'urn:owc:tensors', uri: `urn:owc:${name.replace(' ', ':')}` }] }
      : { hashes: [{ filename: name, file_hashes: [{ algorithm: 'sha256', value: sha256 }] }] }
  return { product_id: id, name, product_identification_helper: helper }
}

function remediations(products: readonly Product[], done: readonly string[], workaround: string | undefined) {
  const ids = products.filter(({ status }) => status === 'affected').map(({ id }) => id)
  if (ids.length === 0) return []
  const details = [...done, 'Bytes that are out cannot be changed: no fix of them is planned.'].join(' ')
  return [
    { category: 'no_fix_planned', details, product_ids: ids },
    ...(workaround === undefined ? [] : [{ category: 'workaround', details: workaround, product_ids: ids }]),
  ]
}

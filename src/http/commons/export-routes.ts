// What travels along with a copy: the offline bundle, an OpenSSF model signature by the node's companion key, how the
// bytes are cited, and the record in the forms that others use.

import Type, { type Static } from 'typebox'
import { utf8 } from '../../base/bytes.ts'
import { parseDigest, type Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { Identity } from '../../commons/shapes.ts'
import { ADVISORY_FORMS } from '../../commons/standard/exports/advisory-forms.ts'
import { EXPORT_FORMS } from '../../commons/standard/exports/forms.ts'
import { BUNDLE_MEDIA_TYPE } from '../../ledger/bundle.ts'
import { nodeCrypto } from '../../ledger/crypto-node.ts'
import { signOms } from '../../ledger/oms.ts'
import { newestAbout } from '../../node/bundle.ts'
import { artifactFiles } from '../../node/manifests.ts'
import { advisoryExportView } from '../../node/views/advisory-export.ts'
import { citationView } from '../../node/views/citation.ts'
import {
  CITATION_FORMS,
  CITATION_TYPES,
  type CitationForm,
  citationText,
  publicAddress,
} from '../../node/views/citation-forms.ts'
import { exportForms, exportView } from '../../node/views/export.ts'
import { readMaterial } from '../../node/views/material.ts'
import { firstRecord, resolveRef } from '../../node/views/ref.ts'
import { viewSources } from '../../node/views/sources.ts'
import { bytesBody } from '../bytes/send.ts'
import type { ByteRequest, ByteRoute, DoorContext, House } from '../door.ts'
import { json } from '../json.ts'
import { writeProblem } from '../problem.ts'
import { type Call, type CommonsRoute, row } from './route.ts'

export const bundleRoute: ByteRoute = {
  methods: ['GET', 'HEAD'],
  path: '/commons/v1/bundles/{digest}',
  pattern: /^\/commons\/v1\/bundles\/([^/]{1,80})$/,
  summary: 'Offline bundle of an artifact: record, proofs, identities, tables of tensors.',
  limitBytes: 0,
  handle: bundle,
  refuse: (house, { response }, error) => writeProblem(response, error, house.defects),
}

async function bundle(house: House, { request, response, parts }: ByteRequest): Promise<void> {
  const artifact = parseDigest(parts[0] ?? '', 'address')
  const made = await house.bundles.get(artifact, await newestAbout(house.node, artifact))
  const headers = { 'Content-Type': BUNDLE_MEDIA_TYPE, 'Cache-Control': 'no-cache' }
  await house.sender.send({ request, response, headers }, bytesBody(made.bytes, `"${made.sha256}"`))
}

const CiteQuery = Type.Object(
  { as: Type.Optional(Type.Unsafe<CitationForm>(Type.Enum([...CITATION_FORMS]))) },
  { additionalProperties: false },
)
type CiteCall = Call<Static<typeof CiteQuery>, undefined>

/** Before the views: a reference takes the rest of an address. */
export const citeRoutes: readonly CommonsRoute[] = [
  row<Static<typeof CiteQuery>>({
    method: 'GET',
    path: '/releases/:ns/:name/cite',
    tag: 'releases',
    summary: 'How exactly these bytes are cited; `as` gives a form to paste: text, bibtex, csl, cff.',
    answers: 'The citation.',
    query: CiteQuery,
    handle: (call) => cited(call, `${call.part('ns')}/${call.part('name')}`),
  }),
  row<Static<typeof CiteQuery>>({
    method: 'GET',
    path: '/artifacts/:digest/cite',
    tag: 'artifacts',
    summary: 'The same by digest.',
    answers: 'The citation.',
    query: CiteQuery,
    handle: (call) => cited(call, `sha256:${parseDigest(call.part('digest'), 'address')}`),
  }),
]

async function cited({ house, c, query }: CiteCall, ref: string): Promise<Response> {
  const sources = viewSources(house.node)
  const { record } = await resolveRef(sources, ref)
  const citation = await citationView(sources, record, await readMaterial(sources, record))
  if (query.as === undefined) return json(c, citation)
  const { origin } = new URL(c.req.url)
  const address = publicAddress(origin, `/r/${record.name}@${record.artifact.slice(0, 12)}`)
  const text = citationText(citation, query.as, address)
  return c.body(text, 200, { 'Content-Type': CITATION_TYPES[query.as] })
}

const FormQuery = Type.Object(
  {
    as: Type.Optional(Type.Enum(EXPORT_FORMS.map(({ id }) => id))),
    file: Type.Optional(Type.Literal('yes', { description: 'The text alone, as a file.' })),
  },
  { additionalProperties: false },
)
type FormCall = Call<Static<typeof FormQuery>, undefined>

/** Before the views, as those of citing. */
export const formRoutes: readonly CommonsRoute[] = [
  row<Static<typeof FormQuery>>({
    method: 'GET',
    path: '/releases/:ns/:name/export',
    tag: 'releases',
    summary:
      'The record in a form that others use (`as`), with what the form cannot carry and what is not stated.',
    answers: 'The form with its text; without `as` the list of forms; with `file=yes` the text alone.',
    query: FormQuery,
    handle: (call) => exported(call, `${call.part('ns')}/${call.part('name')}`),
  }),
  row<Static<typeof FormQuery>>({
    method: 'GET',
    path: '/artifacts/:digest/export',
    tag: 'artifacts',
    summary: 'The same by digest.',
    answers: 'The form, or the list of forms.',
    query: FormQuery,
    handle: (call) => exported(call, `sha256:${parseDigest(call.part('digest'), 'address')}`),
  }),
]

const AdvisoryQuery = Type.Object(
  {
    as: Type.Enum(ADVISORY_FORMS.map(({ id }) => id)),
    by: Type.Optional(Identity),
    file: Type.Optional(Type.Literal('yes', { description: 'The text alone, as a file.' })),
  },
  { additionalProperties: false },
)

export const advisoryRoutes: readonly CommonsRoute[] = [
  row<Static<typeof AdvisoryQuery>>({
    method: 'GET',
    path: '/statements/:digest/export',
    tag: 'statements',
    summary: 'An advisory in a form that others use (`as`); `by` gives the answers of one maker as OpenVEX.',
    answers: 'The form with its text; with `file=yes` the text alone.',
    query: AdvisoryQuery,
    async handle({ house, c, query, part }) {
      const form = ADVISORY_FORMS.find(({ id }) => id === query.as)
      if (form === undefined) throw new Error('the schema has let a form pass that is none')
      const statement = parseDigest(part('digest'), 'address')
      return formed(c, await advisoryExportView(house.node, statement, form, query.by), query.file)
    },
  }),
]

type Formed = { readonly text: string; readonly mediaType: string; readonly file: string }

/** The view as JSON, or its text as a file. */
function formed(c: DoorContext, view: Formed, file: 'yes' | undefined): Response {
  if (file === undefined) return json(c, view)
  return c.body(view.text, 200, {
    'Content-Type': view.mediaType,
    'Content-Disposition': `attachment; filename="${view.file}"`,
    'X-Content-Type-Options': 'nosniff',
  })
}

async function exported({ house, c, query }: FormCall, ref: string): Promise<Response> {
  const sources = viewSources(house.node)
  const { record } = await resolveRef(sources, ref)
  const form = EXPORT_FORMS.find(({ id }) => id === query.as)
  if (form === undefined) return json(c, { ref: record.name, forms: await exportForms(sources, record) })
  return formed(c, await exportView(sources, record, form), query.file)
}

export const exportRoutes: readonly CommonsRoute[] = [
  row({
    method: 'GET',
    path: '/artifacts/:digest/oms',
    tag: 'artifacts',
    summary: "OpenSSF model signature over an artifact's files, by this node's companion key (P-256).",
    answers: 'model.sig, a Sigstore bundle of the key method.',
    scope: 'operate',
    async handle({ house, c, part }) {
      const artifact = parseDigest(part('digest'), 'address')
      const name = await nameOf(house, artifact)
      const files = await artifactFiles(house.node.storage.blobs, artifact)
      const text = await signOms({ name, files }, house.node.keys.modelSigning, nodeCrypto)
      return c.body(utf8(text).buffer as ArrayBuffer, 200, {
        'Content-Type': 'application/vnd.dev.sigstore.bundle.v0.3+json',
      })
    },
  }),
]

async function nameOf({ node }: House, artifact: Sha256): Promise<string> {
  const record = await firstRecord(viewSources(node), artifact)
  if (record !== undefined) return record.name.slice(record.name.indexOf('/') + 1)
  const found = `nothing about sha256:${artifact}`
  throw new OwcError({
    code: 'release-missing',
    where: 'address',
    expected: 'a record of the artifact',
    found,
  })
}

// Somebody, in every state that an identity can be in, and what was said, as data for pages. Content is invented.

import type { SaidPage, SaidQuery } from '../../../src/node/views/said-page.ts'
import type {
  Claimant,
  DocumentLine,
  IdentityPage,
  KeyLine,
  PublisherPage,
} from '../../../src/node/views/who.ts'
import { at, digestOf, HOSTILE, identityNamed, NODE_ID, row, said } from './fixture.ts'

export const FROZEN = identityNamed('frozen')
export const NASTY = identityNamed('hostile')
export const LOST = identityNamed('lost')

const key: KeyLine = { keyid: digestOf('key'), algorithm: 'ed25519', use: 'statements', maySign: true }

const first: DocumentLine = {
  statement: digestOf('identity 0'),
  seq: 0,
  logIndex: 1,
  time: at(1),
  standing: 'first',
  from: at(1),
  until: at(9),
  signatures: 1,
  changes: [],
}

const node: IdentityPage = {
  kind: 'identity',
  identity: NODE_ID,
  name: 'Harbour Library',
  kinds: ['host', 'node'],
  homeLog: 'harbour.example/log',
  ownLog: true,
  isNode: true,
  state: 'speaks',
  frozenBy: [],
  statement: digestOf('identity 1'),
  seq: 1,
  since: at(9),
  threshold: 1,
  keys: [
    { ...key, label: 'office' },
    { ...key, keyid: digestOf('oms'), algorithm: 'ecdsa-p256', use: 'model-signing', maySign: false },
    { ...key, keyid: digestOf('recovery'), use: 'recovery', maySign: false },
  ],
  recovery: { threshold: 1, delayHours: 72 },
  evidence: [{ kind: 'domain', value: 'harbour.example' }],
  namespaces: [
    { namespace: 'harbour', held: true },
    { namespace: 'acme', held: false, holder: { identity: LOST, name: 'Acme Lab' } },
  ],
  documents: [
    {
      ...first,
      statement: digestOf('identity 1'),
      seq: 1,
      logIndex: 900,
      time: at(9),
      from: at(9),
      standing: 'by its keys',
      changes: [
        { what: 'key', was: digestOf('old key') },
        { what: 'key', is: digestOf('key') },
      ],
    },
    first,
  ],
  olderDocuments: 0,
  releases: [row(2), row(3), row(7)],
  moreReleases: true,
  said: [said('Observation', 17), said('Custody', 16)],
  moreSaid: true,
  types: [{ type: 'owc:custody/v1', title: 'Custody' }],
  saidOfThem: [said('Response', 17)],
}

const { recovery: _recovery, since: _since, ...bare } = node

export const identityViews: Readonly<Record<string, IdentityPage>> = {
  [NODE_ID]: node,
  [FROZEN]: {
    ...node,
    identity: FROZEN,
    isNode: false,
    ownLog: false,
    state: 'frozen',
    frozenBy: [digestOf('identity 1'), digestOf('identity 1b')],
    keys: [{ ...key, maySign: false }],
  },
  [LOST]: {
    ...bare,
    identity: LOST,
    name: 'Acme Lab',
    isNode: false,
    state: 'too few keys',
    threshold: 2,
    keys: [{ ...key, maySign: false, revokedFrom: 12 }],
    evidence: [],
    namespaces: [],
    olderDocuments: 4000,
    releases: [],
    said: [],
    saidOfThem: [],
  },
  [NASTY]: {
    ...node,
    identity: NASTY,
    name: HOSTILE,
    kinds: [HOSTILE],
    homeLog: HOSTILE,
    ownLog: false,
    isNode: false,
    keys: [{ ...key, label: HOSTILE.repeat(50) }],
    evidence: [{ kind: HOSTILE, value: `https://x/"${HOSTILE}`, where: 'javascript:alert(1)' }],
    namespaces: [{ namespace: HOSTILE, held: false, holder: { identity: NASTY, name: HOSTILE } }],
    documents: [
      {
        ...first,
        standing: 'without effect',
        changes: [{ what: 'name', was: 'x'.repeat(5000), is: HOSTILE }],
      },
    ],
    said: [{ ...said('Response', 17), title: HOSTILE, byName: HOSTILE, summary: HOSTILE }],
  },
}

const claimant: Claimant = {
  identity: LOST,
  name: 'Acme Lab',
  statement: digestOf('identity 0'),
  time: at(2),
  evidence: [{ kind: 'domain', value: 'acme.example', where: 'https://acme.example/.well-known/owc' }],
}

const acme: PublisherPage = {
  kind: 'namespace',
  namespace: 'acme',
  holder: claimant,
  others: [{ ...claimant, identity: NASTY, name: HOSTILE }],
  keys: node.keys,
  releases: [row(3), row(7)],
  next: '5b22',
  saidOfThem: [said('Response', 17)],
}

const { holder: _holder, next: _next, ...unheld } = acme

export const namespaceViews: Readonly<Record<string, PublisherPage>> = {
  acme,
  pypi: { ...unheld, namespace: 'pypi', others: [], keys: [], saidOfThem: [] },
  claimed: { ...acme, namespace: 'claimed', releases: [], saidOfThem: [], others: [] },
}

export function saidPageOf(query: SaidQuery): SaidPage {
  const types = [
    { type: 'owc:custody/v1', title: 'Custody' },
    { type: 'owc:observation/v1', title: 'Observation' },
  ]
  if (query.about === 'nothing') return { rows: [], types }
  if (query.about === 'rare') return { rows: [], types, next: '5b5d' }
  const rows = [said('Observation', 17), { ...said('Response', 16), summary: HOSTILE, byName: HOSTILE }]
  const about = { digests: [`sha256:${digestOf('artifact 2')}`], ref: 'huggingfacetb/smollm2-135m-instruct' }
  return { rows, next: '5b22', types, ...(query.about === undefined ? {} : { about }) }
}

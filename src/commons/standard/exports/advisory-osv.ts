// An advisory as OSV. There is no ecosystem of model hubs, so no package is named: the digests stand in
// database_specific. Source: OSV schema 1.7; release-standard 3 (ids `x_…`, no further keys at the top).

import type { AdvisoryCase } from './advisory.ts'
import { doneIn, productOf } from './advisory.ts'
import { notCarriedBy } from './carried.ts'
import type { Exported } from './exported.ts'
import { jsonText, some, webAddress } from './json-text.ts'

const CARRIES: readonly string[] = [
  'id',
  'kind',
  'summary',
  'details',
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
  'evidence[].ref',
]

export function exportOsv(found: AdvisoryCase): Exported {
  const { body, logged, statement, issuer, reached, withdrawn } = found
  const { evidence = [], references = [] } = body
  const named = body.affected.map((one) => ({
    status: 'affected',
    digest: productOf(one).name,
    why: one.why,
  }))
  const others = reached.map(({ artifact, name, basis, path, status }) => ({
    status,
    digest: `sha256:${artifact}`,
    name,
    basis,
    path: some(path),
  }))
  const document = {
    schema_version: '1.7.5',
    id: `x_${body.id}`,
    modified: body.modified ?? logged,
    published: body.published,
    withdrawn: withdrawn?.time,
    summary: body.summary,
    details: [body.details, ...doneIn(found)].filter((one) => one !== undefined).join('\n\n'),
    affected: [...named, ...others].map((one) => ({ database_specific: one })),
    references: some([
      ...references.flatMap((one) => linked('WEB', one)),
      ...evidence.flatMap(({ ref }) => linked('EVIDENCE', ref)),
    ]),
    credits: some((body.credit ?? []).map((name) => ({ name }))),
    database_specific: {
      kind: body.kind,
      statement: `sha256:${statement}`,
      issuer,
      severity: some(body.severity ?? []),
      withdrawn: withdrawn?.text,
    },
  }
  return {
    text: jsonText(document),
    mediaType: 'application/json; charset=utf-8',
    gaps: body.details === undefined ? ['details'] : [],
    notCarried: notCarriedBy(CARRIES, body),
  }
}

function linked(type: string, written: string | undefined): readonly { type: string; url: string }[] {
  const url = webAddress(written)
  return url === undefined ? [] : [{ type, url }]
}

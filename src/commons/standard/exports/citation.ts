// CITATION.cff of a release: the digest is what is cited, the name goes along. Its list of licences is that of 2021, so
// an id that came later leaves as the address of its text. Source: Citation File Format 1.2.0 and its schema.

import { stringify } from 'yaml'
import { shownText } from '../../../base/html.ts'
import type { Dossier } from '../dossier.ts'
import { licencesOf } from '../licences/of.ts'
import { gapsOf, notCarriedBy } from './carried.ts'
import { calledIn, type Exported, NOT_STATED, OBSERVED_GAP, withdrawnIn } from './exported.ts'
import { spdxLicence } from './hub-licence.ts'
import { mailAddress, webAddress } from './json-text.ts'

export type Cff = {
  readonly title: string
  readonly author: string
  readonly email?: string | undefined
  readonly version?: string | undefined
  readonly date?: string | undefined // YYYY-MM-DD
  readonly licences: readonly string[]
  readonly licenceUrl?: string | undefined
  readonly abstract: string
  readonly artifact: string // sha256:…
  readonly statement: string // sha256:…
  readonly url?: string | undefined
}

/** Of an observation, where what is read or said names a licence. */
const FOUND: readonly string[] = [
  'name',
  'display',
  'version',
  'read[].key',
  'read[].value',
  'read[].file',
  'said',
]
const MAX_TEXT = 4_000
const MAX_FOUND = 20 // places of a licence
const CARRIES: readonly string[] = [
  'subject.id',
  'subject.display',
  'subject.version',
  'subject.released',
  'subject.publisher',
  'terms[].licence',
]

export function exportCitation(dossier: Dossier): Exported {
  const { content, artifact, statement, by } = dossier
  const record = content.kind === 'release' ? content.body : undefined
  const { namespace, name, ref, version } = calledIn(dossier)
  const publisher = record?.subject.publisher
  const released = record?.subject.released
  const terms = record?.terms ?? []
  const licences = [...new Set(terms.map(({ licence }) => licence))]
  const licenceUrl = terms.map(({ url }) => url).find((url) => url !== undefined)
  const linked = 'license-url' in licenceOf(licences, licenceUrl) ? ['terms[].url'] : []
  const signer = by.name ?? by.identity
  const said =
    record === undefined
      ? `Observed: ${signer} recorded what was found, the publisher has not signed a record here.`
      : `Released: ${signer} signed the record.`
  const found = record === undefined ? licencesFound(dossier) : []
  const stated =
    licences.length > 0
      ? `Licence as stated: ${licences.join(', ')}.`
      : `Licence ${found.length === 0 ? NOT_STATED : `as found: ${found.join(', ')}`}.`
  const withdrawn = withdrawnIn(dossier)
  const contact = publisher?.contact === undefined ? '' : ` Contact: ${publisher.contact}.`
  return {
    text: cffText({
      title: `${namespace}/${name}`,
      author: publisher?.name ?? NOT_STATED,
      email: mailAddress(publisher?.contact),
      version,
      date: released !== undefined && released.length === 10 ? released : undefined,
      licences,
      licenceUrl,
      abstract: `Logged as ${ref}. ${withdrawn === undefined ? '' : `${withdrawn} `}${said} ${stated}${contact}${released === undefined ? '' : ` Released ${released}.`}`,
      artifact: `sha256:${artifact}`,
      statement: `sha256:${statement}`,
    }),
    mediaType: 'application/yaml; charset=utf-8',
    gaps:
      record === undefined
        ? [OBSERVED_GAP]
        : gapsOf(['subject.publisher', 'subject.released', 'terms'], record),
    notCarried: notCarriedBy(record === undefined ? FOUND : [...CARRIES, ...linked], content.body),
  }
}

/** Of an observation: what files and others say, with its place; nobody stated it here. */
function licencesFound(dossier: Dossier): readonly string[] {
  const said = licencesOf(dossier).places.map(
    ({ said: word, id, where }) => `${word ?? id ?? NOT_STATED} (${where})`,
  )
  const all = [...new Set(said)]
  const more = all.length - MAX_FOUND
  return more > 0 ? [...all.slice(0, MAX_FOUND), `and ${more} more`] : all
}

export function cffText(cff: Cff): string {
  const { title, author, email, version, date, licences, licenceUrl, abstract, artifact, statement, url } =
    cff
  const named = { name: line(author), ...(email !== undefined && { email }) }
  const fields = {
    'cff-version': '1.2.0',
    message: 'Cite the digest: a name can come to mean other bytes.',
    title: line(title),
    type: 'dataset',
    authors: [named],
    ...(version !== undefined && { version: line(version) }),
    ...(date !== undefined && { 'date-released': date }),
    ...licenceOf(licences, licenceUrl),
    abstract: line(abstract),
    identifiers: [
      { type: 'other', value: artifact, description: 'Artifact: digest of the list of these files.' },
      { type: 'other', value: statement, description: 'Record of them in the log.' },
    ],
    ...(url !== undefined && { url }),
  }
  return stringify(fields, { compat: 'yaml-1.1' }) // readers that take yes for true and 1_000 for a number
}

/** The form's ids where all are among them, else the address of the text, else nothing. */
function licenceOf(licences: readonly string[], stated: string | undefined) {
  const ids = licences.map(spdxLicence)
  if (ids.length > 0 && ids.every((id) => id !== undefined && OLD.has(id)))
    return { license: ids.length === 1 ? ids[0] : ids }
  const [only] = ids
  const listed = ids.length === 1 && only !== undefined ? `https://spdx.org/licenses/${only}.html` : undefined
  const url = webAddress(stated) ?? listed
  return url === undefined ? {} : { 'license-url': url }
}

/** One line of plain text. */
function line(text: string): string {
  const whole = shownText(text.replaceAll(/\s+/g, ' ').trim())
  return whole.length > MAX_TEXT ? `${whole.slice(0, MAX_TEXT).toWellFormed()}…` : whole
}

/** Ids of 2021 that models and data bear; the form's list has more, and an id outside of it would be refused. */
const OLD: ReadonlySet<string> = new Set(
  (
    'Apache-2.0 MIT AFL-3.0 Artistic-2.0 BSL-1.0 BSD-2-Clause BSD-3-Clause BSD-3-Clause-Clear C-UDA-1.0 CC0-1.0 ' +
    'CC-BY-2.0 CC-BY-2.5 CC-BY-3.0 CC-BY-4.0 CC-BY-SA-3.0 CC-BY-SA-4.0 CC-BY-NC-2.0 CC-BY-NC-3.0 CC-BY-NC-4.0 ' +
    'CC-BY-ND-4.0 CC-BY-NC-ND-3.0 CC-BY-NC-ND-4.0 CC-BY-NC-SA-2.0 CC-BY-NC-SA-3.0 CC-BY-NC-SA-4.0 CDLA-Sharing-1.0 ' +
    'CDLA-Permissive-1.0 WTFPL ECL-2.0 EPL-1.0 EPL-2.0 etalab-2.0 EUPL-1.1 EUPL-1.2 AGPL-3.0 GPL-2.0 GPL-3.0 LGPL-2.1 ' +
    'LGPL-3.0 GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later LGPL-2.1-only LGPL-2.1-or-later ' +
    'LGPL-3.0-only LGPL-3.0-or-later AGPL-3.0-only AGPL-3.0-or-later ISC LPPL-1.3c MS-PL MPL-2.0 ODC-By-1.0 ODbL-1.0 ' +
    'OSL-3.0 PostgreSQL OFL-1.1 NCSA Unlicense Zlib PDDL-1.0'
  ).split(' '),
)

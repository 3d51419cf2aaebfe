// The elements of an SPDX 3 document, put together in order: each with its id and the same note of who made it and when.
// Ids are those of the record, so the same record gives the same document. Source: SPDX 3.0.1, core and serialisation.

export type Element = Readonly<Record<string, unknown>>

const CREATION = '_:creation'
const NO_ASSERTION = 'expandedlicensing_NoAssertionLicense'

export type Licence = {
  readonly text: string | undefined // absent: no assertion
  readonly version?: string // of the SPDX list
  readonly urls?: readonly string[]
}

export class Graph {
  private readonly base: string
  private readonly recorded: string
  private readonly elements: Element[] = []
  private readonly licences = new Map<string, string>()
  private relations = 0
  private creator = ''

  constructor(statement: string, recorded: string) {
    this.base = `urn:owc:sha256:${statement}`
    this.recorded = recorded
  }

  add(id: string, type: string, fields: Element): string {
    const spdxId = `${this.base}#${id}`
    this.elements.push({ type, spdxId, creationInfo: CREATION, ...fields })
    return spdxId
  }

  createdBy(agent: string): void {
    this.creator = agent
  }

  relate(from: string, relationshipType: string, to: readonly string[], comment?: string): void {
    this.add(`relation-${++this.relations}`, 'Relationship', { from, relationshipType, to, comment })
  }

  licence(of: string, relationshipType: string, { text, version, urls = [] }: Licence): void {
    const to = text === undefined ? NO_ASSERTION : this.expression(text, version, urls)
    this.relate(of, relationshipType, [to])
  }

  /** A day as an instant; a month is none. */
  time(day: string | undefined): string | undefined {
    return day !== undefined && /^\d{4}-\d\d-\d\d$/.test(day) ? `${day}T00:00:00Z` : undefined
  }

  /** Everything, the document itself and the note of its making first. */
  document(root: string): readonly Element[] {
    const made = {
      type: 'CreationInfo',
      '@id': CREATION,
      specVersion: '3.0.1',
      created: this.recorded,
      createdBy: [this.creator],
    }
    const head = {
      type: 'SpdxDocument',
      spdxId: `${this.base}#document`,
      creationInfo: CREATION,
      profileConformance: ['core', 'software', 'ai', 'dataset', 'simpleLicensing'],
      rootElement: [root],
      element: this.elements.map(({ spdxId }) => spdxId),
    }
    return [made, head, ...this.elements]
  }

  private expression(text: string, version: string | undefined, urls: readonly string[]): string {
    const key = JSON.stringify([text, urls])
    const known = this.licences.get(key)
    if (known !== undefined) return known
    const refs = [...new Set(text.match(/\bLicenseRef-[A-Za-z0-9.-]+/g))]
    const [ref] = refs
    const [url] = urls
    const custom =
      refs.length === 1 && urls.length === 1 ? [{ type: 'DictionaryEntry', key: ref, value: url }] : undefined
    const id = this.add(`licence-${this.licences.size + 1}`, 'simplelicensing_LicenseExpression', {
      simplelicensing_licenseExpression: text,
      simplelicensing_licenseListVersion: version,
      simplelicensing_customIdToUri: custom,
      comment: urls.length === 0 ? undefined : urls.join(' '),
    })
    this.licences.set(key, id)
    return id
  }
}

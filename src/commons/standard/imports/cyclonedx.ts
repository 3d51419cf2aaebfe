// A CycloneDX bill of materials of one model as fields of a record, versions 1.5 to 1.7. Only what the form states is
// taken: ancestors without a relation, results without a data set and measures against a risk leave the record open.
// Invariant: sizes are bounded before anything is parsed, and every value is read as if it were of any type.
// Source: CycloneDX 1.5 to 1.7 JSON schemas.

import { idOf } from '../exports/hub-licence.ts'
import { mailAddress, webAddress } from '../exports/json-text.ts'
import type { DraftFields, Imported } from './draft-fields.ts'

export const MAX_BOM_BYTES = 8 << 20
const MAX_ITEMS = 1000 // of any list that a record takes
const MAX_TERMS = 64
const MAX_COMPONENTS = 20_000 // looked through for the model
const MAX_LINE = 2048
const MAX_TEXT = 16_384

type Loose = Readonly<Record<string, unknown>>

/** @param where names the file */
export function importCycloneDx(text: string, where: string): Imported {
  const refuse = (expected: string, found: string): Imported => ({
    fields: {},
    places: {},
    left: [],
    problems: [{ code: 'form-invalid', where, expected, found }],
  })
  if (text.length > MAX_BOM_BYTES) return refuse(`at most ${MAX_BOM_BYTES} characters`, `${text.length}`)
  const bom = parsed(text)
  if (bom === undefined) return refuse('a JSON object', 'other text')
  if (bom['bomFormat'] !== 'CycloneDX') return refuse('bomFormat "CycloneDX"', shown(bom['bomFormat']))
  const version = bom['specVersion']
  if (version !== '1.5' && version !== '1.6' && version !== '1.7')
    return refuse('specVersion 1.5, 1.6 or 1.7', shown(version))
  const models = modelsOf(bom)
  const [model] = models
  if (model === undefined) return refuse('a component of type machine-learning-model', 'none')
  if (models.length > 1) {
    const names = models.slice(0, 5).map(({ at, component }) => `${shown(component['name'])} at ${at}`)
    return refuse('one component of type machine-learning-model', `${models.length}: ${names.join(', ')}`)
  }
  const reading = new Reading(`${where}, ${model.at}`, model.component)
  return { fields: reading.fields(), places: reading.places, left: reading.left, problems: [] }
}

function parsed(text: string): Loose | undefined {
  try {
    return objectOf(JSON.parse(text))
  } catch {
    return undefined // what the engine says of a position is of no use beside the file's name
  }
}

type Model = { readonly at: string; readonly component: Loose }

/** The document's own subject if it is a model, else the models among its components. */
function modelsOf(bom: Loose): readonly Model[] {
  const subject = objectOf(objectOf(bom['metadata'])?.['component'])
  if (subject?.['type'] === MODEL) return [{ at: '/metadata/component', component: subject }]
  return listOf(bom['components'], MAX_COMPONENTS).flatMap((one, index) => {
    const component = objectOf(one)
    return component?.['type'] === MODEL ? [{ at: `/components/${index}`, component }] : []
  })
}

const MODEL = 'machine-learning-model'

class Reading {
  readonly places: Record<string, string> = {}
  readonly left: string[] = []
  private readonly where: string
  private readonly model: Loose
  private readonly card: Loose

  constructor(where: string, model: Loose) {
    this.where = where
    this.model = model
    this.card = objectOf(model['modelCard']) ?? {}
  }

  fields(): DraftFields {
    const considerations = objectOf(this.card['considerations']) ?? {}
    const intended = this.words(considerations, 'useCases', MAX_LINE)
    const limits = this.words(considerations, 'technicalLimitations', MAX_TEXT)
    const energy = this.energy(considerations)
    const risks = this.risks(considerations)
    this.sayLeft()
    return this.placed({
      subject: this.subject(),
      lineage: this.lineage(),
      terms: this.terms(),
      obligations: intended.length === 0 ? undefined : { intended },
      rationale: risks.length === 0 ? undefined : { risks },
      training: energy === undefined ? undefined : { compute: { energyMWh: energy } },
      evaluations: this.evaluations(),
      limits: limits.length === 0 ? undefined : limits,
    })
  }

  /** Items of a list as far as a record takes them; how many were left is told. */
  private items(of: Loose, name: string, most = MAX_ITEMS): readonly unknown[] {
    const list = of[name]
    if (Array.isArray(list) && list.length > most)
      this.left.push(`${name} has ${list.length - most} more than the ${most} that a record takes.`)
    return listOf(list, most)
  }

  private words(of: Loose, name: string, most: number): string[] {
    const items = this.items(of, name)
    const found = items.flatMap((one) => textOf(one, most) ?? [])
    if (found.length < items.length)
      this.left.push(
        `${items.length - found.length} of ${name} are no text, or longer than ${most} characters.`,
      )
    return found
  }

  private placed(all: { readonly [K in keyof DraftFields]: DraftFields[K] | undefined }): DraftFields {
    const stated = Object.entries(all).filter(([, value]) => value !== undefined)
    for (const [field] of stated) this.places[field] = this.where
    return Object.fromEntries(stated) as DraftFields // without the undefined ones
  }

  private subject(): DraftFields['subject'] {
    const version = textOf(this.model['version'], 80)
    const fitting = version !== undefined && /^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(version)
    if (version !== undefined && !fitting)
      this.left.push(`version ${shown(version)} is no version of a record.`)
    const supplier = objectOf(this.model['supplier']) ?? objectOf(this.model['manufacturer']) ?? {}
    const name = textOf(supplier['name'], MAX_LINE) ?? textOf(this.model['publisher'], MAX_LINE)
    const contact = contactOf(supplier)
    const publisher = name === undefined ? undefined : { name, ...(contact !== undefined && { contact }) }
    if (!fitting && publisher === undefined) return undefined
    return { ...(fitting && { version }), ...(publisher !== undefined && { publisher }) }
  }

  private terms(): DraftFields['terms'] {
    const found = this.items(this.model, 'licenses', MAX_TERMS).flatMap((one) => {
      const { license, expression } = objectOf(one) ?? {}
      const named = objectOf(license) ?? {}
      const licence =
        textOf(named['id'], MAX_LINE) ?? textOf(named['name'], MAX_LINE) ?? textOf(expression, MAX_LINE)
      const url = webAddress(textOf(named['url'], MAX_LINE))
      return licence === undefined ? [] : [{ licence: idOf(licence), ...(url !== undefined && { url }) }]
    })
    return found.length === 0 ? undefined : found
  }

  /** An ancestor does not say by itself what was done with it. */
  private lineage(): DraftFields['lineage'] {
    const ancestors = this.items(objectOf(this.model['pedigree']) ?? {}, 'ancestors')
    const found = ancestors.flatMap((one) => {
      const ancestor = objectOf(one) ?? {}
      const name = textOf(ancestor['name'], 1000)
      if (name === undefined) return []
      const group = textOf(ancestor['group'], 1000)
      const version = textOf(ancestor['version'], 80)
      const parent = `${group === undefined ? '' : `${group}/`}${name}${version === undefined ? '' : `@${version}`}`
      const own = propertiesOf(ancestor)
      const digest = own.get('owc:artifact')
      const relation = textOf(own.get('owc:relation'), MAX_LINE)
      if (relation !== undefined)
        return [
          { relation, parent, ...(digest !== undefined && DIGEST.test(digest) && { parentDigest: digest }) },
        ]
      this.left.push(`pedigree names ${shown(parent)}, and not how this was made from it.`)
      return []
    })
    return found.length === 0 ? undefined : found
  }

  private evaluations(): DraftFields['evaluations'] {
    const metrics = this.items(objectOf(this.card['quantitativeAnalysis']) ?? {}, 'performanceMetrics')
    const found = metrics.flatMap((one, index) => {
      const { type, value, slice, confidenceInterval } = objectOf(one) ?? {}
      const metric = textOf(type, MAX_LINE)
      const suite = textOf(slice, MAX_LINE)
      const number = decimalOf(value)
      if (metric === undefined || suite === undefined || number === undefined) return []
      const bounds = objectOf(confidenceInterval)
      const [low, high] = [decimalOf(bounds?.['lowerBound']), decimalOf(bounds?.['upperBound'])]
      if (low !== undefined && high !== undefined)
        this.left.push(`metric ${index + 1} has an interval from ${low} to ${high} without its level.`)
      return [{ id: `bom-${index + 1}`, kind: 'other' as const, suite, metric, value: number, legacy: true }]
    })
    const without = metrics.length - found.length
    if (without > 0) this.left.push(`${without} metrics lack a type, a slice or a number.`)
    return found.length === 0 ? undefined : found
  }

  private risks(considerations: Loose): { what: string }[] {
    return this.items(considerations, 'ethicalConsiderations').flatMap((one) => {
      const { name, mitigationStrategy } = objectOf(one) ?? {}
      const what = textOf(name, MAX_TEXT)
      if (what !== undefined && mitigationStrategy !== undefined)
        this.left.push(`What was done about ${shown(what)} has no field of its own: write it as a safeguard.`)
      return what === undefined ? [] : [{ what }]
    })
  }

  /** Energy of the training alone, if one number states it. */
  private energy(considerations: Loose): string | undefined {
    const all = listOf(objectOf(considerations['environmentalConsiderations'])?.['energyConsumptions'])
    const training = all.flatMap((one) => {
      const { activity, activityEnergyCost } = objectOf(one) ?? {}
      const { value, unit } = objectOf(activityEnergyCost) ?? {}
      return activity === 'training' && unit === 'kWh' && typeof value === 'number' && value >= 0
        ? [value]
        : []
    })
    const [only] = training
    if (training.length !== 1 || only === undefined) return undefined
    return decimalOf(Number((only / 1000).toPrecision(12)))
  }

  private sayLeft(): void {
    const parameters = objectOf(this.card['modelParameters']) ?? {}
    const open: readonly (readonly [unknown, string])[] = [
      [this.model['hashes'], 'hashes: the folder’s own files say their digests'],
      [this.model['components'], 'components: the folder’s own files are the release'],
      [parameters['datasets'], 'datasets: say in components which are released, linked or withheld'],
      [parameters['approach'], 'approach: the record asks for the stages of the training'],
      [parameters['architectureFamily'], 'architectureFamily: say it in your own words'],
    ]
    for (const [value, why] of open) if (value !== undefined) this.left.push(`${why}.`)
  }
}

const DIGEST = /^sha256:[0-9a-f]{64}$/

function contactOf(supplier: Loose): string | undefined {
  const mails = listOf(supplier['contact']).flatMap(
    (one) => mailAddress(textOf(objectOf(one)?.['email'], 320)) ?? [],
  )
  const [mail] = mails
  if (mail !== undefined) return `mailto:${mail}`
  return listOf(supplier['url']).flatMap((one) => webAddress(textOf(one, MAX_LINE)) ?? [])[0]
}

function propertiesOf(component: Loose): ReadonlyMap<string, string> {
  return new Map(
    listOf(component['properties']).flatMap((one) => {
      const { name, value } = objectOf(one) ?? {}
      return typeof name === 'string' && typeof value === 'string' ? [[name, value] as const] : []
    }),
  )
}

function objectOf(value: unknown): Loose | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : undefined
}

function listOf(value: unknown, most = MAX_ITEMS): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, most) : []
}

/** Text that a record takes as it is. */
function textOf(value: unknown, most: number): string | undefined {
  if (typeof value !== 'string' || value.trim() === '' || value.length > most) return undefined
  return value.isWellFormed() ? value : undefined
}

function decimalOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  return /^-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,4})?$/.test(text) ? text : undefined
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 120)
}

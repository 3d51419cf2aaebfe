// Which fields of a record a form carries, told field by field. Invariant: a field counts as carried where the text of
// the export depends on it, and as not carried where it does not; a test takes each field away and looks.

/** Fields whose keys are chosen by the publisher: what stands below is read as rows. */
const MAPS: readonly string[] = [
  'systems',
  'evaluators',
  'risk.tested',
  'risk.notTested',
  'training.data.languages',
  'training.data.sizes',
  'found',
]
const MAX_LEAVES = 2_000 // kinds of fields; a record has fewer than 200

/** Every kind of field that a record states: `lineage[].parent`, `training.compute.flop`. */
export function fieldsStated(record: object): readonly string[] {
  const found = new Set<string>()
  visit(record, '', found)
  return [...found]
}

function visit(value: unknown, path: string, found: Set<string>): void {
  if (found.size >= MAX_LEAVES || value === undefined) return
  if (Array.isArray(value)) {
    if (value.every((one) => typeof one !== 'object' || one === null)) found.add(path)
    else for (const one of value) visit(one, `${path}[]`, found)
  } else if (typeof value === 'object' && value !== null) {
    const rows = MAPS.includes(path)
    for (const [key, one] of Object.entries(value))
      visit(one, rows ? `${path}[]` : path === '' ? key : `${path}.${key}`, found)
  } else found.add(path)
}

/** `carries`: fields, each with all that stands below it. */
export function notCarriedBy(carries: readonly string[], record: object): readonly string[] {
  const form = 'owc' in record ? ['owc', 'kind'] : [] // say which record it is
  const stated = fieldsStated(record).filter((path) => !form.includes(path))
  const none = (path: string, one: string) => one.startsWith(`${path}[]`) // an empty list
  const left = stated.filter((path) => !carries.some((one) => isBelow(path, one) || none(path, one)))
  const lost = new Set(left)
  const kept = stated.filter((one) => !lost.has(one))
  const whole = (path: string) => !kept.some((one) => isBelow(one, path))
  return [...new Set(left.map((path) => ancestorsOf(path).find(whole) ?? path))]
}

/** Fields that a form asks for and the record does not state, in the order of the form. */
export function gapsOf(asks: readonly string[], record: object): readonly string[] {
  const stated = fieldsStated(record)
  return asks.filter((path) => !stated.some((one) => isBelow(one, path)))
}

function isBelow(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}.`) || path.startsWith(`${above}[]`)
}

/** Shortest first, the path itself last. */
function ancestorsOf(path: string): readonly string[] {
  const ends = [...path.matchAll(/\.|\[\]/g)].map(({ index }) => path.slice(0, index))
  return [...ends.filter((one) => one !== ''), path]
}

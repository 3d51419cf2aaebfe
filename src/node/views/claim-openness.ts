// Claim 2 of 3: openness, and nothing else. From stated terms and components alone; no rank, no percentage, and never
// whether the bytes can be had (release-standard 0, 1). Not legal advice.

export type OpennessFacts = {
  readonly kind: 'release' | 'observed'
  readonly licences: readonly { readonly value: string; readonly where: string }[]
  readonly agreement: 'agree' | 'conflict' | 'silent' | 'single'
  readonly components: readonly {
    readonly c: string
    readonly state: string
    readonly why?: string | undefined
  }[]
}

const ABSENT = 'not in what this node found'

export function openness(facts: OpennessFacts): readonly string[] {
  return [licence(facts), ...components(facts)]
}

function licence({ kind, licences, agreement }: OpennessFacts): string {
  const named = [...new Set(licences.map(({ value }) => value))].join(', ')
  switch (agreement) {
    case 'silent':
      return kind === 'observed' ? `A licence is ${ABSENT}.` : 'The publisher does not state a licence.'
    case 'conflict':
      return `The stated licences differ: ${named}. This node does not pick one.`
    case 'agree':
      return `Licence as stated in ${licences.length} places: ${licences[0]?.value}.`
    default:
      return `Licence as stated by ${licences[0]?.where}: ${licences[0]?.value}.`
  }
}

function components({ kind, components: list }: OpennessFacts): readonly string[] {
  if (kind === 'observed')
    return [`Code, data and method of training, as statements of the publisher, are ${ABSENT}.`]
  if (list.length === 0) return ['The publisher does not state which components are released.']
  const of = (state: string) =>
    list
      .filter((one) => one.state === state)
      .map(({ c, why }) => (why === undefined ? c : `${c} (${why})`))
      .join(', ')
  const words = [
    ['released', 'Released'],
    ['linked', 'Linked elsewhere'],
    ['described', 'Described'],
    ['withheld', 'Withheld'],
    ['not-produced', 'Not produced'],
  ] as const
  return words.flatMap(([state, word]) => (of(state) === '' ? [] : [`${word}: ${of(state)}.`]))
}

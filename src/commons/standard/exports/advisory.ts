// An advisory in the forms in which dangers travel elsewhere. What is only inherited leaves as under investigation;
// answers of makers leave as theirs. Invariant: no form says that bytes are gone, since nobody can know that.
// Source: release-standard 3, 7.3 and 8.

export type VexStatus = 'affected' | 'not_affected' | 'fixed' | 'under_investigation'

/** Body of `owc:advisory/v1`, as far as forms read it. */
export type AdvisoryBody = {
  readonly id: string
  readonly kind: string
  readonly summary: string
  readonly details?: string
  readonly discovered?: string
  readonly published: string
  readonly modified?: string
  readonly affected: readonly {
    readonly sha256?: string
    readonly tensorRoot?: string
    readonly why?: string
  }[]
  readonly severity?: readonly { readonly scheme: string; readonly value: string; readonly by: string }[]
  readonly evidence?: readonly { readonly kind: string; readonly ref?: string; readonly digest?: string }[]
  readonly credit?: readonly string[]
  readonly response?: readonly string[]
  readonly remainingCopies?: { readonly known: readonly string[]; readonly asOf: string }
  readonly workaround?: string
  readonly references?: readonly string[]
  readonly legal?: { readonly jurisdiction: string; readonly instrument: string; readonly asOf: string }
}

/** Bytes that it bears on, beyond those that it names. */
export type Reached = {
  readonly artifact: string // bare hex
  readonly name?: string
  readonly basis: string // tensors, declared
  readonly path: readonly string[]
  readonly status: VexStatus
}

/** What a maker says of bytes of theirs. */
export type MakerAnswer = {
  readonly product: string // bare hex
  readonly status: VexStatus
  readonly reason?: string
  readonly action?: string
  readonly fixedIn?: string
  readonly issuer: string
  readonly issuerName?: string
  readonly time: string
}

export type AdvisoryCase = {
  readonly statement: string // bare hex
  readonly issuer: string
  readonly issuerName?: string
  readonly logged: string
  readonly body: AdvisoryBody
  readonly reached: readonly Reached[]
  readonly answers: readonly MakerAnswer[]
  readonly withdrawn?: { readonly time: string; readonly text: string }
}

/** What the issuer did, in words that promise nothing about copies. */
const DONE: Readonly<Record<string, string>> = {
  'advisory-only': 'This notice alone was given.',
  'serving-paused': 'Serving was paused.',
  'mirrors-asked': 'Mirrors were asked to stop serving.',
  'safeguard-published': 'A safeguard was published.',
  'new-version': 'A new version was released; the old bytes still run.',
  'service-off': 'The service was switched off.',
  'authority-informed': 'An authority was informed.',
}

/** Sentences about what was done and what remains. */
export function doneIn({ body }: AdvisoryCase): readonly string[] {
  const { response = [], remainingCopies, workaround, legal } = body
  const remain =
    remainingCopies === undefined
      ? []
      : [
          `Copies are known at ${remainingCopies.known.length} places as of ${remainingCopies.asOf}; unknown copies may exist.`,
        ]
  return [
    ...response.map((one) => DONE[one] ?? one),
    ...remain,
    ...(workaround === undefined ? [] : [`Workaround: ${workaround}`]),
    ...(legal === undefined
      ? []
      : [`Law: ${legal.instrument} (${legal.jurisdiction}, as of ${legal.asOf}).`]),
  ]
}

/** A digest as the forms name it, and of what it is. */
export function productOf(one: { readonly sha256?: string; readonly tensorRoot?: string }): {
  readonly name: string
  readonly sha256?: string
} {
  if (one.sha256 !== undefined) return { name: `sha256:${one.sha256}`, sha256: one.sha256 }
  return { name: `tensors sha256:${one.tensorRoot ?? ''}` }
}

export function callerOf({
  issuer,
  issuerName,
}: {
  readonly issuer: string
  readonly issuerName?: string
}): string {
  return issuerName ?? issuer
}

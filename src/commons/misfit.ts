// One thing in a body that is not as its type wants it, with its place, what was expected and what was found.

export type Misfit = {
  readonly path: string // files[3].sha256; empty: the value itself
  readonly key?: string // of the unknown field in it
  readonly expected: string
  readonly found: string
  readonly hint?: string
}

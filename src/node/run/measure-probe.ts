// The fixed probe that every tool is asked, and the form in which what came of it is written down. It is plain text
// without a template, so that a base model can answer it too, and long enough for its reading to be timed. It measures a
// tool on a machine; it says nothing about how good a model is. A change of its words is a new probe under a new number.

import type { RunReport, Tool } from '../../commons/tools/statements.ts'

export const PROBE = {
  id: 'owc-probe/1',
  sampling: 'greedy',
  tokens: 64,
  prompt: `A lending library keeps four promises. It says where each book came from, so that nobody has to trust a stranger about it. It says what a reader may do with the book: read it at home, copy a page, translate it, bind it anew. It keeps more than one copy, in more than one house, because roofs leak and owners change their minds. And it lets every reader write in the margin of the catalogue what they found, under their own name, beside what others found. When somebody asks the librarian which of the books is the best one, she shrugs and points at the shelves. The first thing that she tells a new reader is`,
} as const satisfies RunReport['probe']

/** What a measurement gives: a tool by its bytes, and a report about an object. */
export type Sheet = {
  readonly name: string // namespace/name:TAG, or the path of a file
  readonly object: string // sha256:…
  readonly artifact?: string // sha256:…, that it was taken from; absent of a file alone
  readonly sizeBytes: number
  readonly tool: { readonly digest: string; readonly body: Tool }
  readonly report: RunReport
  readonly text: string // the answer, which is not part of the report
}

const DIGITS = 3 // more would claim what a busy machine does not repeat

/** A measured number as a decimal string. */
export function decimal(value: number): string {
  return String(Number(value.toPrecision(DIGITS)))
}

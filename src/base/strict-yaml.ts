// YAML for people, without YAML's surprises: every scalar is text as written (failsafe), no anchors, aliases, tags or
// directives, each key once, one document. Invariant: nesting, lexemes and characters are bounded before anything
// recurses, so a hostile text costs milliseconds; every node knows its line and column.
// Source: YAML 1.2.2, 10.1 (failsafe schema); release-standard 10.

import { Composer, CST, type Document, isMap, isScalar, isSeq, Lexer, LineCounter, Parser } from 'yaml'

export const MAX_YAML_CHARACTERS = 1 << 20
const MAX_LEXEMES = 200_000
const MAX_NESTING = 24 // the deepest field of any form of ours lies at 6
const MAX_FAULTS = 20
const MAX_FOUND = 80 // characters of the text that are shown

export type Place = { readonly line: number; readonly column: number }
export type YamlFault = Place & { readonly expected: string; readonly found: string }

/** `from` and `to` count characters of the text, without what follows the value. */
export type YamlNode = Place & { readonly from: number; readonly to: number } & (
    | { readonly kind: 'text'; readonly text: string; readonly empty: boolean } // empty: nothing was written
    | { readonly kind: 'list'; readonly items: readonly YamlNode[] }
    | { readonly kind: 'map'; readonly fields: ReadonlyMap<string, YamlField> }
  )
export type YamlField = { readonly key: Place; readonly value: YamlNode }

export type ReadYaml = { readonly root?: YamlNode; readonly faults: readonly YamlFault[] }

/** Never throws: what cannot be read is a fault with its place. */
export function readStrictYaml(text: string): ReadYaml {
  if (text.length > MAX_YAML_CHARACTERS) {
    const expected = `at most ${MAX_YAML_CHARACTERS} characters`
    return { faults: [{ line: 1, column: 1, expected, found: `${text.length}` }] }
  }
  const lines = new LineCounter()
  const composed = compose(text, lines)
  if (composed.faults.length > 0) return { faults: composed.faults }
  const walk = new Walk(lines)
  const root = walk.node(composed.document?.contents, 0)
  return walk.faults.length > 0 ? { root, faults: walk.faults } : { root, faults: [] }
}

type Composed = { readonly document?: Document; readonly faults: readonly YamlFault[] }

const REFUSED: Readonly<Record<string, string>> = {
  alias: 'plain values, and no alias (*)',
  anchor: 'plain values, and no anchor (&)',
  tag: 'plain values, and no tag (!)',
  'directive-line': 'no directive (%)',
}

/** Lexer and parser are loops; the composer recurses, so depth is measured before it sees anything. */
function compose(text: string, lines: LineCounter): Composed {
  const parser = new Parser(lines.addNewLine)
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, merge: false })
  lines.addNewLine(0)
  const tokens: CST.Token[] = []
  let lexemes = 0
  let marked = false
  let broken = 0
  for (const lexeme of new Lexer().lex(text)) {
    const fault = (expected: string): Composed => ({
      faults: [{ ...placeOf(lines, parser.offset), expected, found: shown(lexeme) }],
    })
    const refused = marked ? undefined : REFUSED[CST.tokenType(lexeme) ?? '']
    marked = lexeme === CST.SCALAR // the next lexeme is text, whatever it begins with
    if (refused !== undefined) return fault(refused)
    if (++lexemes > MAX_LEXEMES) return fault(`at most ${MAX_LEXEMES} words and signs`)
    for (const token of parser.next(lexeme)) {
      tokens.push(token)
      if (token.type === 'error') broken++
    }
    if (broken > MAX_FAULTS) break // each costs the composer far more than the lexer
    if (parser.stack.length > MAX_NESTING) return fault(`nesting of at most ${MAX_NESTING}`)
  }
  for (const token of parser.end()) tokens.push(token)
  const documents = [...composer.compose(tokens, true, text.length)]
  const [document, second] = documents
  const faults = documents.flatMap(({ errors }) => errors).slice(0, MAX_FAULTS)
  if (faults.length > 0) {
    return {
      faults: faults.map(({ pos, message }) => ({
        ...placeOf(lines, pos[0]),
        expected: 'YAML',
        found: (message.split('\n')[0] ?? '').slice(0, 2 * MAX_FOUND),
      })),
    }
  }
  if (second !== undefined) {
    const at = placeOf(lines, second.range[0])
    return { faults: [{ ...at, expected: 'one document', found: 'a second one' }] }
  }
  return { ...(document !== undefined && { document }), faults: [] }
}

class Walk {
  readonly faults: YamlFault[] = []
  private readonly lines: LineCounter

  constructor(lines: LineCounter) {
    this.lines = lines
  }

  /** Depth is bounded by MAX_NESTING. */
  node(node: unknown, at: number): YamlNode {
    if (isMap(node)) return this.map(node)
    const offset = offsetOf(node) ?? at
    const place = this.span(node, offset)
    if (isSeq(node))
      return { ...place, kind: 'list', items: node.items.map((item) => this.node(item, offset)) }
    if (!isScalar(node)) return { ...place, kind: 'text', text: '', empty: true }
    const text = String(node.value ?? '')
    return {
      ...place,
      kind: 'text',
      text,
      empty: text === '' && (node.source ?? '') === '' && node.type === 'PLAIN',
    }
  }

  private map(node: { readonly items: readonly { key: unknown; value: unknown }[] } & object): YamlNode {
    const offset = offsetOf(node) ?? 0
    const fields = new Map<string, YamlField>()
    for (const { key, value } of node.items) {
      const at = offsetOf(key) ?? offset
      const place = placeOf(this.lines, at)
      if (!isScalar(key)) this.fault(place, 'a name before the colon', 'a list or a map')
      else if (fields.has(String(key.value ?? '')))
        this.fault(place, 'each field once', `a second ${shown(String(key.value))}`)
      else fields.set(String(key.value ?? ''), { key: place, value: this.node(value, at) })
    }
    return { ...this.span(node, offset), kind: 'map', fields }
  }

  private span(node: unknown, from: number): Place & { readonly from: number; readonly to: number } {
    return { ...placeOf(this.lines, from), from, to: rangeOf(node)?.[1] ?? from }
  }

  private fault(place: Place, expected: string, found: string): void {
    if (this.faults.length < MAX_FAULTS) this.faults.push({ ...place, expected, found })
  }
}

function offsetOf(node: unknown): number | undefined {
  return rangeOf(node)?.[0]
}

/** Start and end of the value, and where the next begins. */
function rangeOf(node: unknown): readonly number[] | undefined {
  return (node as { readonly range?: readonly number[] | null } | null | undefined)?.range ?? undefined
}

function placeOf(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

function shown(text: string): string {
  return JSON.stringify(text.length > MAX_FOUND ? `${text.slice(0, MAX_FOUND)}…` : text)
}

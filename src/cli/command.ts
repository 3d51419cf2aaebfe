// What a command is: a specification that help, documentation and parsing are made from, and a function that runs.

import type { Api } from '../client/api.ts'
import type { Out } from './out.ts'

export type Exit = 0 | 1 | 2 | 3 | 130

export type Flag = {
  readonly name: string // without dashes
  readonly value?: string // placeholder of its value; absent: a switch
  readonly many?: true // may be given several times
  readonly meaning: string
}

export type Spec = {
  readonly name: string // "key new"
  readonly usage: string // what follows the name: "REF [--as ns/name]"
  readonly summary: string // one line
  readonly flags: readonly Flag[]
  readonly arguments: { readonly least: number; readonly most: number }
  readonly examples: readonly [string, string] // two real calls
}

/** The machine as commands see it. Only src/main.ts makes one. */
export type World = {
  readonly version: string
  readonly folder: string // where the command was called
  readonly dataFolder: string
  readonly stateFolder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal // ends when a person interrupts
  readonly now: () => number // seconds
  /** The running node's API; else opens the data in this process for the length of the command. */
  connect(): Promise<Connection>
  /** Runs a node until a signal; resolves when it has stopped. */
  up(options: UpOptions): Promise<void>
  /** Standard input, read when somebody iterates. */
  readonly input: AsyncIterable<Uint8Array>
  /** Asks a person; undefined when nobody can answer (no terminal, or --json). */
  ask(question: string): Promise<boolean | undefined>
  /** Asks for a line of text, without blanks around it; undefined when nobody can answer. */
  askText(question: string): Promise<string | undefined>
}

export type UpOptions = {
  readonly flags: Readonly<Record<string, string>>
  ready(link: string, dataFolder: string, also: readonly string[]): void
}
export type Connection = {
  readonly api: Api
  readonly url: string
  readonly passing?: true // no node runs: the address lives as long as the command
  close(): Promise<void>
}

export type Call = {
  readonly args: readonly string[]
  readonly flag: (name: string) => string | undefined
  readonly flags: (name: string) => readonly string[]
  readonly on: (name: string) => boolean
  readonly world: World
}

export type Command = { readonly spec: Spec; run(call: Call, out: Out): Promise<Exit> }

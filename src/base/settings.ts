// What the operator chose: settings.yaml, overridden by OWC_… variables, overridden by flags. This file is the only
// one that knows names, defaults and meanings; docs/reference/settings.md is made from it.

export type Setting = {
  readonly key: string
  readonly kind: 'text' | 'integer' | 'list'
  readonly fallback: string | number | readonly string[]
  readonly choices?: readonly string[] // of a text; others are refused
  readonly range?: readonly [number, number] // of an integer, both of them allowed
  readonly meaning: string
}

export const SETTINGS = [
  { key: 'name', kind: 'text', fallback: '', meaning: 'Name of the node for people; empty: the host name.' },
  {
    key: 'host',
    kind: 'text',
    fallback: '127.0.0.1',
    meaning: 'Address to listen on. Other than loopback only behind a proxy or with tokens in mind.',
  },
  { key: 'port', kind: 'integer', fallback: 8500, meaning: 'Port to listen on; 0 picks a free one.' },
  {
    key: 'listen',
    kind: 'list',
    fallback: [],
    meaning:
      'Further addresses with the same doors, for tools with a port of their own: a port of loopback (11434) or address:port.',
  },
  {
    key: 'hosts',
    kind: 'list',
    fallback: [],
    meaning: 'Further Host names under which browsers and clients may reach the node.',
  },
  {
    key: 'database',
    kind: 'text',
    fallback: '',
    meaning: 'postgres://… to keep tables in PostgreSQL; empty: SQLite files in the data folder.',
  },
  {
    key: 'askAboveBytes',
    kind: 'integer',
    fallback: 100_000_000,
    meaning: 'An import asks before it fetches more bytes than this.',
  },
  {
    key: 'maxUploadBytes',
    kind: 'integer',
    fallback: 1_000_000_000_000,
    meaning: 'Most bytes that the unfinished uploads of one token may announce together.',
  },
  {
    key: 'pypiIndex',
    kind: 'text',
    fallback: '',
    meaning: "Simple index for pypi: references; empty: pip's own setting, else the public index.",
  },
  {
    key: 'huggingface',
    kind: 'text',
    fallback: '',
    meaning: 'Endpoint for hf: references; empty: HF_ENDPOINT, else the public hub.',
  },
  {
    key: 'contextTokens',
    kind: 'integer',
    fallback: 4_096,
    range: [256, 16_777_216],
    meaning:
      'Most tokens of an answer together with its prompt, where the model takes as many. More takes more memory, used or not: owc fit.',
  },
  {
    key: 'peers',
    kind: 'list',
    fallback: [],
    meaning:
      'Addresses of other nodes (https://…) whose logs this node looks at daily, beside those it imported from.',
  },
  {
    key: 'logLevel',
    kind: 'text',
    fallback: '',
    choices: ['', 'debug', 'info', 'warn', 'error', 'silent'],
    meaning:
      'What `owc up` writes to standard error: debug, info (a line for each request), warn, error or silent; empty: info, or warn on a terminal.',
  },
  {
    key: 'logFormat',
    kind: 'text',
    fallback: '',
    choices: ['', 'json', 'text'],
    meaning: 'Form of those lines: json or text; empty: json, or text on a terminal.',
  },
  {
    key: 'metrics',
    kind: 'text',
    fallback: 'operator',
    choices: ['operator', 'everyone'],
    meaning: 'Who may read /metrics: operator (and whoever sits at the machine), or everyone.',
  },
] as const satisfies readonly Setting[]

export type SettingKey = (typeof SETTINGS)[number]['key']

type Value<S> = S extends { kind: 'integer' }
  ? number
  : S extends { kind: 'list' }
    ? readonly string[]
    : string
type Row<K extends SettingKey> = Extract<(typeof SETTINGS)[number], { key: K }>

/** Every key has a value; `from` says where it came from, for `owc status`. */
export type Settings = {
  readonly value: { readonly [K in SettingKey]: Value<Row<K>> }
  readonly from: { readonly [K in SettingKey]: 'default' | 'settings.yaml' | 'environment' | 'flag' }
  readonly dataFolder: string // for people; files are storage's business
}

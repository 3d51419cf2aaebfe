// Every error code of the program, in one table: what kind of failure it is, the HTTP status that a door of ours
// answers, and one sentence for docs/reference/errors.md (made from this table). A code is never reused.

/** `refused`: the answer is no (exit 1) · `input`: wrong use or input (exit 2) · `environment`: disk, network, port (exit 3). */
export type Kind = 'refused' | 'input' | 'environment'

type Row = { readonly kind: Kind; readonly status: number; readonly meaning: string }

export const codes = {
  // base
  'json-invalid': {
    kind: 'input',
    status: 400,
    meaning: 'Text is not strict JSON: a duplicate key, a real number, bad UTF-8, or a syntax error.',
  },
  'settings-invalid': {
    kind: 'input',
    status: 400,
    meaning: 'settings.yaml or an OWC_… variable has an unknown key or a value of the wrong kind.',
  },
  usage: {
    kind: 'input',
    status: 400,
    meaning: 'A command line or a request parameter is not of the form that the command or route takes.',
  },
  'name-invalid': {
    kind: 'input',
    status: 400,
    meaning: 'A namespace, name, version, tag or path does not follow the rules for names.',
  },
  'path-invalid': {
    kind: 'input',
    status: 400,
    meaning:
      'A path inside an artifact is absolute, climbs out, is special, or cannot be told apart from another.',
  },
  'digest-invalid': {
    kind: 'input',
    status: 400,
    meaning: 'A digest is not 64 lower-case hexadecimal digits, or a short form is under 12 digits.',
  },
  // storage
  'blob-missing': {
    kind: 'environment',
    status: 404,
    meaning: 'Bytes that are named by a digest are not held here.',
  },
  'bytes-differ': {
    kind: 'refused',
    status: 422,
    meaning: 'Bytes do not have the digest or the size that was expected of them.',
  },
  'immutable-differs': {
    kind: 'environment',
    status: 500,
    meaning: 'A file that never changes was found with other content: the log stops.',
  },
  'second-writer': {
    kind: 'environment',
    status: 503,
    meaning: 'Another process wrote to the same log; this one stops.',
  },
  'data-locked': { kind: 'environment', status: 503, meaning: 'Another process owns the data folder.' },
  'disk-full': {
    kind: 'environment',
    status: 507,
    meaning: 'The disk has no room; nothing half-written stays visible.',
  },
  // client and sources
  unreachable: {
    kind: 'environment',
    status: 502,
    meaning: 'Another server could not be reached, stopped answering, or broke off.',
  },
  'answer-invalid': {
    kind: 'environment',
    status: 502,
    meaning:
      'Another server answered something that its protocol does not allow: a web page, a wrong size, bad JSON.',
  },
  'answer-refused': {
    kind: 'refused',
    status: 502,
    meaning: 'Another server refused the request for a reason of its own.',
  },
  'source-unknown': {
    kind: 'input',
    status: 400,
    meaning: 'A reference does not have the form of any source that this program can read.',
  },
  'source-missing': {
    kind: 'refused',
    status: 404,
    meaning: 'The source is reachable and has nothing of that name, version or revision.',
  },
  'source-denied': {
    kind: 'refused',
    status: 403,
    meaning: 'The source asks for a token, for accepted terms, or for an approval that is not there.',
  },
  'no-weights': {
    kind: 'refused',
    status: 422,
    meaning: 'What was found holds no file that this program knows as model weights.',
  },
  'archive-invalid': {
    kind: 'input',
    status: 422,
    meaning: 'A zip or tar archive is damaged, ambiguous, or built to harm who unpacks it.',
  },
  'too-large': {
    kind: 'input',
    status: 413,
    meaning: 'More files, bytes or nesting than a named limit of the program allows.',
  },
} as const satisfies Record<string, Row>

export type Code = keyof typeof codes

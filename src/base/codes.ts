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
  'folder-in-use': {
    kind: 'input',
    status: 409,
    meaning: 'A pull would write into a folder that already holds something; nothing there is touched.',
  },
  'too-large': {
    kind: 'input',
    status: 413,
    meaning: 'More files, bytes or nesting than a named limit of the program allows.',
  },
  'agreement-needed': {
    kind: 'input',
    status: 409,
    meaning: 'Much is about to be fetched and nobody agreed to it.',
  },
  // ledger: signing
  'key-invalid': {
    kind: 'input',
    status: 400,
    meaning: 'A key is not of a supported kind, not in its one encoding, or is a point that signs anything.',
  },
  'envelope-invalid': {
    kind: 'input',
    status: 400,
    meaning: 'Bytes are not a DSSE envelope within the limits: payload up to 1 MiB, 1 to 16 signatures.',
  },
  'signature-invalid': {
    kind: 'refused',
    status: 403,
    meaning: 'Too few of the keys that may speak have signed these very bytes.',
  },
  'statement-invalid': {
    kind: 'input',
    status: 400,
    meaning: 'A payload is not an in-toto v1 statement with the header that every statement carries.',
  },
  'entry-invalid': {
    kind: 'input',
    status: 400,
    meaning: 'A log entry is not the text of an owc-entry/v1 or owc-time/v1 leaf.',
  },
  // doors
  'port-taken': {
    kind: 'environment',
    status: 503,
    meaning: 'Another program listens on the address and port that the node is set to.',
  },
  'host-foreign': {
    kind: 'refused',
    status: 421,
    meaning: 'A request names a host under which this node is not meant to be reached.',
  },
  'origin-foreign': {
    kind: 'refused',
    status: 403,
    meaning: 'A page of another site asked this node to change something.',
  },
  'token-needed': {
    kind: 'refused',
    status: 401,
    meaning: 'The request needs a token or session, and none that counts was sent.',
  },
  'scope-missing': {
    kind: 'refused',
    status: 403,
    meaning: 'The token or session is known and does not carry the scope that the request needs.',
  },
  'not-found': { kind: 'input', status: 404, meaning: 'Nothing stands at this address of the node.' },
  'method-wrong': {
    kind: 'input',
    status: 405,
    meaning: 'The address exists and does not take this HTTP method.',
  },
  'body-too-large': {
    kind: 'input',
    status: 413,
    meaning: 'A request body is longer than the route takes; nothing of it was kept.',
  },
  'body-cut': {
    kind: 'environment',
    status: 400,
    meaning: 'A request body ended or stalled before its end; nothing of it was kept.',
  },
  'not-hosted': {
    kind: 'refused',
    status: 403,
    meaning: 'The node holds these bytes for its own use and does not serve them to others.',
  },
  'release-withdrawn': {
    kind: 'refused',
    status: 451,
    meaning: 'The release was withdrawn; the record stays readable, the bytes are not served.',
  },
  busy: { kind: 'environment', status: 503, meaning: 'The node is at its limit of work of this kind.' },
  defect: { kind: 'environment', status: 500, meaning: 'The program itself failed; its log has the stack.' },
  // ledger: log
  'note-invalid': {
    kind: 'input',
    status: 400,
    meaning: 'A signed note or a verifier key is not of its format.',
  },
  'checkpoint-invalid': {
    kind: 'input',
    status: 400,
    meaning: 'The text of a checkpoint is not origin, size and root.',
  },
  'proof-invalid': { kind: 'input', status: 400, meaning: 'A tlog-proof text is not of its format.' },
  'policy-invalid': { kind: 'input', status: 400, meaning: 'A tlog-policy text is not of its format.' },
  'log-invalid': {
    kind: 'refused',
    status: 500,
    meaning: 'Tiles, entries or head of a log do not fit together.',
  },
  'log-behind': {
    kind: 'environment',
    status: 503,
    meaning:
      'The log here is older than, or differs from, what it signed before (a restored backup): it signs no more.',
  },
  'log-stopped': {
    kind: 'environment',
    status: 503,
    meaning: 'The log writer stopped after a failure or was closed; what was published stays readable.',
  },
  'log-busy': {
    kind: 'environment',
    status: 503,
    meaning: 'More statements wait to be logged than the node queues.',
  },
  'sync-failed': {
    kind: 'environment',
    status: 503,
    meaning: 'The disk did not confirm that data is durable: the program stops and writes nothing more.',
  },
  // ledger: identities, bundles, trust and what `owc verify` tells
  'identity-invalid': {
    kind: 'input',
    status: 400,
    meaning: 'An identity document names keys, a threshold or a recovery that cannot be.',
  },
  'identity-unknown': {
    kind: 'refused',
    status: 403,
    meaning: 'No identity document in force at this place of its home log says whose keys these are.',
  },
  'bundle-invalid': {
    kind: 'input',
    status: 400,
    meaning: 'Bytes are not an offline bundle of the known version within its limits.',
  },
  'trust-invalid': {
    kind: 'input',
    status: 400,
    meaning: 'A trust file has a line that is no log, witness, group, quorum, identity or checkpoint.',
  },
  'oms-invalid': {
    kind: 'refused',
    status: 422,
    meaning: 'A model-signing bundle is malformed, covers less than it seems to, or does not fit the files.',
  },
  'file-missing': { kind: 'refused', status: 422, meaning: 'A file that the record names is not there.' },
  'file-unexpected': {
    kind: 'refused',
    status: 422,
    meaning: 'A file is there that the record does not name: nothing vouches for it.',
  },
  'record-missing': {
    kind: 'refused',
    status: 422,
    meaning: 'No statement says what these bytes are, so nothing can be held against them.',
  },
  'record-differs': {
    kind: 'refused',
    status: 422,
    meaning: 'The record is about another artifact than the files that it came with.',
  },
  'record-withdrawn': {
    kind: 'refused',
    status: 410,
    meaning: 'The issuer has withdrawn the record that is being verified.',
  },
  'issuer-untrusted': {
    kind: 'refused',
    status: 403,
    meaning: 'The record is signed by an identity that the trust file does not name.',
  },
  'log-untrusted': {
    kind: 'refused',
    status: 403,
    meaning: 'A proof is of a log that the trust file does not name.',
  },
  'not-logged': {
    kind: 'refused',
    status: 422,
    meaning: 'No proof shows the record in a log that is trusted here.',
  },
  'quorum-missing': {
    kind: 'refused',
    status: 422,
    meaning: 'Fewer witnesses than the policy asks for have cosigned a checkpoint.',
  },
  'log-rolled-back': {
    kind: 'refused',
    status: 409,
    meaning:
      'A log shows less than, or other than, what it had shown before: it was rolled back or rewritten.',
  },
  'log-split': {
    kind: 'refused',
    status: 409,
    meaning: 'A log signed two different trees of one size: two checkpoints that prove a split view.',
  },
  'statement-elsewhere': {
    kind: 'refused',
    status: 409,
    meaning: 'A statement names another log as its home: it has no effect here.',
  },
  'stream-conflict': {
    kind: 'refused',
    status: 409,
    meaning: 'An ordered statement does not follow the newest one of its stream.',
  },
  'identity-frozen': {
    kind: 'refused',
    status: 403,
    meaning: 'An identity has two documents of one number; it cannot speak until people have ruled.',
  },
  'hazard-refused': {
    kind: 'refused',
    status: 409,
    meaning: 'Files with invalid or dangerous content are not hosted.',
  },
  'key-missing': {
    kind: 'environment',
    status: 500,
    meaning: 'A log is there, and the key that it was begun with is not.',
  },
  'proof-wrong': {
    kind: 'refused',
    status: 422,
    meaning: 'A proof does not lead from this entry to a checkpoint that the log has signed.',
  },
  'release-missing': { kind: 'input', status: 404, meaning: 'No release of this name is here.' },
  'revision-missing': {
    kind: 'input',
    status: 404,
    meaning: 'The release is here and has no such version, tag or commit.',
  },
  'path-missing': { kind: 'input', status: 404, meaning: 'The release has no such file or folder.' },
  'body-invalid': {
    kind: 'input',
    status: 400,
    meaning: "A statement's body does not follow the published schema of its type.",
  },
  'body-erased': {
    kind: 'refused',
    status: 410,
    meaning: 'The body of the statement was erased; its proof and the tombstone remain.',
  },
  'key-changed': {
    kind: 'refused',
    status: 409,
    meaning: 'A log shows another key than the one that is pinned here.',
  },
  'file-unusable': {
    kind: 'environment',
    status: 500,
    meaning:
      'A file or folder of this machine is missing, is of another kind, or may not be read or written.',
  },
  'version-taken': {
    kind: 'refused',
    status: 409,
    meaning: 'A name and version were released with other bytes; a version is never reused.',
  },
  'identity-missing': {
    kind: 'input',
    status: 400,
    meaning: 'No identity whose keys are on this machine can speak on this node.',
  },
} as const satisfies Record<string, Row>

export type Code = keyof typeof codes

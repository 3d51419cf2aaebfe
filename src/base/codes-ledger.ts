// Error codes of the ledger: keys, statements, logs, proofs, identities, bundles, trust. Part of the table in codes.ts,
// which is where everybody else reads them.

/** `refused`: the answer is no (exit 1) · `input`: wrong use or input (exit 2) · `environment`: disk, network, port (exit 3). */
export type Kind = 'refused' | 'input' | 'environment'

export type CodeRow = { readonly kind: Kind; readonly status: number; readonly meaning: string }

export const ledgerCodes = {
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
} as const satisfies Record<string, CodeRow>

// Every error code of the program, in one table: what kind of failure it is, the HTTP status that a door of ours
// answers, and one sentence for docs/reference/errors.md (made from this table). A code is never reused.

import { type CodeRow, ledgerCodes } from './codes-ledger.ts'
import { runtimeCodes } from './codes-runtime.ts'

export type { Kind } from './codes-ledger.ts'

type Row = CodeRow

export const codes = {
  ...ledgerCodes,
  ...runtimeCodes,
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
  'record-invalid': {
    kind: 'input',
    status: 400,
    meaning:
      'A release record (release.yaml) is not readable YAML, has an unknown or wrong field, or contradicts itself or the files.',
  },
  'backup-invalid': {
    kind: 'refused',
    status: 422,
    meaning:
      'A backup was cut before its end, or a file of it is not what its manifest says; nothing was restored.',
  },
  'database-damaged': {
    kind: 'refused',
    status: 500,
    meaning: 'A database of the data folder cannot be read: its file is damaged.',
  },
  'body-missing': {
    kind: 'refused',
    status: 500,
    meaning: 'The log has an entry whose body is neither here nor erased.',
  },
  'index-differs': {
    kind: 'refused',
    status: 500,
    meaning: 'The index is not what the log gives when it is folded again.',
  },
  'facts-missing': {
    kind: 'refused',
    status: 500,
    meaning: 'Bytes are held and what was read from them is lost; it can be read again.',
  },
  'sealed-missing': {
    kind: 'refused',
    status: 500,
    meaning:
      'What was sealed here, or bytes that open with it, are lost or are other than what was committed to.',
  },
  'backup-elsewhere': {
    kind: 'refused',
    status: 409,
    meaning:
      'The tables of this node are kept where another program’s backup reaches them, not in its data folder.',
  },
  'sums-differ': {
    kind: 'refused',
    status: 422,
    meaning: 'A line of SHA256SUMS and what lies in an audit folder do not fit together.',
  },
  'trust-inside': {
    kind: 'refused',
    status: 422,
    meaning: 'The trust file lies in the folder that it should judge, so it proves nothing.',
  },
  'folder-changed': {
    kind: 'refused',
    status: 409,
    meaning: 'A folder changed while it was being published; nothing was said about it.',
  },
  'record-incomplete': {
    kind: 'input',
    status: 422,
    meaning: 'A record leaves out what a first publication has to say.',
  },
  'upload-conflict': {
    kind: 'refused',
    status: 409,
    meaning:
      'A part of an upload does not begin where the bytes that are there end; ask, and go on from there.',
  },
  'upload-incomplete': {
    kind: 'refused',
    status: 409,
    meaning: 'An artifact is to be finished while bytes of it have not arrived.',
  },
  'namespace-taken': {
    kind: 'refused',
    status: 409,
    meaning: 'Another identity holds the namespace: its claim was logged first and stands.',
  },
  'namespace-free': { kind: 'input', status: 409, meaning: 'Nobody holds the namespace.' },
  'invitation-unknown': {
    kind: 'refused',
    status: 404,
    meaning: 'The secret of an invitation opens nothing on this node: cut, mistyped, or cancelled.',
  },
  'invitation-used': {
    kind: 'refused',
    status: 410,
    meaning: 'An invitation serves one person once, and somebody has joined by it.',
  },
  'invitation-expired': { kind: 'refused', status: 410, meaning: 'The time of an invitation is over.' },
  'evidence-missing': {
    kind: 'input',
    status: 409,
    meaning: 'An identity names no evidence that could be looked at.',
  },
  'namespace-unclaimed': {
    kind: 'refused',
    status: 403,
    meaning: 'A release is signed by an identity that does not claim its namespace.',
  },
  'erasure-refused': {
    kind: 'refused',
    status: 409,
    meaning: 'The body holds the log together: an identity document, an erasure, the newest of a stream.',
  },
  'seal-invalid': {
    kind: 'input',
    status: 400,
    meaning: 'What is to be sealed could never be opened: a day that has passed, a salt that does not fit.',
  },
  'reveal-refused': {
    kind: 'refused',
    status: 403,
    meaning: 'A seal is opened by its issuer, or on its day by its node, and with what was sealed.',
  },
  'form-invalid': {
    kind: 'input',
    status: 400,
    meaning:
      'A form that a draft is to be made from (card, CycloneDX) cannot be read, or is of another kind.',
  },
} as const satisfies Record<string, Row>

export type Code = keyof typeof codes

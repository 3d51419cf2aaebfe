// The command table: names to files, imported only when called, so that `owc --help` loads nothing heavy.

import type { Command } from './command.ts'

type Loader = { readonly summary: string; load(): Promise<{ readonly command: Command }> }

export const commands: Readonly<Record<string, Loader>> = {
  up: { summary: 'Run the node until a signal.', load: () => import('./up.ts') },
  open: {
    summary: 'Print a link that opens the node in a browser as its operator.',
    load: () => import('./open.ts'),
  },
  import: {
    summary: 'Fetch a model, take it in, and log what was found.',
    load: () => import('./import.ts'),
  },
  inspect: {
    summary: 'Say what a file, folder or reference is: format, tensors, digests, licence, hazards.',
    load: () => import('./inspect.ts'),
  },
  draft: {
    summary: 'Read a folder of weights and write the record beside it, for you to complete.',
    load: () => import('./draft.ts'),
  },
  verify: {
    summary: 'Check bytes, record, log and trust, without network.',
    load: () => import('./verify.ts'),
  },
  pull: { summary: 'Download from a node, verifying while writing.', load: () => import('./pull.ts') },
  publish: {
    summary: 'Show what will be said of a folder, send it, sign and log.',
    load: () => import('./publish.ts'),
  },
  'release status': {
    summary: 'Say what stage a release has reached, and what follows it.',
    load: () => import('./release-status.ts'),
  },
  withdraw: {
    summary: 'Say that you no longer stand behind a release.',
    load: () => import('./withdraw.ts'),
  },
  host: { summary: 'Ask that a held artifact be served to others.', load: () => import('./host.ts') },
  export: {
    summary: 'Take a release away: bundle, audit folder, model signature, card, CycloneDX and other forms.',
    load: () => import('./export.ts'),
  },
  check: {
    summary: 'Ask the questions of the release standard, with evidence.',
    load: () => import('./check.ts'),
  },
  cite: { summary: 'Cite exactly these bytes.', load: () => import('./cite.ts') },
  run: { summary: 'Ask a held model: a chat, or one answer.', load: () => import('./run-model.ts') },
  ps: { summary: 'Models that are loaded.', load: () => import('./ps.ts') },
  stop: { summary: 'Unload a model.', load: () => import('./stop.ts') },
  fit: { summary: 'What can this machine run?', load: () => import('./fit.ts') },
  measure: { summary: 'What a model takes to run here, measured.', load: () => import('./measure.ts') },
  receipts: { summary: 'What made the answers that were given here.', load: () => import('./receipts.ts') },
  mcp: {
    summary: 'Speak the Model Context Protocol on standard input and output.',
    load: () => import('./mcp.ts'),
  },
  'log show': { summary: 'Newest entries of the log, or one entry.', load: () => import('./log-show.ts') },
  'log prove': { summary: 'Print the offline proof of a statement.', load: () => import('./log-prove.ts') },
  'log check': {
    summary: 'Check the whole log: tiles, entries, roots.',
    load: () => import('./log-check.ts'),
  },
  'log checkpoint-peer': {
    summary: 'Look at another node’s log and log what is seen.',
    load: () => import('./log-checkpoint-peer.ts'),
  },
  'log peers': { summary: 'Logs of other nodes, as seen here.', load: () => import('./log-peers.ts') },
  'log evidence': {
    summary: 'What other logs told that does not fit together.',
    load: () => import('./log-evidence.ts'),
  },
  say: { summary: 'Say a statement of any type.', load: () => import('./say.ts') },
  respond: { summary: 'Answer a statement.', load: () => import('./respond.ts') },
  review: {
    summary: 'Say what you found when you looked into one question of a release.',
    load: () => import('./review.ts'),
  },
  advise: {
    summary: 'Give notice of a danger or defect of exactly these bytes.',
    load: () => import('./advise.ts'),
  },
  correct: { summary: 'Correct a statement of your own.', load: () => import('./correct.ts') },
  seal: { summary: 'Fix a statement now and open it later.', load: () => import('./seal.ts') },
  reveal: { summary: 'Open by hand what you have sealed.', load: () => import('./reveal.ts') },
  erase: {
    summary: 'Erase the body of a statement; entry and proof stay.',
    load: () => import('./erase.ts'),
  },
  'key new': { summary: 'Make a key and an identity for a person.', load: () => import('./key-new.ts') },
  'key log': {
    summary: 'Log an identity or document whose posting was cut, or that others have signed.',
    load: () => import('./key-log.ts'),
  },
  'key rotate': { summary: 'Give an identity new keys.', load: () => import('./key-rotate.ts') },
  'key recover': {
    summary: 'Give an identity new keys by its recovery key.',
    load: () => import('./key-recover.ts'),
  },
  'key show': { summary: 'Show an identity, its documents and keys.', load: () => import('./key-show.ts') },
  'key sign': {
    summary: 'Add a signature to a statement that several people sign.',
    load: () => import('./key-sign.ts'),
  },
  'key list': { summary: 'Identities whose keys are on this machine.', load: () => import('./key-list.ts') },
  invite: {
    summary: 'Invite somebody to publish here under a namespace.',
    load: () => import('./invite.ts'),
  },
  join: { summary: 'Join another’s node by an invitation.', load: () => import('./join.ts') },
  'namespace add': { summary: 'Claim a namespace on the node.', load: () => import('./namespace-add.ts') },
  'namespace drop': { summary: 'Drop a claim.', load: () => import('./namespace-drop.ts') },
  'namespace evidence': {
    summary: 'Name a domain as evidence, and look whether it names the identity.',
    load: () => import('./namespace-evidence.ts'),
  },
  'namespace list': { summary: 'Who holds which namespace.', load: () => import('./namespace-list.ts') },
  'namespace release': {
    summary: 'Release a namespace from its holder by a logged decision.',
    load: () => import('./namespace-release.ts'),
  },
  'trust add': {
    summary: 'Trust a node’s log and identity in verification.',
    load: () => import('./trust-add.ts'),
  },
  'trust show': { summary: 'Show what is pinned of a node, whole.', load: () => import('./trust-show.ts') },
  'trust list': {
    summary: 'What this machine trusts, and the newest checkpoints it has seen.',
    load: () => import('./trust-list.ts'),
  },
  'token new': { summary: 'Make an access token.', load: () => import('./token-new.ts') },
  'token list': { summary: 'Access tokens, without their text.', load: () => import('./token-list.ts') },
  'token revoke': { summary: 'End an access token.', load: () => import('./token-revoke.ts') },
  backup: { summary: 'Copy the whole node into a folder, while it runs.', load: () => import('./backup.ts') },
  restore: { summary: 'Put a backup back into an empty data folder.', load: () => import('./restore.ts') },
  fsck: { summary: 'Check everything this node relies on.', load: () => import('./fsck.ts') },
  gc: { summary: 'Remove bytes that nothing needs.', load: () => import('./gc.ts') },
  rebuild: { summary: 'Fold the log again into a fresh index.', load: () => import('./rebuild.ts') },
  status: {
    summary: 'State of the node and every setting with its source.',
    load: () => import('./status.ts'),
  },
}

// Sealing: a statement that is fixed now and opens later, by its day or by hand. The commitment is logged; salt, envelope
// and bytes wait among the sealed, which nothing serves and no table names. Opening, in order: the signed reveal is kept
// (from here on it goes on by itself), bytes become blobs, the statement is logged, the reveal is logged, and nothing of
// it is left among the sealed. A start finishes what was cut after the statement; the rest the clerk takes up again.

import { toHex } from '../base/bytes.ts'
import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError, type Problem } from '../base/errors.ts'
import { revealOf, type SealView, sealsOf } from '../commons/sealing/query.ts'
import type { Reveal } from '../commons/sealing/statements.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { parseEnvelope } from '../ledger/envelope.ts'
import { SEAL_SALT_BYTES, sealCommitment } from '../ledger/seal.ts'
import { readStatement, type Statement } from '../ledger/statement.ts'
import type { Storage } from '../storage/contracts.ts'
import type { Who } from './access.ts'
import type { Facts } from './facts-store.ts'
import type { Node, Receipt, Say } from './node.ts'
import { checkSealable, type Terms, type ToSeal } from './sealable.ts'
import { type Held, openVault, type SealedFile, type Vault } from './sealed-vault.ts'
import { type NodeStep, stepping } from './steps.ts'
import { takeFile } from './take-in.ts'

export type Seals = {
  /** Keeps what is sealed and logs its seal. @throws OwcError `seal-invalid`, `blob-missing`, and as admission does */
  keep(toSeal: ToSeal, who: Who): Promise<Receipt>
  /** The same in the node's own name, signed here. */
  own(say: Say, terms: Terms, files?: readonly SealedFile[]): Promise<Receipt>
  /** By hand, before its day or without one. `reveal`: signed by its issuer; none when the node is that.
   *  @throws OwcError `not-found`, `reveal-refused`, `scope-missing`, and as admission does */
  open(seal: Sha256, who: Who, reveal?: Uint8Array): Promise<Opened>
  /** Opens what is due or was begun; returns how many were opened. */
  openDue(): Promise<number>
  /** Whether anything waits for a day. */
  waits(): Promise<boolean>
  /** What is kept here, and what stood against its opening at the last try. */
  kept(): Promise<ReadonlyMap<Sha256, Problem | undefined>>
  /** At start: an opening whose statement stands already is ended before anybody sees it. */
  finish(): Promise<void>
}

export type Opened = { readonly statement: Receipt; readonly reveal: Receipt }

export type Sealing = Pick<Node, 'index' | 'admit' | 'identity' | 'logTime'> & {
  readonly storage: Storage
  readonly facts: Facts
  readonly random: (count: number) => Uint8Array
  /** A statement in the node's own name, signed and not said. */
  readonly sign: (say: Say) => Promise<Uint8Array>
  /** Whether it would be admitted now. */
  readonly foresee: (envelope: Uint8Array, who: Who) => Promise<Statement>
  /** Runs one after another what must not see half an erasure or opening. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
  readonly step: NodeStep
}

const CLERK: Who = { name: 'the clerk', scopes: ['operate'], operator: true }

type State = Sealing & { readonly vault: Vault; readonly problems: Map<Sha256, Problem> }

export function openSeals(sealing: Sealing): Seals {
  const vault = openVault(sealing.storage.sealed)
  const state: State = { ...sealing, vault, problems: new Map() }
  const [byHand, due] = [queued(), queued()]
  return {
    keep: (toSeal, who) => keep(state, toSeal, who),
    own: (say, terms, files = []) => sealOwn(state, say, { ...terms, files }),
    open: (seal, who, reveal) => byHand(() => openByHand(state, seal, { who, reveal })),
    openDue: () => due(() => openAllDue(state)),
    waits: async () => (await waiting(state)).some(({ opens }) => opens !== null),
    kept: async () => new Map((await vault.seals()).map((seal) => [seal, state.problems.get(seal)])),
    finish: () => finish(state),
  }
}

function queued(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work, work)
    last = result.catch(() => undefined)
    return result
  }
}

// ---- sealing ----

type OwnTerms = Terms & { readonly files: readonly SealedFile[] }

async function sealOwn(state: State, say: Say, { opens, hint, because, files }: OwnTerms): Promise<Receipt> {
  const envelope = await state.sign(say)
  const salt = state.random(SEAL_SALT_BYTES)
  const commitment = sealCommitment(salt, parseEnvelope(envelope, 'sealed envelope').payload, nodeCrypto)
  const seal = await state.sign({
    type: 'owc:seal/v1',
    subjects: [{ name: 'commitment', digest: commitment }],
    body: { commitment: digestText(commitment), opens, hint, because },
  })
  return await keep(state, { envelope, seal, salt, files }, CLERK)
}

/** Durable among the sealed before the seal is logged: a cut between leaves what `finish` throws away. */
async function keep(state: State, toSeal: ToSeal, who: Who): Promise<Receipt> {
  const seal = await checkSealable(state, toSeal, who)
  const { envelope, salt, files } = toSeal
  await stepping(state.step, 'seal.keep', () => state.vault.keep(seal.id, { envelope, salt, files }))
  return await stepping(state.step, 'seal.log', () => state.admit(toSeal.seal, who))
}

// ---- opening ----

async function openByHand(
  state: State,
  seal: Sha256,
  { who, reveal }: { readonly who: Who; readonly reveal: Uint8Array | undefined },
): Promise<Opened> {
  const [row] = await sealsOf(state.index, [seal])
  if (row === undefined) throw noSeal(seal)
  const known = await revealOf(state.index, seal)
  if (known !== undefined) throw refused(seal, 'a seal that waits', `one that was opened at ${known.time}`)
  const held = await state.vault.held(seal)
  if (held === undefined) throw notKept(seal)
  const own = row.issuer === state.identity
  if (own && !who.operator) throw refused(seal, 'the operator: the seal is the node’s own', who.name)
  if (!own && reveal === undefined)
    throw refused(seal, `a reveal signed by ${row.issuer}`, 'none', 'Its issuer opens it with owc reveal.')
  const signed = own || reveal === undefined ? await signReveal(state, seal, held) : reveal
  checkReveal(row, held, signed)
  return await openNow(state, { seal, held, reveal: signed })
}

async function openAllDue(state: State): Promise<number> {
  const now = state.logTime()
  let opened = 0
  for (const { statement: seal, opens } of await waiting(state)) {
    const begun = await state.vault.reveal(seal)
    if (begun === undefined && (opens === null || opens > now)) continue
    const held = await state.vault.held(seal)
    if (held === undefined) continue
    try {
      await openNow(state, { seal, held, reveal: begun ?? (await signReveal(state, seal, held)) })
      state.problems.delete(seal)
      opened++
    } catch (error) {
      if (!(error instanceof OwcError) || error.kind === 'environment') throw error
      state.problems.set(seal, error.problem) // refused for good, until somebody changes what stands against it
    }
  }
  return opened
}

/** Seals of this log whose content is kept here, and that are not opened. */
async function waiting({ index, vault }: State): Promise<readonly SealView[]> {
  const rows = await sealsOf(index, await vault.seals())
  const open = await Promise.all(
    rows.map(async (row) => (await revealOf(index, row.statement)) === undefined),
  )
  return rows.filter((_, i) => open[i])
}

type Opening = { readonly seal: Sha256; readonly held: Held; readonly reveal: Uint8Array }

async function openNow(state: State, opening: Opening): Promise<Opened> {
  const { seal, held, reveal } = opening
  await state.foresee(held.envelope, CLERK) // what would be refused is not begun
  await stepping(state.step, 'open.intend', () => state.vault.intend(seal, reveal))
  await stepping(state.step, 'open.bytes', () => placeBytes(state, held))
  return await state.inTurn(() => complete(state, opening))
}

async function complete(state: State, { seal, held, reveal }: Opening): Promise<Opened> {
  const { step, admit } = state
  const statement = await stepping(step, 'open.statement', () => admit(held.envelope, CLERK))
  const revealed = await stepping(step, 'open.reveal', () => admit(reveal, CLERK))
  await tidy(state, seal, held)
  return { statement, reveal: revealed }
}

/** Through the inspector, as an import takes them in. */
async function placeBytes({ storage, facts }: State, { files }: Held): Promise<void> {
  for (const { sha256, sizeBytes, path } of files) {
    if ((await storage.blobs.stat(sha256))?.sizeBytes === sizeBytes && (await isRead(facts, sha256, path)))
      continue
    const bytes = () => storage.sealedBlobs.read(sha256)
    if (path === undefined) await storage.blobs.put(bytes(), { sha256, sizeBytes })
    else
      await takeFile(
        { path, sizeBytes },
        (through) => storage.blobs.put(through(bytes()), { sha256, sizeBytes }),
        facts,
      )
  }
}

async function isRead(facts: Facts, sha256: Sha256, path: string | undefined): Promise<boolean> {
  return path === undefined || (await facts.get(sha256)) !== undefined
}

/** Bytes that another seal holds too stay for it. */
async function tidy({ storage, vault, step }: State, seal: Sha256, { files }: Held): Promise<void> {
  await stepping(step, 'open.tidy', async () => {
    const others = (await vault.seals()).filter((other) => other !== seal)
    const needed = new Set<Sha256>()
    for (const other of others)
      for (const { sha256 } of (await vault.held(other))?.files ?? []) needed.add(sha256)
    for (const { sha256 } of files) if (!needed.has(sha256)) await storage.sealedBlobs.remove(sha256)
    await vault.forget(seal)
  })
}

async function signReveal({ sign }: State, seal: Sha256, { envelope, salt }: Held): Promise<Uint8Array> {
  const { id } = readHeld(envelope)
  const body: Reveal = { seal: digestText(seal), salt: toHex(salt), payload: digestText(id) }
  return await sign({
    type: 'owc:reveal/v1',
    subjects: [
      { name: 'seal', digest: seal },
      { name: 'statement', digest: id },
    ],
    body,
  })
}

/** That a reveal from outside is its issuer's and says what is kept here; the gate checks its signatures. */
function checkReveal({ statement: seal, issuer }: SealView, held: Held, envelope: Uint8Array): void {
  const reveal = readStatement(parseEnvelope(envelope, 'reveal').payload, 'reveal', nodeCrypto)
  const wanted = {
    seal: digestText(seal),
    salt: toHex(held.salt),
    payload: digestText(readHeld(held.envelope).id),
  }
  const fits = Object.entries(wanted).every(([field, value]) => reveal.body[field] === value)
  if (reveal.type !== 'owc:reveal/v1' || !fits)
    throw refused(seal, 'a reveal of what is kept here', 'another')
  if (reveal.header.issuer !== issuer)
    throw refused(seal, `a reveal by ${issuer}`, `one by ${reveal.header.issuer}`)
}

function readHeld(envelope: Uint8Array): Statement {
  return readStatement(parseEnvelope(envelope, 'sealed envelope').payload, 'sealed envelope', nodeCrypto)
}

// ---- at start ----

async function finish(state: State): Promise<void> {
  const { vault, storage, index } = state
  for (const seal of await vault.seals()) {
    const held = await vault.held(seal)
    if (held === undefined) continue
    const logged = (await storage.logStore.find(seal)).length > 0
    if (!logged)
      await tidy(state, seal, held) // its seal was never answered for
    else if ((await revealOf(index, seal)) !== undefined) await tidy(state, seal, held)
    else await goOn(state, seal, held)
  }
  await vault.sweep()
}

/** Only where the statement stands without its reveal: everything before that nobody can see. */
async function goOn(state: State, seal: Sha256, held: Held): Promise<void> {
  const reveal = await state.vault.reveal(seal)
  if (reveal === undefined) return
  const stands = (await state.storage.logStore.find(readHeld(held.envelope).id)).length > 0
  if (stands) await complete(state, { seal, held, reveal })
}

// ---- what is refused ----

function noSeal(seal: Sha256): OwcError {
  const found = digestText(seal)
  return new OwcError({ code: 'not-found', where: 'seals', expected: 'a seal of this log', found })
}

function notKept(seal: Sha256): OwcError {
  return new OwcError({
    code: 'not-found',
    where: digestText(seal),
    expected: 'a seal whose content is kept here',
    found: 'the seal alone',
    hint: 'Say the statement itself, then a reveal with its salt.',
  })
}

function refused(seal: Sha256, expected: string, found: string, hint?: string): OwcError {
  const where = `seal ${digestText(seal)}`
  return new OwcError({ code: 'reveal-refused', where, expected, found, ...(hint !== undefined && { hint }) })
}

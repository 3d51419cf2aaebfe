// Looking at other nodes' logs, day by day: those that the operator named (setting `peers`) and those that something
// was imported from. One at a time, each within a minute, beside the clerk and never in its way; what came of the last
// look, also a failure, is kept and shown. Nobody else is ever asked: no address comes from what a peer says.

import { OwcError, type Problem } from '../base/errors.ts'
import type { Clock } from '../base/time.ts'
import { peerAddresses } from '../commons/keys/peers.ts'
import type { Storage } from '../storage/contracts.ts'
import { type Observer, type PeerSeen, seePeer } from './peers.ts'
import type { StateTables } from './state-tables.ts'

const DAY_SECONDS = 86_400
const LOOK_MS = 60_000 // for one log
const MAX_PEERS = 64 // in one round, those first that were not looked at for longest

/** The last look at an address. */
export type PeerLook = {
  readonly url: string
  readonly named: boolean // by the setting
  readonly lookedSeconds?: number // absent: not yet
  readonly seen?: Pick<PeerSeen, 'origin' | 'size' | 'kind'>
  readonly problem?: Problem // in place of what was seen
}

export type PeerLooks = {
  /** Looks now, because somebody asked. @throws OwcError as seePeer */
  look(url: string, signal: AbortSignal): Promise<PeerSeen>
  /** Those that are due, one after another; how many. A peer's failure is written down, not thrown. */
  round(): Promise<number>
  /** Begins a round, unless one is under way, and does not wait for it. */
  begin(): void
  list(): Promise<readonly PeerLook[]>
  /** What came of a look that was made for an import. */
  noted(url: string, seen: PeerSeen): Promise<void>
  close(): Promise<void>
}

export type LookParts = {
  readonly observer: Observer
  readonly state: Storage['state']
  readonly named: readonly string[] // setting `peers`
  readonly clock: Clock
  readonly defect: (error: unknown) => void
}

type Kept = Pick<PeerLook, 'seen' | 'problem'>

/** @throws OwcError `settings-invalid` for a peer that is no web address */
export function openPeerLooks(parts: LookParts): PeerLooks {
  const { observer, clock, defect } = parts
  const named = parts.named.map(addressOf)
  const closing = new AbortController()
  let under: Promise<number> | undefined
  const list = () => listed(parts, named)
  const look = async (url: string, signal: AbortSignal): Promise<PeerSeen> => {
    const address = addressOf(url)
    try {
      const sighting = await seePeer(observer, { url: address }, signal)
      const seen = await sighting.log()
      await write(parts, address, { seen: shortOf(seen) })
      return seen
    } catch (error) {
      const failed = signal.aborted && !(error instanceof OwcError) ? tooSlow(address, error) : error
      if (failed instanceof OwcError && !closing.signal.aborted)
        await write(parts, address, { problem: failed.problem })
      throw failed
    }
  }
  const round = async (): Promise<number> => {
    const due = (await list())
      .filter(({ lookedSeconds }) => isDue(lookedSeconds, clock()))
      .slice(0, MAX_PEERS)
    for (const { url } of due) {
      if (closing.signal.aborted) break
      await look(url, AbortSignal.any([closing.signal, AbortSignal.timeout(LOOK_MS)])).catch((error) => {
        if (!(error instanceof OwcError) && !closing.signal.aborted) defect(error)
      })
    }
    return due.length
  }
  return {
    look,
    round,
    list,
    begin() {
      under ??= round()
        .catch((error) => {
          if (!closing.signal.aborted) defect(error)
          return 0
        })
        .finally(() => {
          under = undefined
        })
    },
    noted: (url, seen) => write(parts, addressOf(url), { seen: shortOf(seen) }),
    async close() {
      closing.abort()
      await under
    },
  }
}

/** Named ones and those that something came from; not looked at for longest first. */
async function listed(
  { observer, state }: LookParts,
  named: readonly string[],
): Promise<readonly PeerLook[]> {
  const known = await peerAddresses(observer.index, observer.identity)
  const rows = await state.db.selectFrom('peer_look').selectAll().execute()
  const last = new Map((rows as StateTables['peer_look'][]).map((row) => [row.url, row]))
  const looks = [...new Set([...named, ...known])].map((url): PeerLook => {
    const row = last.get(url)
    const plain = { url, named: named.includes(url) }
    return row === undefined
      ? plain
      : { ...plain, lookedSeconds: row.looked, ...(JSON.parse(row.told) as Kept) }
  })
  return looks.sort((one, other) => (one.lookedSeconds ?? 0) - (other.lookedSeconds ?? 0))
}

async function write({ state, clock }: LookParts, url: string, kept: Kept): Promise<void> {
  const row = { url, looked: Math.floor(clock()), told: JSON.stringify(kept) }
  await state.transaction(async (tx) => {
    await tx.deleteFrom('peer_look').where('url', '=', url).execute()
    await tx.insertInto('peer_look').values(row).execute()
  })
}

/** A clock that was set back makes nobody wait for ever. */
function isDue(lookedSeconds: number | undefined, nowSeconds: number): boolean {
  return lookedSeconds === undefined || Math.abs(nowSeconds - lookedSeconds) >= DAY_SECONDS
}

function shortOf({ origin, size, kind }: PeerSeen): NonNullable<Kept['seen']> {
  return { origin, size, kind }
}

/** One spelling of an address, so that none is asked twice. */
function addressOf(url: string): string {
  const parsed = URL.parse(url)
  if (parsed !== null && /^https?:$/.test(parsed.protocol))
    return `${parsed.origin}${parsed.pathname.replace(/\/?$/, '/')}`
  throw new OwcError({
    code: 'settings-invalid',
    where: 'address of a peer',
    expected: 'http://… or https://…',
    found: JSON.stringify(url.slice(0, 200)),
  })
}

function tooSlow(where: string, cause: unknown): OwcError {
  const expected = 'the checkpoint of its log, and tiles, in time'
  return new OwcError({ code: 'unreachable', where, expected, found: 'a slower answer' }, cause)
}

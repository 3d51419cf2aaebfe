// Tokens, sessions and one-time links, kept as SHA-256 only: whoever reads state.db cannot act with what stands there.

import type { Kysely } from 'kysely'
import { toHex, utf8 } from '../base/bytes.ts'
import { type Clock, instant } from '../base/time.ts'
import type { Crypto } from '../ledger/crypto.ts'
import type { Access, Scope, Token, Who } from './access.ts'
import type { StateTables } from './state-tables.ts'

const LINK_SECONDS = 600
const SESSION_SECONDS = 30 * 86_400
const TOKEN_SESSION_SECONDS = 86_400 // of a token's holder, who gets another link whenever they like
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const OPERATOR: Who = { name: 'operator', scopes: ['operate'], operator: true }

export type AccessParts = {
  readonly db: Kysely<StateTables>
  readonly clock: Clock
  readonly random: (count: number) => Uint8Array
  readonly crypto: Crypto
}

export function openAccess({ db, clock, random, crypto }: AccessParts): Access {
  const hash = (secret: string): string => toHex(crypto.sha256(utf8(`owc-access/v1 ${secret}`)))
  const bearers = tokenSessions(db, clock)
  return {
    async byToken(token) {
      if (!/^hf_[A-Za-z0-9]{36}$/.test(token)) return undefined
      const row = await db.selectFrom('token').selectAll().where('hash', '=', hash(token)).executeTakeFirst()
      if (row === undefined || lapsed(row, clock)) return undefined
      const now = instant(clock() - (clock() % 60)) // by the minute: a write for each request would cost more than it tells
      if (row.last_used !== now)
        await db.updateTable('token').set({ last_used: now }).where('hash', '=', row.hash).execute()
      return holderOf(row)
    },
    async bySession(cookie) {
      const row = await db
        .selectFrom('session')
        .select('expires')
        .where('hash', '=', hash(cookie))
        .executeTakeFirst()
      if (row !== undefined) return row.expires > clock() ? OPERATOR : undefined
      return bearers.bySession(hash(cookie))
    },
    async issueToken(name, scopes, expires) {
      const token = `hf_${letters(random, 36)}`
      await bearers.end(name)
      await db.deleteFrom('token').where('name', '=', name).execute()
      const row = {
        hash: hash(token),
        name,
        scopes: JSON.stringify(scopes),
        created: instant(clock()),
        expires,
        last_used: null,
      }
      await db.insertInto('token').values(row).execute()
      return token
    },
    async revokeToken(name) {
      await bearers.end(name)
      const result = await db.deleteFrom('token').where('name', '=', name).executeTakeFirst()
      return Number(result.numDeletedRows) > 0
    },
    async tokens() {
      const rows = await db.selectFrom('token').selectAll().orderBy('name').execute()
      return rows.map((row) => ({ ...withScopes(row), lastUsed: row.last_used }))
    },
    async issueLink(token) {
      const key = letters(random, 32)
      if (token !== undefined) {
        await bearers.link(hash(key), token)
        return key
      }
      await db.deleteFrom('link').where('expires', '<=', clock()).execute()
      await db
        .insertInto('link')
        .values({ hash: hash(key), expires: clock() + LINK_SECONDS })
        .execute()
      return key
    },
    async openLink(key) {
      const used = await db
        .deleteFrom('link')
        .where('hash', '=', hash(key))
        .where('expires', '>', clock())
        .executeTakeFirst()
      const cookie = letters(random, 40)
      if (Number(used.numDeletedRows) === 0)
        return (await bearers.open(hash(key), hash(cookie))) ? cookie : undefined
      await db.deleteFrom('session').where('expires', '<=', clock()).execute()
      await db
        .insertInto('session')
        .values({ hash: hash(cookie), expires: clock() + SESSION_SECONDS })
        .execute()
      return cookie
    },
    async closeSession(cookie) {
      await db.deleteFrom('session').where('hash', '=', hash(cookie)).execute()
      await bearers.close(hash(cookie))
    },
  }
}

type TokenRow = StateTables['token']

function lapsed({ expires }: TokenRow, clock: Clock): boolean {
  return expires !== null && expires <= instant(clock())
}

function withScopes({ name, scopes, created, expires }: TokenRow): Omit<Token, 'lastUsed'> {
  return { name, scopes: JSON.parse(scopes) as Scope[], created, expires }
}

function holderOf({ name, scopes: text }: TokenRow): Who {
  const scopes = JSON.parse(text) as Scope[]
  return { name, scopes, operator: scopes.includes('operate') }
}

/** Browser sessions of tokens' holders. They end with the token, and with another one of its name. */
function tokenSessions(db: Kysely<StateTables>, clock: Clock) {
  const tables = ['token_link', 'token_session'] as const
  return {
    async link(hash: string, token: string): Promise<void> {
      await db.deleteFrom('token_link').where('expires', '<=', clock()).execute()
      await db
        .insertInto('token_link')
        .values({ hash, token, expires: clock() + LINK_SECONDS })
        .execute()
    },
    async open(link: string, hash: string): Promise<boolean> {
      const row = await db.selectFrom('token_link').selectAll().where('hash', '=', link).executeTakeFirst()
      if (row === undefined || row.expires <= clock()) return false
      const used = await db.deleteFrom('token_link').where('hash', '=', link).executeTakeFirst()
      if (Number(used.numDeletedRows) === 0) return false
      await db.deleteFrom('token_session').where('expires', '<=', clock()).execute()
      const expires = clock() + TOKEN_SESSION_SECONDS
      await db.insertInto('token_session').values({ hash, token: row.token, expires }).execute()
      return true
    },
    async bySession(hash: string): Promise<Who | undefined> {
      const row = await db
        .selectFrom('token_session')
        .innerJoin('token', 'token.name', 'token_session.token')
        .selectAll('token')
        .where('token_session.hash', '=', hash)
        .where('token_session.expires', '>', clock())
        .executeTakeFirst()
      return row === undefined || lapsed(row, clock) ? undefined : holderOf(row)
    },
    async end(token: string): Promise<void> {
      for (const table of tables) await db.deleteFrom(table).where('token', '=', token).execute()
    },
    async close(hash: string): Promise<void> {
      await db.deleteFrom('token_session').where('hash', '=', hash).execute()
    },
  }
}

/** Letters and digits, each drawn without bias: bytes of 248 and more are passed over. */
export function letters(random: (count: number) => Uint8Array, count: number): string {
  let text = ''
  while (text.length < count) {
    for (const byte of random(count)) if (byte < 248 && text.length < count) text += ALPHABET[byte % 62]
  }
  return text
}

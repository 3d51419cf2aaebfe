// Tokens, sessions and one-time links, kept as SHA-256 only: whoever reads state.db cannot act with what stands there.

import type { Kysely } from 'kysely'
import { toHex, utf8 } from '../base/bytes.ts'
import { type Clock, instant } from '../base/time.ts'
import type { Crypto } from '../ledger/crypto.ts'
import type { Access, Scope, Who } from './access.ts'
import type { StateTables } from './state-tables.ts'

const LINK_SECONDS = 600
const SESSION_SECONDS = 30 * 86_400
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
  return {
    async byToken(token) {
      if (!/^hf_[A-Za-z0-9]{36}$/.test(token)) return undefined
      const row = await db.selectFrom('token').selectAll().where('hash', '=', hash(token)).executeTakeFirst()
      if (row === undefined || (row.expires !== null && row.expires <= instant(clock()))) return undefined
      const now = instant(clock() - (clock() % 60)) // by the minute: a write for each request would cost more than it tells
      if (row.last_used !== now)
        await db.updateTable('token').set({ last_used: now }).where('hash', '=', row.hash).execute()
      const scopes = JSON.parse(row.scopes) as Scope[]
      return { name: row.name, scopes, operator: scopes.includes('operate') }
    },
    async bySession(cookie) {
      const row = await db
        .selectFrom('session')
        .select('expires')
        .where('hash', '=', hash(cookie))
        .executeTakeFirst()
      return row !== undefined && row.expires > clock() ? OPERATOR : undefined
    },
    async issueToken(name, scopes, expires) {
      const token = `hf_${letters(random, 36)}`
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
      const result = await db.deleteFrom('token').where('name', '=', name).executeTakeFirst()
      return Number(result.numDeletedRows) > 0
    },
    async tokens() {
      const rows = await db.selectFrom('token').selectAll().orderBy('name').execute()
      return rows.map((row) => ({
        name: row.name,
        scopes: JSON.parse(row.scopes) as Scope[],
        created: row.created,
        expires: row.expires,
        lastUsed: row.last_used,
      }))
    },
    async issueLink() {
      const key = letters(random, 32)
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
      if (Number(used.numDeletedRows) === 0) return undefined
      const cookie = letters(random, 40)
      await db.deleteFrom('session').where('expires', '<=', clock()).execute()
      await db
        .insertInto('session')
        .values({ hash: hash(cookie), expires: clock() + SESSION_SECONDS })
        .execute()
      return cookie
    },
    async closeSession(cookie) {
      await db.deleteFrom('session').where('hash', '=', hash(cookie)).execute()
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

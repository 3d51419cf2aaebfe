// Further addresses that a node answers at, for tools with a port of their own: `11434`, `127.0.0.1:1234`, `[::1]:8080`.
// A port alone is a port of loopback. The same doors stand behind each; who comes from another machine needs a token to
// ask a model, whatever address they come by (asker.ts). Source: serving-apis 7.3.

import { OwcError } from '../base/errors.ts'

const MAX_LISTEN = 16

export type Address = { readonly host: string; readonly port: number }

/** @throws OwcError `settings-invalid` */
export function readAddresses(texts: readonly string[]): readonly Address[] {
  if (texts.length > MAX_LISTEN) throw bad(`at most ${MAX_LISTEN} addresses`, String(texts.length))
  return texts.map(readAddress)
}

function readAddress(text: string): Address {
  const match = /^(?:(?<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):)?(?<port>\d{1,5})$/.exec(text)
  const port = Number(match?.groups?.['port'])
  if (match === null || port > 65_535)
    throw bad('a port, or address:port', JSON.stringify(text.slice(0, 100)))
  const host = match.groups?.['host'] ?? '127.0.0.1'
  return { host: host.replace(/^\[|\]$/g, ''), port }
}

function bad(expected: string, found: string): OwcError {
  return new OwcError({ code: 'settings-invalid', where: 'setting listen', expected, found })
}

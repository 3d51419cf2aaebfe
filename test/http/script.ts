// Doors are tested by text scripts: a request line, its headers (`> Name: value`), its body (`< text`), then what must
// hold of the answer. Words like $commit are filled in from the caller's values. A blank line ends an exchange.
//   status 404 · header content-type == text/plain · header link absent · header etag has "ab
//   json /a/0/b == "text" · json /a absent · json /a has "part" · body == text · body has text · size 12

import assert from 'node:assert/strict'
import { type IncomingHttpHeaders, request } from 'node:http'

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer }
export type Values = Readonly<Record<string, string>>

export async function runScript(url: string, script: string, values: Values = {}): Promise<void> {
  const filled = script.replace(/\$([a-z][A-Za-z0-9]*)/g, (whole, name: string) => values[name] ?? whole)
  for (const block of filled.split(/\n\s*\n/)) {
    const lines = block
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'))
    const [first, ...rest] = lines
    if (first === undefined) continue
    const answer = await ask(url, first, rest)
    for (const line of rest.filter((one) => !/^[<>]/.test(one))) check(answer, line, `${first}\n${line}`)
  }
}

export async function ask(url: string, first: string, lines: readonly string[] = []): Promise<Answer> {
  const [method = 'GET', path = '/'] = first.split(' ')
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const header = /^> ([^:]+): (.*)$/.exec(line)
    if (header !== null) headers[header[1] as string] = header[2] as string
  }
  const body = lines
    .filter((line) => line.startsWith('< '))
    .map((line) => line.slice(2))
    .join('\n')
  if (body !== '') headers['Content-Length'] ??= String(Buffer.byteLength(body))
  const { hostname, port } = new URL(url)
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const sent = request({ hostname, port, method, path, headers, agent: false }, (answer) => {
    answer
      .toArray()
      .then(
        (parts) =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
        reject,
      )
  })
  sent.on('error', reject)
  sent.end(body)
  return promise
}

const LINE = /^(\w+) ?(\S+)? ?(==|has|absent)? ?(.*)$/

function check({ status, headers, body }: Answer, line: string, where: string): void {
  const [, what = '', place = '', sign = '', wanted = ''] = LINE.exec(line) ?? []
  const text = body.toString('utf8')
  const rest = line.slice(line.indexOf(place) + place.length + 1)
  if (what === 'status') assert.equal(status, Number(place), `${where}\n${text.slice(0, 500)}`)
  else if (what === 'size') assert.equal(body.length, Number(place), where)
  else if (what === 'header') compare(headers[place]?.toString(), { sign, wanted, where })
  else if (what === 'body') compare(text, { sign: place, wanted: rest, where })
  else if (what === 'json') checkJson(at(JSON.parse(text), place), { sign, wanted, where })
  else throw new Error(`no such check: ${line}`)
}

function at(value: unknown, pointer: string): unknown {
  const keys = pointer === '/' ? [] : pointer.split('/').slice(1)
  return keys.reduce<unknown>((here, key) => (here as Record<string, unknown> | undefined)?.[key], value)
}

type Check = { readonly sign: string; readonly wanted: string; readonly where: string }

function checkJson(found: unknown, check: Check): void {
  if (check.sign === '==') assert.deepEqual(found, JSON.parse(check.wanted), check.where)
  else compare(found === undefined ? undefined : JSON.stringify(found), check)
}

function compare(found: string | undefined, { sign, wanted, where }: Check): void {
  if (sign === 'absent') assert.equal(found, undefined, where)
  else if (sign === 'has') assert.ok(found?.includes(wanted), `${where}\nfound: ${found?.slice(0, 500)}`)
  else assert.equal(found, wanted, where)
}

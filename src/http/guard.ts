// The first thing that each request meets, before any door: the Host allow-list (a page of a stranger that rebinds
// its own name to this address sends that name) and the Origin check on everything that is not a plain read.
// Fetch standard 3.1 (Origin) and Fetch Metadata; DESIGN 11.

import type { IncomingMessage } from 'node:http'
import { OwcError } from '../base/errors.ts'
import type { Settings } from '../base/settings.ts'
import { readAddresses } from './listen.ts'

const LOOPBACK_NAMES: readonly string[] = ['localhost', '[::1]']
const READS: readonly string[] = ['GET', 'HEAD', 'OPTIONS']
const WILDCARD: readonly string[] = ['0.0.0.0', '[::]', '']

export type Guard = {
  /** @throws OwcError `host-foreign`, `origin-foreign`, `usage` */
  check(request: IncomingMessage): void
}

/** Names under which this node answers: loopback, the addresses it listens on, and `hosts` of the settings. */
export function openGuard(settings: Settings): Guard {
  const { host, hosts, listen } = settings.value
  const own = [host, ...readAddresses(listen).map((address) => address.host)].map(inHeader)
  const names = new Set(
    [...hosts, ...own.filter((name) => !WILDCARD.includes(name))].map((name) => name.toLowerCase()),
  )
  const allowed = (name: string) => isLoopbackName(name) || names.has(name)
  return {
    check(request) {
      const host = hostName(request.headers.host)
      if (host === undefined || !allowed(host)) throw foreignHost(request.headers.host)
      if (!request.url?.startsWith('/')) throw badTarget(request.url)
      const origin = request.headers.origin
      if (READS.includes(request.method ?? '')) return
      if (origin !== undefined && !allowed(originHost(origin) ?? '')) throw foreignOrigin(origin)
      if (origin === undefined && request.headers['sec-fetch-site'] === 'cross-site')
        throw foreignOrigin('another site')
    },
  }
}

/** Addresses of IPv6 stand in brackets in a Host header. */
function inHeader(name: string): string {
  return name.includes(':') ? `[${name}]` : name
}

export function isLoopbackName(name: string): boolean {
  return LOOPBACK_NAMES.includes(name) || /^127(\.\d{1,3}){3}$/.test(name)
}

/** Lower-case name without port of a Host header; undefined when it is none. */
export function hostName(header: string | undefined): string | undefined {
  return /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?$/.exec(header ?? '')?.[1]?.toLowerCase()
}

/** Does a browser's page of this very origin send the request? Needed for writes by cookie: ports share cookies. */
export function sameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return request.headers['sec-fetch-site'] === 'same-origin'
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)
}

/**
 * Does the person sit at this machine? A proxy on it also connects from loopback, so its marks, or a Host that
 * is not a loopback name, make the peer a stranger.
 */
export function isLocal(request: IncomingMessage): boolean {
  const { headers, socket } = request
  const peer = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  const proxied = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'].some(
    (name) => name in headers,
  )
  return (peer === '::1' || isLoopbackName(peer)) && !proxied && isLoopbackName(hostName(headers.host) ?? '')
}

function originHost(origin: string): string | undefined {
  return hostName(/^https?:\/\/([^/]+)$/.exec(origin)?.[1])
}

function foreignHost(found: string | undefined): OwcError {
  return new OwcError({
    code: 'host-foreign',
    where: 'Host header',
    expected: 'a name of this node',
    found: found === undefined ? 'none' : JSON.stringify(found.slice(0, 200)),
    hint: 'Add the name to `hosts` in settings.yaml if the node is meant to be reached under it.',
  })
}

function foreignOrigin(found: string): OwcError {
  return new OwcError({
    code: 'origin-foreign',
    where: 'Origin header',
    expected: 'a page of this node',
    found: JSON.stringify(found.slice(0, 200)),
  })
}

function badTarget(url: string | undefined): OwcError {
  return new OwcError({
    code: 'usage',
    where: 'request line',
    expected: 'a path',
    found: JSON.stringify((url ?? '').slice(0, 200)),
  })
}

// A node as far as pulling and importing ask: one release with its JSON, its files and its bundle.

import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { manifestBytes } from '../../src/base/manifest.ts'
import { type Handler, refuse, sendFile, sendJson } from '../sources/emulator.ts'
import { digestOf } from '../sources/workspace.ts'

export type Files = Readonly<Record<string, Buffer>>

export const bundle = Buffer.from('{"bundle":1}')

export function describePeer(files: Files) {
  const fileList = Object.entries(files).map(([path, bytes]) => ({
    path,
    sizeBytes: bytes.length,
    sha256: digestOf(bytes),
  }))
  const manifest = Buffer.from(manifestBytes(fileList)).toString()
  const artifact = createHash('sha256').update(manifest).digest('hex')
  const stated = [
    { key: 'licence', value: 'apache-2.0', where: 'README.md' },
    { key: 'architecture', value: 'bert', where: 'config.json' },
  ]
  const view = {
    ref: 'acme/tiny',
    display: 'Acme/Tiny',
    version: '2',
    artifact,
    commit: artifact.slice(0, 40),
    fileList,
    stated,
  }
  return { view, artifact }
}

export type Change = (path: string, request: IncomingMessage, response: ServerResponse) => boolean

export function peerHandler(files: Files, change: Change = () => false): Handler {
  const { view } = describePeer(files)
  return (path, request, response) => {
    if (change(path, request, response)) return
    if (/^\/commons\/v1\/releases\/acme\/tiny(@.+)?$/.test(path)) sendJson(response, view)
    else if (path.endsWith('/.owc/bundle.json')) sendFile(request, response, bundle)
    else {
      const bytes = files[decodeURIComponent(path.split(`/acme/tiny/resolve/${view.commit}/`)[1] ?? '')]
      if (bytes === undefined) refuse(response, 404)
      else sendFile(request, response, bytes)
    }
  }
}

// docker-registry on loopback (Debian package docker-registry 2.8.2), blobs in a folder, no log of its requests.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Workshop } from '../workshop.ts'
import { freePort } from './nginx.ts'
import { environment, need } from './peers.ts'

const START_MS = 10_000

/** The address of one that keeps its blobs under `place`. */
export async function openRegistry(shop: Workshop, place: string): Promise<string> {
  need('docker-registry')
  mkdirSync(place, { recursive: true })
  const port = await freePort()
  const file = join(place, 'config.yml')
  writeFileSync(file, configuration(join(place, 'blobs'), port))
  const child = spawn('docker-registry', ['serve', file], { env: environment(), stdio: 'ignore' })
  shop.later(async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
  })
  const url = `http://127.0.0.1:${port}`
  for (let waited = 0; ; waited += 50) {
    if ((await fetch(`${url}/v2/`).catch(() => undefined))?.ok === true) return url
    if (waited > START_MS) throw new Error(`docker-registry did not answer within ${START_MS} ms`)
    await sleep(50)
  }
}

function configuration(blobs: string, port: number): string {
  return `version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage:
  filesystem: {rootdirectory: ${blobs}}
  delete: {enabled: true}
http: {addr: "127.0.0.1:${port}"}
`
}

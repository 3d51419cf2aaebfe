// nginx on loopback: sendfile, one worker, no log; serves one folder.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Workshop } from '../workshop.ts'
import { environment, need } from './peers.ts'

export type Nginx = { readonly url: string; readonly worker: number }

const START_MS = 10_000

export async function openNginx(shop: Workshop, root: string): Promise<Nginx> {
  need('nginx')
  const place = join(shop.folder, `nginx-${process.pid}-${performance.now().toFixed(0)}`)
  mkdirSync(place)
  const port = await freePort()
  writeFileSync(join(place, 'nginx.conf'), configuration({ place, root, port }))
  const child = spawn('nginx', ['-c', join(place, 'nginx.conf'), '-e', join(place, 'error.log')], {
    env: environment(),
    stdio: 'ignore',
  })
  shop.later(async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
  })
  const url = `http://127.0.0.1:${port}`
  for (let waited = 0; ; waited += 50) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer !== undefined) break
    if (waited > START_MS) throw new Error(`nginx: ${readFileSync(join(place, 'error.log'), 'utf8')}`)
    await sleep(50)
  }
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
  return { url, worker: Number(children.trim().split(' ')[0]) }
}

// `user root`: blobs are readable by their owner only, and whoever may start nginx as root reads them anyway.
function configuration({ place, root, port }: { place: string; root: string; port: number }): string {
  return `${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off; worker_processes 1; pid ${place}/pid; error_log ${place}/error.log;
events { worker_connections 1024; }
http {
  sendfile on; access_log off; keepalive_timeout 75;
  client_body_temp_path ${place}/body; proxy_temp_path ${place}/proxy; fastcgi_temp_path ${place}/fastcgi;
  uwsgi_temp_path ${place}/uwsgi; scgi_temp_path ${place}/scgi;
  server { listen 127.0.0.1:${port}; root ${root}; }
}
`
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('expected a port')
  return address.port
}

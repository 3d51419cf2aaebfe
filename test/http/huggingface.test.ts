// The Hugging Face door on a real node: every route, every row of its error table, on HEAD and GET.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type Fixture, openFixture, tinyWeights } from './node-fixture.ts'
import { ask, runScript } from './script.ts'

let fixture: Fixture

before(async () => {
  fixture = await openFixture()
})
after(async () => {
  await fixture.close()
  assert.deepEqual(fixture.defects, [])
})

const script = (text: string) => runScript(fixture.url, text, fixture.values)
const weights = createHash('sha256').update(tinyWeights(1)).digest('hex')

test('hub: a release by name, branch, commit; names without case', async () => {
  for (const kind of ['models', 'datasets']) {
    for (const path of ['', '/revision/main', '/revision/HEAD', '/revision/$commit']) {
      await script(`
GET /api/${kind}/Acme/OPEN${path}
status 200
json /id == "acme/open"
json /sha == "$commit"
json /private == false
json /gated == false
json /siblings has model.safetensors
json /siblings has .owc/bundle.json
json /siblings/0/size absent
json /tags == ["safetensors","license:mit"]
header x-hf-warning has record;
`)
    }
  }
  await script(`
GET /api/models/acme/open?blobs=True
json /siblings has "lfs":{"sha256":"${weights}","size":152,"pointerSize":128}
json /siblings has "rfilename":"config.json","size":7,"blobId":"daa5053ecf5f9a37b2de733d0751cc1ab53ac010"

HEAD /api/models/acme/open
status 200
size 0
`)
})

test('hub: trees by folder and whole, paths by form and JSON, refs', async () => {
  await script(`
GET /api/models/acme/open/tree/main
status 200
json /0/path == ".owc"
json /0/type == "directory"
json / has model.safetensors

GET /api/models/acme/open/tree/$commit?recursive=true&expand=false
json / has "path":"sub/deep/ä file.txt"
json / has "lfs":{"oid":"${weights}","size":152,"pointerSize":128}

GET /api/models/acme/open/tree/main/sub?recursive=false
json /0/path == "sub/deep"
json /1 absent

GET /api/models/acme/open/tree/main/sub%2Fdeep?expand=true
json /0/path == "sub/deep/ä file.txt"
json /0/lastCommit/id == "$commit"
json /1 absent

GET /api/models/acme/open/tree/main/nothing
status 404
header x-error-code == EntryNotFound

GET /api/models/acme/open/tree/main/additional_chat_templates?recursive=false
status 200
body == []

POST /api/models/acme/open/paths-info/main
> Content-Type: application/x-www-form-urlencoded
< paths=config.json&paths=sub&paths=nothing&expand=true
status 200
json /0/path == "config.json"
json /0/lastCommit/id == "$commit"
json /1/type == "directory"
json /2 absent

POST /api/models/acme/open/paths-info/main
> Content-Type: application/json
< {"paths":["empty.txt"],"expand":false}
json /0/size == 0
json /0/lastCommit absent

POST /api/models/acme/open/paths-info/main
> Content-Type: application/json
< {"paths":["a"],"paths":["b"]}
status 400

GET /api/models/acme/open/refs
json /branches/0/targetCommit == "$commit"
json /branches/0/ref == "refs/heads/main"
json /converts == []
`)
})

test('hub: files with the headers that clients live on', async () => {
  await script(`
HEAD /acme/open/resolve/main/model.safetensors
status 200
header x-repo-commit == $commit
header etag == "${weights}"
header x-linked-etag == "${weights}"
header x-linked-size == 152
header content-length == 152
header accept-ranges == bytes
header content-encoding absent
header cache-control == no-cache
size 0

GET /Acme/Open/resolve/$commit/model.safetensors?download=true
> Accept-Encoding: gzip
status 200
header cache-control has immutable
header content-encoding absent
size 152

GET /datasets/acme/open/resolve/main/config.json
> Range: bytes=0-0
status 206
header content-range == bytes 0-0/7
header etag == "daa5053ecf5f9a37b2de733d0751cc1ab53ac010"
body == {

GET /acme/open/resolve/main/empty.txt
> Range: bytes=0-0
status 200
header content-range == bytes */0
header etag == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
size 0

GET /acme/open/resolve/main/sub/deep/%C3%A4%20file.txt
status 200
body == hello
header content-security-policy has sandbox
header x-content-type-options == nosniff

GET /acme/open/resolve/main/config.json
> If-None-Match: "daa5053ecf5f9a37b2de733d0751cc1ab53ac010"
status 304
header x-repo-commit == $commit
`)
})

test('hub: the bundle travels along; tree, HEAD and GET agree on it; the commit does not change with it', async () => {
  const before = await ask(fixture.url, 'HEAD /acme/open/resolve/main/.owc/bundle.json')
  await fixture.node.say({
    type: 'owc:custody/v1',
    subjects: [{ digest: fixture.values['open'] as never }],
    body: { since: '2026-01-01T00:00:00Z' },
  })
  const { body: tree } = await ask(fixture.url, 'GET /api/models/acme/open/tree/main?recursive=true')
  const entry = JSON.parse(tree.toString()).find((one: { path: string }) => one.path === '.owc/bundle.json')
  const head = await ask(fixture.url, 'HEAD /acme/open/resolve/main/.owc/bundle.json')
  const got = await ask(fixture.url, 'GET /acme/open/resolve/main/.owc/bundle.json')
  const oid = createHash('sha1').update(`blob ${got.body.length}\0`).update(got.body).digest('hex')
  assert.equal(entry.oid, oid)
  assert.equal(entry.size, got.body.length)
  assert.equal(head.headers.etag, `"${oid}"`)
  assert.equal(head.headers['content-length'], String(got.body.length))
  assert.notEqual(before.headers.etag, head.headers.etag)
  assert.equal(head.headers['x-repo-commit'], fixture.values['commit'])
  const bundle = JSON.parse(got.body.toString())
  assert.equal(bundle.mediaType, 'application/vnd.owc.bundle.v1+json')
  assert.ok(bundle.times.length > 0)
})

test('hub: who asks', async () => {
  await script(`
GET /api/whoami-v2
status 401
header www-authenticate has Bearer

GET /api/whoami-v2
> Authorization: Bearer $expired
status 401

GET /api/whoami-v2
> Authorization: Bearer $publisher
status 200
json /name == "publisher"
json /auth/accessToken/role == "write"
json /orgs == [{"name":"acme"}]

# the token of another hub does not stand in the way of reading
GET /api/models/acme/open
> Authorization: Bearer hf_abcdefghijklmnopqrstuvwxyzabcdefghij
status 200

GET /api/agent-harnesses
status 404
`)
})

test('hub: every refusal on GET and HEAD, with the codes that clients read', async () => {
  for (const method of ['GET', 'HEAD']) {
    await script(`
${method} /api/models/acme/nothing
status 404
header x-error-code == RepoNotFound
header x-error-message has nothing

${method} /acme/nothing/resolve/main/x
status 404
header x-error-code == RepoNotFound

${method} /acme/open/resolve/main/nothing.txt
status 404
header x-error-code == EntryNotFound
header x-repo-commit == $commit

${method} /acme/open/resolve/v9/config.json
status 404
header x-error-code == RevisionNotFound

${method} /api/models/acme/open/revision/0123456789012345678901234567890123456789
status 404
header x-error-code == RevisionNotFound
`)
  }
  await script(`
GET /acme/open/resolve/main/config.json
> Range: bytes=7-
status 416
header content-range == bytes */7
`)
})

test('hub: what is held goes to this machine, what is hosted to everybody', async () => {
  for (const path of [
    '/acme/held/resolve/main/config.json',
    '/api/models/acme/held',
    '/api/models/acme/held/tree/main',
  ]) {
    await script(`
GET ${path}
status 200

GET ${path}
> X-Forwarded-For: 192.0.2.7
status 403
header x-error-code absent
header x-error-message has held

HEAD ${path}
> Via: 1.1 proxy
status 403

GET ${path}
> X-Forwarded-For: 192.0.2.7
> Authorization: Bearer $token
status 200
`)
  }
  await script(`
GET /acme/open/resolve/main/config.json
> X-Forwarded-For: 192.0.2.7
status 200
`)
})

test('hub: names and paths that mean mischief', async () => {
  const bad = [
    '/acme/open/resolve/main/%00',
    '/acme/open/resolve/main/..%2f..%2fnode.json',
    '/acme/open/resolve/main/../x',
    '/acme/open/resolve/main/a//b',
    '/acme/open/resolve/main/%ff',
    '/acme/open/resolve/main/a%5cb',
    '/acme/open/resolve/main/.git/config',
    '/acme%2fopen/x/resolve/main/config.json',
    '/acme/open%00/resolve/main/config.json',
  ]
  for (const path of bad) await script(`GET ${path}\nstatus 400`)
  await script(`
GET /acme/%2e%2e/resolve/main/config.json
status 400

GET /api/models/acme/%00
status 400

GET /api/models/acme%2fopen/x
status 400
`)
})

test('hub: the manifest that node-llama-cpp asks for says which file', async () => {
  await script(`
GET /v2/acme/open/manifests/latest
> User-Agent: llama-cpp
status 404
header x-error-code == EntryNotFound
`)
})

test('hub: lists by words, author, tags, page by page; strangers see what is hosted', async () => {
  await script(`
GET /api/models?search=open&full=true
status 200
json /0/id == "acme/open"
json /0/sha == "$commit"
json /0/siblings has model.safetensors
json /1 absent

GET /api/models?author=acme&sort=id&limit=1
json /0/id == "acme/held"
json /0/private == false
json /1 absent
header link has rel="next"

GET /api/models?author=acm
json /0 absent

GET /api/models?filter=safetensors&filter=license:mit
json /1/id has acme/
json /2 absent

GET /api/models?filter=gguf
json /0 absent

GET /api/datasets?filter=text-generation
json /0 absent

GET /api/models
> X-Forwarded-For: 192.0.2.7
json /0/id == "acme/open"
json /1 absent

GET /api/models?limit=-1&cursor=nonsense
status 400
`)
  const seen: string[] = []
  let path: string | undefined = '/api/models?limit=1'
  for (let pages = 0; path !== undefined; pages++) {
    assert.ok(pages < 10)
    const { body, headers } = await ask(fixture.url, `GET ${path}`)
    seen.push(...JSON.parse(body.toString()).map((one: { id: string }) => one.id))
    const next = /^<([^>]+)>; rel="next"$/.exec(String(headers['link']))?.[1]
    path = next === undefined ? undefined : next.slice(fixture.url.length)
  }
  assert.deepEqual(seen.sort(), ['acme/held', 'acme/open'])
})

test('hub: what was withdrawn is answered 451 with its reason, and shown in no list', async () => {
  const body = {
    reason: 'error',
    text: 'The weights were cut.',
    remaining: { known: [], asOf: '2026-01-01T00:00:00Z' },
  }
  await fixture.node.say({
    type: 'owc:withdrawal/v1',
    subjects: [{ digest: fixture.values['held'] as never }],
    body,
  })
  for (const method of ['GET', 'HEAD']) {
    for (const path of [
      '/acme/held/resolve/main/config.json',
      '/api/models/acme/held',
      '/api/models/acme/held/tree/main',
    ]) {
      await script(`
${method} ${path}
status 451
header x-error-code absent
header x-error-message has The weights were cut.
`)
    }
  }
  await script(`
GET /api/models
json /0/id == "acme/open"
json /1 absent
`)
})

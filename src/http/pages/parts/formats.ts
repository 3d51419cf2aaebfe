// Formats of an artifact for people: those that hold weights; the plain files beside them only when there is nothing else.

import { html } from '../../../base/html.ts'
import type { Inspection } from '../../../weights/inspection.ts'
import type { Example } from './example.ts'

const PLAIN: readonly string[] = [
  'json',
  'text',
  'html',
  'empty',
  'other',
  'lfs-pointer',
  'safetensors-index',
] satisfies readonly Inspection['format'][]

export function weightFormats(formats: readonly string[]): readonly string[] {
  const weights = formats.filter((format) => !PLAIN.includes(format))
  return weights.length === 0 ? formats : weights
}

export function examples(): readonly Example[] {
  return [
    {
      name: 'weights and the rest',
      html: html`<p>${weightFormats(['json', 'gguf', 'html', 'lfs-pointer', 'text']).join(', ')}</p>`,
    },
    { name: 'no weights', html: html`<p>${weightFormats(['json', '<b>']).join(', ')}</p>` },
  ]
}

// The keys of an identity: which may sign now, which sign models only, which wait for the day when the others are lost.

import { type Html, html } from '../../../base/html.ts'
import type { KeyLine } from '../../../node/views/who.ts'
import { countText } from '../figures.ts'
import type { Example } from './example.ts'
import { grade } from './grade.ts'
import { table } from './table.ts'

const USES: Readonly<Record<KeyLine['use'], string>> = {
  statements: 'signs statements',
  'model-signing': 'signs models only (OpenSSF Model Signing)',
  recovery: 'kept for recovery',
}

export function keys(list: readonly KeyLine[]): Html {
  return table(
    'Keys',
    [
      {
        name: 'Key',
        cell: ({ keyid, label }) =>
          html`<code class="whole" id="key-${keyid}">${keyid}</code>${label === undefined ? undefined : html`<br><small><bdi>${label}</bdi></small>`}`,
      },
      { name: 'Algorithm', cell: ({ algorithm }) => algorithm },
      { name: 'Use', cell: ({ use }) => USES[use] },
      { name: 'Now', cell: standing },
    ],
    list,
  )
}

function standing({ maySign, use, revokedFrom }: KeyLine): Html {
  if (maySign) return grade('evidenced', 'may sign')
  if (revokedFrom !== undefined)
    return grade('contradicted', `revoked from entry ${countText(revokedFrom)} on`)
  return use === 'statements'
    ? grade('absent', 'may not sign')
    : grade('not-applicable', 'signs no statement')
}

export function examples(): readonly Example[] {
  const key: KeyLine = { keyid: '7'.repeat(64), algorithm: 'ed25519', use: 'statements', maySign: true }
  return [
    {
      name: 'each',
      html: keys([
        { ...key, label: 'laptop' },
        { ...key, keyid: '8'.repeat(64), maySign: false, revokedFrom: 1284 },
        { ...key, keyid: '9'.repeat(64), algorithm: 'ecdsa-p256', use: 'model-signing', maySign: false },
        { ...key, keyid: 'a'.repeat(64), use: 'recovery', maySign: false },
      ]),
    },
    {
      name: 'hostile',
      html: keys([{ ...key, keyid: '"><b>', algorithm: '<i>', label: '\u202egnp.exe', maySign: false }]),
    },
  ]
}

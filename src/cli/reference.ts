// From a reference as people write it (interface 2) to the API's path.

/** `acme/tern@1.0.0` → /commons/v1/releases/acme/tern@1.0.0 with each part escaped. */
export function releasePath(ref: string): string {
  return `/commons/v1/releases/${ref.split('/').map(encodeURIComponent).join('/')}`
}

/** A target that is written like a path of this machine, so that "no such release" would be the wrong answer. */
export function looksLikePath(target: string): boolean {
  return /^(\.{0,2}[\\/]|~|[A-Za-z]:[\\/])/.test(target) || target.split('/').length > 2
}

// From a reference as people write it (interface 2) to the API's path.

/** `acme/tern@1.0.0` → /commons/v1/releases/acme/tern@1.0.0 with each part escaped. */
export function releasePath(ref: string): string {
  return `/commons/v1/releases/${ref.split('/').map(encodeURIComponent).join('/')}`
}

// Headers that every small answer carries, pages or not: nothing from elsewhere, no inline code, no framing, no guessing
// of types. They go to the socket's response, because a Response whose headers are touched afterwards costs twice.

import type { ServerResponse } from 'node:http'

export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    ...['script', 'style', 'img', 'font', 'connect', 'manifest'].map((what) => `${what}-src 'self'`),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin', // under no-referrer browsers send forms with Origin: null (Fetch 3.2)
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

export function setCommonHeaders(response: ServerResponse): void {
  for (const name in COMMON_HEADERS) response.setHeader(name, COMMON_HEADERS[name] as string)
}

// Answers of this door: JSON, never kept by anybody between.

import type { ServerResponse } from 'node:http'

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(value))
}

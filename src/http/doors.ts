// All doors in one list. First segments of their paths are reserved namespaces, so a release never hides one.

import type { Refuse } from './app.ts'
import { blobRoutes } from './commons/blobs.ts'
import { bundleRoute } from './commons/export-routes.ts'
import { commonsRoutes } from './commons/routes.ts'
import { sealedByteRoute } from './commons/sealed-bytes.ts'
import { uploadRoute } from './commons/uploads.ts'
import type { ByteRoute, Route } from './door.ts'
import { resolveRoute } from './huggingface/resolve.ts'
import { hubRoutes } from './huggingface/routes.ts'
import { oneModelRoutes } from './llamacpp/one-model.ts'
import { llamacppRoutes } from './llamacpp/routes.ts'
import { lmstudioRoutes } from './lmstudio/routes.ts'
import { logByteRoutes } from './log/door.ts'
import { mcpRoutes } from './mcp/routes.ts'
import { ollamaRoutes } from './ollama/routes.ts'
import { openaiRoutes } from './openai/routes.ts'
import { refuseAsPage } from './pages/door.ts'

export const byteRoutes: readonly ByteRoute[] = [
  ...logByteRoutes,
  ...blobRoutes,
  uploadRoute,
  sealedByteRoute,
  bundleRoute,
  ...oneModelRoutes, // before /v1/models/{id}, whose id may hold slashes
  ...openaiRoutes,
  ...ollamaRoutes,
  ...llamacppRoutes,
  ...lmstudioRoutes,
  ...mcpRoutes,
  resolveRoute,
]

export const smallRoutes: readonly Route[] = [...commonsRoutes, ...hubRoutes]

/** The form of an error that belongs to no route. */
export const refuseOutside: Refuse = refuseAsPage

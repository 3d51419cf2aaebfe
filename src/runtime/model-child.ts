// The process of one loaded model: reads requests from its parent, answers them, and dies with it. It may be killed at
// any moment; nothing of the node lives here. Source: serving-apis 0.2, 7.1.

import { flushCompileCache } from 'node:module'
import process from 'node:process'
import { checkFile } from './check-file.ts'
import { type Engine, openEngine } from './engine.ts'
import { EngineError, type Watch } from './engine-error.ts'
import type { Failure, FromModel, Request, ToModel } from './messages.ts'

const running = new Map<number, AbortController>()
let engine: Engine | undefined

process.on('disconnect', () => process.exit(0)) // the node is gone
process.on('message', (message: ToModel) => {
  if ('abort' in message) running.get(message.id)?.abort()
  else void answer(message.id, message.request)
})

async function answer(id: number, request: Request): Promise<void> {
  const abort = new AbortController()
  running.set(id, abort)
  const watch: Watch = {
    signal: abort.signal,
    piece: (piece) => say({ id, piece }),
    alive: () => say({ id, alive: true }),
  }
  try {
    say({ id, done: await perform(request, watch) })
    if (request.do === 'load') flushCompileCache() // this process ends by SIGKILL, which would lose it
  } catch (error) {
    say({ id, failed: failureOf(error) })
  } finally {
    running.delete(id)
  }
}

async function perform(request: Request, watch: Watch): Promise<unknown> {
  if (request.do === 'load') {
    for (const file of request.load.files) checkFile(file, watch)
    engine = await openEngine(request.load)
    return engine.loaded
  }
  if (engine === undefined) throw new Error('expected a loaded model')
  switch (request.do) {
    case 'tokenize':
      return engine.tokenize(request.parts)
    case 'detokenize':
      return engine.detokenize(request.tokens, request.control)
    case 'pieces':
      return engine.pieces(request.tokens)
    case 'generate':
      return await engine.generate(request.generate, watch)
    case 'score':
      return await engine.score(request.score, request.top, watch)
    case 'embed':
      return await engine.embed(request.text)
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof EngineError) return error.failure
  const found = error instanceof Error ? error.message : String(error)
  return { kind: 'defect', expected: 'an answer of the runtime', found: found.slice(0, 2_000) }
}

function say(message: FromModel): void {
  if (process.connected) process.send?.(message)
}

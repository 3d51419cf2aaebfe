// The further addresses of llama.cpp and vLLM, at the root as their clients ask them; their chats and completions are
// those of the OpenAI door. With them lm-evaluation-harness needs no tokenizer of its own. Source: serving-apis 2.3.

import type { ByteRequest, ByteRoute, House, Method } from '../door.ts'
import { MAX_ASK_BYTES } from '../infer.ts'
import { writeError } from '../openai/errors.ts'
import { health, props, slots, tokenizerInfo, version } from './state.ts'
import { applyTemplate, detokenize, tokenize } from './tokens.ts'

type Handle = (house: House, bytes: ByteRequest) => Promise<void>

function at(
  methods: readonly Method[],
  path: string,
  [summary, handle]: readonly [string, Handle],
): ByteRoute {
  return {
    methods,
    path,
    pattern: new RegExp(`^${path}$`),
    summary,
    limitBytes: methods.includes('POST') ? MAX_ASK_BYTES : 0,
    handle,
    refuse: (house, { response }, error) => writeError(response, error, house.defects),
  }
}

const READ = ['GET', 'HEAD'] as const

export const llamacppRoutes: readonly ByteRoute[] = [
  at(READ, '/health', ['Whether the node can be asked, as llama.cpp says it.', health]),
  at(READ, '/props', ['One model: context, template, first and last token; no paths.', props]),
  at(READ, '/slots', ['Places for answers of the models that are loaded.', slots]),
  at(READ, '/version', ['Version of the program, as vLLM says it.', version]),
  at(READ, '/tokenizer_info', [
    'First and last token, and the chat template, as vLLM says it.',
    tokenizerInfo,
  ]),
  at(['POST'], '/tokenize', ['Text or a chat as tokens, in the words of llama.cpp and vLLM.', tokenize]),
  at(['POST'], '/detokenize', ['Tokens as text.', detokenize]),
  at(['POST'], '/apply-template', ['A chat as the text that the model reads.', applyTemplate]),
]

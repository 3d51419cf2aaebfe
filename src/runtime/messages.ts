// What a node and the process of one loaded model say to each other, over node:child_process with the structured
// clone. Tokens are numbers of the model's vocabulary; log-probabilities are natural logarithms.
// Source: serving-apis 1, 7.

/** How the next token is chosen. At temperature 0 the most probable one, and the other fields have no effect. */
export type Sampling = {
  readonly temperature: number // ≥ 0
  readonly topK: number // 0: all
  readonly topP: number // [0, 1]; at 0 the most probable one is left
  readonly minP: number // [0, 1]
  readonly repeatPenalty: number // 1: none
  readonly seed: number // 0 … 2³²−1; always there, so that every answer can be given again
}

/** Text of a prompt. `control`: names of control tokens in it stand for these tokens. */
export type PromptPart = { readonly text: string; readonly control: boolean }

export type LoadRequest = {
  readonly path: string // what the runtime opens: /proc/self/fd/N, or the first of several links to such
  readonly files: readonly LoadedFile[] // what is behind it
  readonly contextSize: number // tokens of one sequence
  readonly sequences: number // answers at once
  readonly threads: number
  readonly runtime?: string // folder of the user where the runtime is installed, when it is not beside the program
}

/** An inherited descriptor, and what its bytes must be. */
export type LoadedFile = { readonly fd: number; readonly sha256: string }

export type LoadedModel = {
  readonly runtime: string // node-llama-cpp@…/llama.cpp@…/cpu-…/fa=1/kv=f16
  readonly contextSize: number
  readonly longestPrompt: number // tokens; one more leaves no room for an answer
  readonly longestToken: number // bytes, of the longest text that is one token
  readonly trainedContextSize: number
  readonly vocabularySize: number
  readonly embeddingSize: number
  readonly bos: { readonly token: number; readonly text: string } | null
  readonly eos: { readonly token: number; readonly text: string } | null
  readonly addsBos: boolean // the model wants its first token put before plain text
  readonly controls: readonly string[] // texts of its control tokens
  readonly residentBytes: number // of the process after loading
}

export type GenerateRequest = {
  readonly tokens: readonly number[] // the whole prompt
  readonly sampling: Sampling
  readonly maxTokens: number // ≥ 1; the context's end comes first where that is nearer
  readonly stop: readonly string[]
  readonly grammar?: string // GBNF
}

export type ScoreRequest = {
  readonly prompt: readonly number[] // at least one
  readonly continuation: readonly number[]
}

export type TokenScore = {
  readonly token: number
  readonly logprob: number // −Infinity where the probability is below float32
  readonly top: readonly { readonly token: number; readonly logprob: number }[] // most probable first
}

export type Request =
  | { readonly do: 'load'; readonly load: LoadRequest }
  | { readonly do: 'tokenize'; readonly parts: readonly PromptPart[] }
  | { readonly do: 'detokenize'; readonly tokens: readonly number[]; readonly control: boolean }
  | { readonly do: 'pieces'; readonly tokens: readonly number[] }
  | { readonly do: 'generate'; readonly generate: GenerateRequest }
  | { readonly do: 'score'; readonly score: ScoreRequest; readonly top: number }
  | { readonly do: 'embed'; readonly text: string }

export type ToModel =
  | { readonly id: number; readonly request: Request }
  | { readonly id: number; readonly abort: true }

export type FinishReason = 'stop' | 'length' | 'aborted'

/** Once for each generated token: text that can no longer be part of a stop string; often empty. */
export type Piece = { readonly token: number; readonly text: string }

export type Finished = {
  readonly reason: FinishReason
  readonly stop?: string // the stop string that was met
  readonly tokens: readonly number[] // generated, with the end token where one came
  readonly text: string // held back until now
  readonly reused: number // prompt tokens that were computed before
  readonly promptMs: number
  readonly generateMs: number
}

export type FromModel =
  | { readonly id: number; readonly piece: Piece }
  | { readonly id: number; readonly alive: true } // still reading the prompt
  | { readonly id: number; readonly done: unknown } // the request's answer
  | { readonly id: number; readonly failed: Failure }

/** `overflow`: the prompt does not fit; `memory`; `refused`: the runtime does not take this file; `grammar`: nor this grammar;
 *  `differs`: the bytes are not those of the digest; `missing`: the runtime is not installed. */
export type Failure = {
  readonly kind: 'overflow' | 'memory' | 'refused' | 'grammar' | 'differs' | 'missing' | 'defect'
  readonly expected: string
  readonly found: string
}

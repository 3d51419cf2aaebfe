// Names of models taken apart: sizes, quantisation tags and separators set aside, the words that stay compared.
// Source: release-standard 6 (AA-3: "size labels, case"); the naming convention of GGUF files for tags.

const SIZE = /^\d+(?:\.\d+)?(?:x\d+(?:\.\d+)?)?[bmkt]$|^a\d+(?:\.\d+)?[bm]$/
const TAGS =
  /(?<![a-z0-9])(?:i?q\d+(?:[_-](?:k|0|1|s|m|l|xl|xs|xxs|nl))*|tq\d_\d|b?f(?:16|32)|fp(?:4|8|16|32)|int[48]|mxfp4(?:_moe)?|nvfp4|gguf|ggml|safetensors|imatrix|imat|ud|hf)(?![a-z0-9])/g
const ENDING = /\.(?:gguf|safetensors|bin|onnx|pt|pth)$/
const PART = /-\d{5}-of-\d{5}$/
const GENERIC = /^(?:model|models|ggml|weights?|pytorch|adapter|consolidated|main|merged|file)$/
const SAME: Readonly<Record<string, string>> = { it: 'instruct' }

/** Lower-case words of a name without sizes and tags. */
export function wordsOf(name: string): readonly string[] {
  return parts(name)
    .filter((part) => !SIZE.test(part) && !GENERIC.test(part))
    .flatMap((part) => part.split(/(?<=\p{L}{3})(?=\d)/u))
    .map((part) => SAME[part] ?? part)
}

export function sizesIn(name: string): readonly string[] {
  return parts(name).filter((part) => SIZE.test(part))
}

function parts(name: string): readonly string[] {
  return name
    .toLowerCase()
    .replace(ENDING, '')
    .replace(PART, '')
    .replace(TAGS, ' ')
    .split(/[^\p{L}\p{N}.]+/u)
    .map((part) => part.replace(/^\.+|\.+$/g, '').replace(/^v(?=\d)/, ''))
    .filter((part) => part !== '')
}

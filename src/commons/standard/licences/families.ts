// The licence of a well-known family, by the full name under which its maker publishes it. It is only a hint, for parents
// whose own record is not here: a name is a pointer, so what follows from it is to be checked, and never a conflict.

const FAMILIES: readonly (readonly [pattern: RegExp, id: string])[] = [
  [/^meta-llama\/llama-?2-/i, 'llama2'],
  [/^meta-llama\/meta-llama-3-/i, 'llama3'],
  [/^meta-llama\/(meta-)?llama-3\.1-/i, 'llama3.1'],
  [/^meta-llama\/llama-3\.2-/i, 'llama3.2'],
  [/^meta-llama\/llama-3\.3-/i, 'llama3.3'],
  [/^meta-llama\/llama-4-/i, 'llama4'],
  [/^google\/(gemma-|gemma-2-|gemma-3n?-|codegemma-|recurrentgemma-|shieldgemma-|paligemma)(?!4)/i, 'gemma'],
]

export function licenceOfFamily(name: string): string | undefined {
  const bare = name.trim().replace(/@[^@/]*$/, '')
  if (/^google\/gemma-4/i.test(bare)) return 'Apache-2.0'
  return FAMILIES.find(([pattern]) => pattern.test(bare))?.[1]
}

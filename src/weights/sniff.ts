// What a file is, from its first bytes; names are never believed. A name only says what its giver promises, which is
// compared afterwards.

import { fromUtf8 } from '../base/bytes.ts'
import type { RuleId } from './rules.ts'

/** So many bytes decide (fewer when the file ends earlier): the place of a tar mark and the first words of a page. */
export const SNIFF_BYTES = 1024

export type Sniffed =
  | { readonly kind: 'safetensors' | 'gguf' | 'lfs-pointer' | 'html' | 'empty' | 'json' | 'text' | 'other' }
  | { readonly kind: 'program'; readonly rule: RuleId; readonly found: string }

type Magic = { readonly bytes: string; readonly at?: number; readonly rule: RuleId; readonly found: string }

const MAGICS: readonly Magic[] = [
  { bytes: 'PK\x03\x04', rule: 'program.zip', found: 'a zip archive' },
  { bytes: 'PK\x05\x06', rule: 'program.zip', found: 'an empty zip archive' },
  { bytes: '\x89HDF\r\n\x1a\n', rule: 'program.hdf5', found: 'HDF5' },
  { bytes: '\x93NUMPY', rule: 'program.npy', found: 'a NumPy array' },
  { bytes: '\x7fELF', rule: 'program.native', found: 'an ELF program' },
  { bytes: 'MZ\x90\x00', rule: 'program.native', found: 'a Windows program' },
  { bytes: '\xcf\xfa\xed\xfe', rule: 'program.native', found: 'a Mach-O program' },
  { bytes: '\xca\xfe\xba\xbe', rule: 'program.native', found: 'a Mach-O or Java program' },
  { bytes: '#!', rule: 'program.native', found: 'a script' },
  { bytes: '\x1f\x8b', rule: 'program.packed', found: 'gzip' },
  { bytes: '\xfd7zXZ\x00', rule: 'program.packed', found: 'xz' },
  { bytes: 'BZh', rule: 'program.packed', found: 'bzip2' },
  { bytes: '7z\xbc\xaf\x27\x1c', rule: 'program.packed', found: '7-Zip' },
  { bytes: '\x28\xb5\x2f\xfd', rule: 'program.packed', found: 'Zstandard' },
  { bytes: 'Rar!', rule: 'program.packed', found: 'RAR' },
  { bytes: 'ustar', at: 257, rule: 'program.packed', found: 'tar' },
]

const LFS = 'version https://git-lfs.github.com/spec/'
const MAX_HEADER = 100_000_000n // of safetensors

export function sniff(head: Uint8Array): Sniffed {
  if (head.length === 0) return { kind: 'empty' }
  if (starts(head, 'GGUF', 0)) return { kind: 'gguf' }
  if (isSafetensors(head)) return { kind: 'safetensors' }
  if (starts(head, LFS, 0)) return { kind: 'lfs-pointer' }
  const magic = MAGICS.find(({ bytes, at }) => starts(head, bytes, at ?? 0))
  if (magic !== undefined) return { kind: 'program', rule: magic.rule, found: magic.found }
  const pickle = pickleOf(head)
  if (pickle !== undefined) return { kind: 'program', rule: 'program.pickle', found: pickle }
  if (isOnnx(head)) return { kind: 'program', rule: 'program.onnx', found: 'an ONNX graph' }
  return textKind(head)
}

/** A length that is none of a text, then "{" (or what careless writers put before it). */
function isSafetensors(head: Uint8Array): boolean {
  const first = head[8]
  if (first === undefined || head.subarray(0, 8).every(isTextByte)) return false
  if (first === 0x7b) return true
  const length = new DataView(head.buffer, head.byteOffset, 8).getBigUint64(0, true)
  return length > 1n && length <= MAX_HEADER && [0x20, 0x09, 0x0a, 0x0d, 0x5b, 0xef].includes(first)
}

/** Protocols 2 to 5 start with PROTO; 0 and 1 with an opcode and text, of which the common ones are known here. */
function pickleOf(head: Uint8Array): string | undefined {
  if (head[0] === 0x80 && (head[1] as number) >= 2 && (head[1] as number) <= 5) return 'a pickle'
  if (head[0] === 0x63 && /^c[\w.]+\n[\w.]+\n/.test(latin(head.subarray(0, 200))))
    return 'a pickle of protocol 0'
  if (/^\((lp\d+\n|dp\d+\n|i[\w.]+\n[\w.]+\n|c[\w.]+\n)/.test(latin(head.subarray(0, 200))))
    return 'a pickle of protocol 0'
  return undefined
}

/** ModelProto: ir_version (field 1) up to 20, then a field that a model has next. */
function isOnnx(head: Uint8Array): boolean {
  const version = head[1] as number
  return (
    head[0] === 0x08 &&
    version >= 1 &&
    version <= 20 &&
    [0x12, 0x1a, 0x22, 0x28, 0x3a, 0x42].includes(head[2] as number)
  )
}

function textKind(head: Uint8Array): Sniffed {
  const text = wholeText(head)
  if (text === undefined) return { kind: 'other' }
  const plain = text.replace(/^\ufeff/, '').trimStart()
  if (/^(<!doctype html|<html|<head|<\?xml[^>]{0,200}\?>\s*<!doctype html)/i.test(plain))
    return { kind: 'html' }
  return { kind: /^[[{]/.test(plain) ? 'json' : 'text' }
}

/** The head as text: no control characters; the last character may be cut. */
function wholeText(head: Uint8Array): string | undefined {
  if (!head.every((byte) => isTextByte(byte) || byte >= 0x80)) return undefined
  for (let cut = 0; cut < 4 && cut <= head.length; cut++) {
    const text = fromUtf8(head.subarray(0, head.length - cut))
    if (text !== undefined) return text
    if (head.length < SNIFF_BYTES) return undefined
  }
  return undefined
}

function isTextByte(byte: number): boolean {
  return (
    (byte >= 0x20 && byte < 0x7f) ||
    byte === 0x09 ||
    byte === 0x0a ||
    byte === 0x0d ||
    byte === 0x0c ||
    byte === 0x1b
  )
}

function starts(head: Uint8Array, magic: string, at: number): boolean {
  if (head.length < at + magic.length) return false
  for (let i = 0; i < magic.length; i++) if (head[at + i] !== magic.charCodeAt(i)) return false
  return true
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

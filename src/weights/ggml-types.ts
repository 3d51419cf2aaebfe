// Tensor types of GGUF as data: id, name, elements and bytes per block, and where in a block its half-precision
// scales stand (weight-formats 2.2 and 3; equal to the table of llama.cpp 0c1e57098).

export type GgmlType = {
  readonly name: string
  readonly elements: number
  readonly bytes: number
  readonly scales: readonly number[] // offsets of f16 scales within a block
}

type Row = readonly [id: number, name: string, elements: number, bytes: number, scales?: readonly number[]]

const ROWS: readonly Row[] = [
  [0, 'F32', 1, 4],
  [1, 'F16', 1, 2],
  [2, 'Q4_0', 32, 18, [0]],
  [3, 'Q4_1', 32, 20, [0, 2]],
  [6, 'Q5_0', 32, 22, [0]],
  [7, 'Q5_1', 32, 24, [0, 2]],
  [8, 'Q8_0', 32, 34, [0]],
  [9, 'Q8_1', 32, 36, [0, 2]],
  [10, 'Q2_K', 256, 84, [80, 82]],
  [11, 'Q3_K', 256, 110, [108]],
  [12, 'Q4_K', 256, 144, [0, 2]],
  [13, 'Q5_K', 256, 176, [0, 2]],
  [14, 'Q6_K', 256, 210, [208]],
  [15, 'Q8_K', 256, 292],
  [16, 'IQ2_XXS', 256, 66, [0]],
  [17, 'IQ2_XS', 256, 74, [0]],
  [18, 'IQ3_XXS', 256, 98, [0]],
  [19, 'IQ1_S', 256, 50, [0]],
  [20, 'IQ4_NL', 32, 18, [0]],
  [21, 'IQ3_S', 256, 110, [0]],
  [22, 'IQ2_S', 256, 82, [0]],
  [23, 'IQ4_XS', 256, 136, [0]],
  [24, 'I8', 1, 1],
  [25, 'I16', 1, 2],
  [26, 'I32', 1, 4],
  [27, 'I64', 1, 8],
  [28, 'F64', 1, 8],
  [29, 'IQ1_M', 256, 56],
  [30, 'BF16', 1, 2],
  [34, 'TQ1_0', 256, 54, [52]],
  [35, 'TQ2_0', 256, 66, [64]],
  [39, 'MXFP4', 32, 17],
  [40, 'NVFP4', 64, 36],
  [41, 'Q1_0', 128, 18, [0]],
  [42, 'Q2_0', 64, 18, [0]],
]

export const GGML_TYPES: ReadonlyMap<number, GgmlType> = new Map(
  ROWS.map(([id, name, elements, bytes, scales]) => [id, { name, elements, bytes, scales: scales ?? [] }]),
)

/** Types that exist only while a model runs. */
export const RUNTIME_TYPES: readonly string[] = ['Q8_1', 'Q8_K']

/** dtype of a tensor as the digests name it: plain types as in safetensors, block types with `ggml:` (5.2). */
export function dtypeOf(type: GgmlType): string {
  return type.elements === 1 ? type.name : `ggml:${type.name}`
}

/** general.file_type: label, and the tensor types of which most weights then are. */
type FileType = { readonly label: string; readonly holds: readonly string[] }

const fileType = (label: string, ...holds: readonly string[]): FileType => ({ label, holds })

export const FILE_TYPES: ReadonlyMap<number, FileType> = new Map([
  [0, fileType('F32', 'F32')],
  [1, fileType('F16', 'F16')],
  [2, fileType('Q4_0', 'Q4_0')],
  [3, fileType('Q4_1', 'Q4_1')],
  [7, fileType('Q8_0', 'Q8_0')],
  [8, fileType('Q5_0', 'Q5_0')],
  [9, fileType('Q5_1', 'Q5_1')],
  [10, fileType('Q2_K', 'Q2_K', 'Q3_K')],
  [11, fileType('Q3_K_S', 'Q3_K')],
  [12, fileType('Q3_K_M', 'Q3_K')],
  [13, fileType('Q3_K_L', 'Q3_K')],
  [14, fileType('Q4_K_S', 'Q4_K')],
  [15, fileType('Q4_K_M', 'Q4_K')],
  [16, fileType('Q5_K_S', 'Q5_K')],
  [17, fileType('Q5_K_M', 'Q5_K')],
  [18, fileType('Q6_K', 'Q6_K')],
  [19, fileType('IQ2_XXS', 'IQ2_XXS')],
  [20, fileType('IQ2_XS', 'IQ2_XS')],
  [21, fileType('Q2_K_S', 'Q2_K', 'Q3_K')],
  [22, fileType('IQ3_XS', 'IQ3_XXS', 'IQ3_S')],
  [23, fileType('IQ3_XXS', 'IQ3_XXS')],
  [24, fileType('IQ1_S', 'IQ1_S')],
  [25, fileType('IQ4_NL', 'IQ4_NL')],
  [26, fileType('IQ3_S', 'IQ3_S')],
  [27, fileType('IQ3_M', 'IQ3_S')],
  [28, fileType('IQ2_S', 'IQ2_XS', 'IQ2_S')],
  [29, fileType('IQ2_M', 'IQ2_S')],
  [30, fileType('IQ4_XS', 'IQ4_XS')],
  [31, fileType('IQ1_M', 'IQ1_M')],
  [32, fileType('BF16', 'BF16')],
  [36, fileType('TQ1_0', 'TQ1_0')],
  [37, fileType('TQ2_0', 'TQ2_0')],
  [38, fileType('MXFP4_MOE', 'MXFP4')],
  [39, fileType('NVFP4', 'NVFP4')],
  [40, fileType('Q1_0', 'Q1_0')],
])

export const GUESSED_FILE_TYPE = 1024 // flag beside the number

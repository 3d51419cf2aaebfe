// Which file names stand for model weights, so that a source can find the model among other files of a package.
// Only names: what a file truly holds is decided by weights/ from its bytes.

const ENDINGS =
  /\.(safetensors|gguf|onnx|pt|pth|ckpt|h5|keras|tflite|npz|msgpack|pdparams|mlmodel)$|(^|\/)(pytorch_model|adapter_model|model|diffusion_pytorch_model)[^/]*\.bin$/i

/** `model.gguf.part03`, `model.safetensors.part-0`: a piece of a weight file, with its number. */
const PIECE = /^(?<whole>.+)\.part-?(?<number>\d{1,4})$/i

export function isWeights(path: string): boolean {
  return ENDINGS.test(path)
}

export function pieceOf(path: string): { readonly whole: string; readonly number: number } | undefined {
  const groups = PIECE.exec(path)?.groups
  const whole = groups?.['whole']
  if (whole === undefined || !isWeights(whole)) return undefined
  return { whole, number: Number(groups?.['number']) }
}

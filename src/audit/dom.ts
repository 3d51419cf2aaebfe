// The few members of a browser that verify.html uses, as types: the program is checked without the library of types of
// browsers, which would also let code of a node use them. The one place that takes them from the global object.

import type { Slices } from './hash-blob.ts'

export type Picked = Slices & {
  readonly name: string
  readonly webkitRelativePath: string
}

export type Element = {
  textContent: string | null
  innerHTML: string // only ever the text of html``
  hidden: boolean
  value: string
  disabled: boolean
  readonly files: ArrayLike<Picked> | null
  addEventListener(type: string, listener: (event: Event) => void): void
  focus(): void
}

export type Event = { preventDefault(): void; readonly target: { readonly type?: string } }

export type WorkerHandle = {
  postMessage(message: unknown): void
  terminate(): void
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onerror: ((event: Event) => void) | null
}

type Browser = {
  readonly document: {
    getElementById(id: string): Element | null
    readonly body: Element
  }
  readonly Worker: new (address: string) => WorkerHandle
}

export const browser = globalThis as unknown as Browser

/** @throws TypeError when the page lacks it: a defect of the build */
export function part(id: string): Element {
  const found = browser.document.getElementById(id)
  if (found === null) throw new TypeError(`the page has no #${id}`)
  return found
}

// Names of the inputs of the record's form, used by the page that draws them and by the one that reads them.

export const ROWS_AT_MOST = 200 // of one field
export const EMPTY_ROWS = 1 // to be filled in, after those that are there

export const fieldName = (path: string): string => `f:${path}`
export const noneName = (path: string): string => `none:${path}`
export const cellName = (path: string, row: number, column: string): string => `r:${path}:${row}:${column}`
export const keyName = (path: string, row: number): string => `k:${path}:${row}`
export const componentName = (id: string, part: string): string => `c:${id}:${part}`

/** Parts of a component that the form asks, beside its state. */
export const COMPONENT_PARTS = ['licence', 'ref', 'url', 'sha256', 'why', 'notes'] as const

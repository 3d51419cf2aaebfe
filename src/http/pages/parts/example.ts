// Examples stand beside each part: unit test, accessibility check and pictures all show the same ones.

import type { Html } from '../../../base/html.ts'

export type Example = { readonly name: string; readonly html: Html }

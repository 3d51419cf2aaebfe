// Who may do what: tokens with scopes, browser sessions of the operator and of tokens' holders, one-time links. Hashed
// at rest (state.db).

/** `publish:<namespace>` · `say` · `steward` · `operate` (everything) · `infer` (interface 5). */
export type Scope = 'say' | 'steward' | 'operate' | 'infer' | `publish:${string}`

export type Who = { readonly name: string; readonly scopes: readonly Scope[]; readonly operator: boolean }

export const NOBODY: Who = { name: 'anonymous', scopes: [], operator: false }

export type Token = {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly created: string
  readonly expires: string | null
  readonly lastUsed: string | null
}

export type Access = {
  /** Token of the form hf_ + 36 alphanumerics; undefined when unknown, revoked or expired. */
  byToken(token: string): Promise<Who | undefined>
  bySession(cookie: string): Promise<Who | undefined>
  /** New token; its text is shown this once. */
  issueToken(name: string, scopes: readonly Scope[], expires: string | null): Promise<string>
  revokeToken(name: string): Promise<boolean>
  tokens(): Promise<readonly Token[]>
  /** Key of a link that opens a session once, within ten minutes: the operator's, or that of a token's holder. */
  issueLink(token?: string): Promise<string>
  /** Uses up a link's key; the session cookie's value, or undefined when it was used, lapsed or never made. */
  openLink(key: string): Promise<string | undefined>
  closeSession(cookie: string): Promise<void>
}

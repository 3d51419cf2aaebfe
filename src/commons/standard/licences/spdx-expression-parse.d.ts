// The shape of npm spdx-expression-parse 5.0.0, which brings no types of its own: a parsed SPDX expression is a tree of
// licences joined by "and" and "or". It throws at what is no expression; ids are held to the list, in their case.

declare module 'spdx-expression-parse' {
  namespace parse {
    type Tree =
      | { readonly license: string; readonly plus?: true; readonly exception?: string }
      | { readonly left: Tree; readonly conjunction: 'and' | 'or'; readonly right: Tree }
  }
  function parse(source: string): parse.Tree
  export = parse
}

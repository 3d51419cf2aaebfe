// Looking ahead in a text without looking twice: where a mark stands next, remembered until it is passed. Invariant: a
// whole text is read a bounded number of times, whatever is asked in whatever order, as long as questions move forward.

export class Ahead {
  private readonly text: string
  private readonly found = new Map<string, number>() // -1: there is none from anywhere on
  private readonly runs = new Map<number, readonly number[]>()
  private readonly passed = new Map<number, number>()

  constructor(text: string) {
    this.text = text
  }

  /** First place of `mark` at or after `at`; -1 when there is none. */
  next(mark: string, at: number): number {
    const known = this.found.get(mark)
    if (known === -1 || (known !== undefined && known >= at)) return known
    const place = this.text.indexOf(mark, at)
    this.found.set(mark, place)
    return place
  }

  /** First place of `mark` after `at`, asked once in a while: forgets nothing that `next` knows. */
  after(mark: string, at: number): number {
    return at === -1 ? -1 : this.next(mark, at + 1)
  }

  /** First run of exactly `length` of a character, at or after `at`. */
  run(char: string, length: number, at: number): number {
    if (this.runs.size === 0) this.collect(char)
    const places = this.runs.get(length) ?? []
    let index = this.passed.get(length) ?? 0
    while (index < places.length && (places[index] as number) < at) index++
    this.passed.set(length, index)
    return places[index] ?? -1
  }

  private collect(char: string): void {
    const all = new Map<number, number[]>()
    for (let at = this.text.indexOf(char); at !== -1; at = this.text.indexOf(char, at)) {
      const from = at
      while (this.text[at] === char) at++
      all.getOrInsertComputed(at - from, () => []).push(from)
    }
    for (const [length, places] of all) this.runs.set(length, places)
  }
}

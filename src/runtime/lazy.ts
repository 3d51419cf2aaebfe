// What is made when it is first asked for, once for all who ask. A failure is told to whoever waits and kept for nobody:
// the next one tries again.

export function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch((error) => {
      made = undefined
      throw error
    })
    return made
  }
}

// One holder at a time, first come first served. `take` resolves with the function that gives it back (once).

export type Mutex = { take(): Promise<() => void> }

export function openMutex(): Mutex {
  let last: Promise<void> = Promise.resolve()
  return {
    take: async () => {
      const before = last
      const { promise, resolve } = Promise.withResolvers<void>()
      last = promise
      await before
      return resolve
    },
  }
}

// The machine that something was measured on, and how much memory a process and its children had at most: read from
// /proc, where the system keeps the high-water mark of each process itself. Where there is no /proc nothing is said.

import { readFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'
import type { RunReport } from '../../commons/tools/statements.ts'
import { decimal } from './measure-probe.ts'

const MAX_PROCESSES = 4_096 // of a family

export function thisMachine(): RunReport['hardware'] {
  return {
    cpu: cpus()[0]?.model.replaceAll(/\s+/g, ' ').trim() || arch(),
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${platform()} ${release().split('-')[0]} ${arch()}`,
  }
}

export function loadNow(): string {
  return decimal(loadavg()[0] ?? 0)
}

/** Most resident memory that this process ever had; undefined where it is gone, or the system does not say. */
export function peakBytes(pid: number): number | undefined {
  return statusBytes(pid, 'VmHWM')
}

/** What it has now. */
export function residentBytes(pid: number): number | undefined {
  return statusBytes(pid, 'VmRSS')
}

function statusBytes(pid: number, field: 'VmHWM' | 'VmRSS'): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]
    return kib === undefined ? undefined : Number(kib) * 1024
  } catch {
    return undefined // ended, or no such system
  }
}

/** A process and its descendants, as they are now. */
export function familyOf(pid: number): readonly number[] {
  const family = [pid]
  for (let at = 0; at < family.length && family.length < MAX_PROCESSES; at++)
    family.push(...childrenOf(family[at] as number).filter((child) => !family.includes(child)))
  return family
}

function childrenOf(pid: number): readonly number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return text
      .split(' ')
      .filter((one) => one !== '')
      .map(Number)
  } catch {
    return []
  }
}

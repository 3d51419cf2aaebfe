// The template of base/html.ts, under the name by which pages know it. It stands lower because a report that leaves
// the node (cli/audit-report.ts) is written with the same escaping.

// biome-ignore lint/performance/noBarrelFile: one name in two places, so that no page needs to know where it stands
export { Html, html, link, safeAddress, type Value } from '../../base/html.ts'

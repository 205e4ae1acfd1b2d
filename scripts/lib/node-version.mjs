// Says in one sentence when Node is too old. Written so that any Node with ES modules can parse it; imported alone and first.
const needed = [20, 19]
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error('Kefu needs Node.js ' + needed.join('.') + ' or newer; this is ' + process.versions.node + '.')
  process.exit(1)
}

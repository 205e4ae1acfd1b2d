// Which room may import which (docs/architecture.md has the table). A broken arrow fails `npm run check`.
const room = (name, from, allowed) => ({
  name: `${name}-imports`,
  severity: 'error',
  comment: `${name} may import only: ${allowed.join(', ') || 'nothing of ours'}`,
  from: { path: from, pathNot: '\\.(test|bench)\\.tsx?$' },
  to: {
    path: '^(bot|nlu|channels|knowledge|admin-ui|demo|platform|scripts|tests|server|composition)',
    pathNot: allowed,
  },
})

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    room('platform', '^platform/', ['^platform/']),
    room('nlu', '^nlu/', ['^nlu/', '^platform/']),
    room('bot-domain', '^bot/domain/', ['^bot/domain/', '^nlu/understanding\\.ts$']),
    {
      name: 'bot-knows-nlu-and-knowledge-by-type-only',
      severity: 'error',
      from: { path: '^bot/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(nlu|knowledge)/', dependencyTypesNot: ['type-only'] },
    },
    room('bot', '^bot/', ['^bot/', '^platform/', '^nlu/', '^knowledge/']),
    room('channels', '^channels/', ['^channels/', '^bot/domain/', '^platform/']),
    room('embedded-database', '^knowledge/store/embedded/', ['^knowledge/store/embedded/']),
    {
      name: 'embedded-database-packages',
      comment: 'the embedded database rests on lmdb and bson alone',
      severity: 'error',
      from: { path: '^knowledge/store/embedded/', pathNot: '\\.(test|bench)\\.ts$|/fixtures/' },
      to: { path: 'node_modules/', pathNot: 'node_modules/(lmdb|bson|@types/node)/' },
    },
    room('knowledge', '^knowledge/', ['^knowledge/', '^bot/domain/', '^nlu/understanding\\.ts$', '^platform/']),
    {
      name: 'botbuilder-in-one-place',
      severity: 'error',
      comment: 'the bench builds a minimal bot of its own to be measured against',
      from: { path: '.', pathNot: '^(channels/botframework/|scripts/bench-turns/minimal-bot\\.ts)' },
      to: { path: 'node_modules/botbuilder' },
    },
    {
      name: 'nobody-imports-the-composition-root',
      severity: 'error',
      from: { path: '^(bot|nlu|channels|knowledge|platform|demo|admin-ui)/' },
      to: { path: '^(server\\.ts$|composition/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
}

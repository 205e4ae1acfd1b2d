// Test projects: unit tests stand beside their source, the others under tests/.
import { defineConfig } from 'vitest/config'

const unit = [
  'platform',
  'nlu',
  'bot',
  'channels',
  'knowledge',
  'demo',
  'scripts',
  'admin-ui',
  'tests/support',
  'tests/shipping',
]

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'unit', include: unit.map((room) => `${room}/**/*.test.{ts,tsx}`) } },
      { extends: true, test: { name: 'conversations', include: ['tests/conversations/**/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'integration', include: ['tests/integration/**/*.test.ts'], testTimeout: 120_000 },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/support/build-widget.ts'],
          testTimeout: 120_000,
        },
      },
      { extends: true, test: { name: 'faults', include: ['tests/faults/**/*.test.ts'], testTimeout: 300_000 } },
    ],
  },
})

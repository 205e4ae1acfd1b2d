import { expect, it } from 'vitest'
import { describeWith } from '../support/skip.js'
import { intakeRounds, type Intake } from './intake-rounds.js'
import { restIntake, segmentIntake, sqlIntake } from './intakes.js'

async function survives(intake: Intake, seed: number): Promise<void> {
  try {
    const { broken, kills } = await intakeRounds([intake], { seed, rounds: 1 })
    expect(broken).toEqual([])
    expect(kills).toBeGreaterThan(0)
  } finally {
    await intake.stop()
  }
}

it('a pull from a service, killed at any moment and begun again, ends as if nobody had disturbed it', async () => {
  await survives(await restIntake(5), 5)
})

it('batches of a library, sent again after each death, are taken once', async () => {
  await survives(await segmentIntake(21), 40)
})

describeWith(['postgres', 'initdb'], 'with PostgreSQL', () => {
  it('a pull from a database, killed at any moment and begun again, ends as if nobody had disturbed it', async () => {
    await survives(await sqlIntake(8), 9)
  })
})

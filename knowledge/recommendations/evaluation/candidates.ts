// Every model that is tried on an installation's own data, with the settings to choose from.
import type { Baskets, Scorer } from '../models/baskets.js'
import { fitAutoencoder } from '../models/autoencoder.js'
import { fitEase, sparseEase, type Ease } from '../models/ease/ease.js'
import { fitCatalogueEase } from '../models/ease/frequent-items.js'
import { fitItemKnn, fitPopularity, fitRp3Beta, fitUserKnn } from '../models/neighbourhoods.js'
import { fitContent } from '../models/title-content.js'

export interface Setting {
  /** Words for the report. */
  label: string
  fit(baskets: Baskets): Scorer
}

export interface Candidate {
  name: string
  /** Settings to choose from, in an order in which the score rises and falls; each step may have variants. */
  steps: readonly (readonly Setting[])[]
  /** Whether weighing newer entries more can help. */
  usesHistory: boolean
}

/** Each fit is looked at whole and thinned before the next is made. */
function easeSteps(items: number): Candidate['steps'] {
  const regularizations = items <= 4_000 ? [50, 100, 200, 400, 800] : [200, 500]
  return regularizations.map((regularization) => {
    const label = `λ ${String(regularization)}`
    let last: { baskets: WeakRef<Baskets>; dense: Ease } | undefined
    const thinned: Setting = {
      label: `${label}, thinned`,
      fit: (baskets) => {
        const dense = last?.baskets.deref() === baskets ? last.dense : undefined
        last = undefined
        return dense
          ? sparseEase(dense, thinnedTo)
          : fitCatalogueEase(baskets, { regularization, ...(items <= 4_000 && { neighbours: thinnedTo }) })
      },
    }
    if (items > 4_000) return [thinned]
    const whole: Setting = {
      label,
      fit: (baskets) => {
        const dense = fitEase(baskets, { regularization })
        last = { baskets: new WeakRef(baskets), dense }
        return dense
      },
    }
    return [whole, thinned]
  })
}

const thinnedTo = 200

/** @param texts one for each item, where they are known. */
export function candidateModels(items: number, texts?: readonly string[]): Candidate[] {
  const models: Candidate[] = [
    {
      name: 'popularity',
      usesHistory: false,
      steps: [undefined, 0.3, 0.1, 0.03].map((halfLife) => [
        {
          label: halfLife === undefined ? 'all time' : `halves every ${String(halfLife * 100)} % of the log`,
          fit: (baskets) => fitPopularity(baskets, halfLife === undefined ? {} : { halfLife }),
        },
      ]),
    },
    {
      name: 'item-item',
      usesHistory: true,
      steps: [30, 100].map((neighbours) => [
        { label: `${String(neighbours)} neighbours`, fit: (baskets) => fitItemKnn(baskets, { neighbours }) },
      ]),
    },
    {
      name: 'user-user',
      usesHistory: true,
      steps: [[{ label: '100 neighbours', fit: (baskets) => fitUserKnn(baskets) }]],
    },
    {
      name: 'random walks (RP3beta)',
      usesHistory: true,
      steps: [[{ label: 'beta .6', fit: (baskets) => fitRp3Beta(baskets) }]],
    },
    { name: 'linear (EASE)', usesHistory: true, steps: easeSteps(items) },
    {
      name: 'autoencoder',
      usesHistory: true,
      steps: [[{ label: '64 hidden', fit: (baskets) => fitAutoencoder(baskets) }]],
    },
  ]
  if (texts?.some((text) => text !== ''))
    models.push({ name: 'content', usesHistory: true, steps: [[{ label: 'words', fit: () => fitContent(texts) }]] })
  return models
}

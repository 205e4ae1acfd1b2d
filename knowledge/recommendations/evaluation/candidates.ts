// Every model that is tried on an installation's own data, with the settings to choose from.
import type { Baskets, Scorer } from '../models/baskets.js'
import { fitAutoencoder } from '../models/autoencoder.js'
import { fitEase, sparseEase, type Ease } from '../models/ease/ease.js'
import { fitCatalogueEase } from '../models/ease/frequent-items.js'
import { fitItemKnn, fitPopularity, fitRp3Beta, fitUserKnn } from '../models/neighbourhoods.js'
import { fitContent } from '../models/title-content.js'

export interface Candidate {
  name: string
  /** Settings to choose from; each has words for the report. */
  settings: readonly { label: string; fit(baskets: Baskets): Scorer }[]
  /** Whether weighing newer entries more can help. */
  usesHistory: boolean
}

/** Each fit is looked at whole and thinned before the next is made. */
function easeSettings(items: number): Candidate['settings'] {
  const regularizations = items <= 4_000 ? [50, 100, 200, 400, 800] : [200, 500]
  return regularizations.flatMap((regularization) => {
    const label = `λ ${String(regularization)}`
    let last: { baskets: WeakRef<Baskets>; dense: Ease } | undefined
    const thinned = {
      label: `${label}, thinned`,
      fit: (baskets: Baskets) => {
        const dense = last?.baskets.deref() === baskets ? last.dense : undefined
        last = undefined
        return dense
          ? sparseEase(dense, thinnedTo)
          : fitCatalogueEase(baskets, { regularization, ...(items <= 4_000 && { neighbours: thinnedTo }) })
      },
    }
    if (items > 4_000) return [thinned]
    const whole = {
      label,
      fit: (baskets: Baskets) => {
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
      settings: [undefined, 0.3, 0.1, 0.03].map((halfLife) => ({
        label: halfLife === undefined ? 'all time' : `halves every ${String(halfLife * 100)} % of the log`,
        fit: (baskets) => fitPopularity(baskets, halfLife === undefined ? {} : { halfLife }),
      })),
    },
    {
      name: 'item-item',
      usesHistory: true,
      settings: [30, 100].map((neighbours) => ({
        label: `${String(neighbours)} neighbours`,
        fit: (baskets) => fitItemKnn(baskets, { neighbours }),
      })),
    },
    {
      name: 'user-user',
      usesHistory: true,
      settings: [{ label: '100 neighbours', fit: (baskets) => fitUserKnn(baskets) }],
    },
    {
      name: 'random walks (RP3beta)',
      usesHistory: true,
      settings: [{ label: 'beta .6', fit: (baskets) => fitRp3Beta(baskets) }],
    },
    { name: 'linear (EASE)', usesHistory: true, settings: easeSettings(items) },
    {
      name: 'autoencoder',
      usesHistory: true,
      settings: [{ label: '64 hidden', fit: (baskets) => fitAutoencoder(baskets) }],
    },
  ]
  if (texts?.some((text) => text !== ''))
    models.push({ name: 'content', usesHistory: true, settings: [{ label: 'words', fit: () => fitContent(texts) }] })
  return models
}

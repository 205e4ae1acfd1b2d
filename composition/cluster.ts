// Several processes of one installation, known to each other through REDIS_URL.
import type { Cluster } from '../channels/web/cluster.js'
import type { Config } from '../platform/config.js'

/** Loaded only where it is asked for. A Redis that does not answer stops the start. */
export async function openCluster({ REDIS_URL }: Config): Promise<Cluster | undefined> {
  if (REDIS_URL === undefined) return undefined
  const { connectCluster } = await import('../channels/web/cluster.js')
  return connectCluster({ url: REDIS_URL })
}

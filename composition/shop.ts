// The business that is served: its name, the sites that may show the widget, and the demo shop's own web server.
import type { Shop } from '../bot/ports.js'
import { readSiteLook, signIdentity, type Site } from '../channels/web/index.js'
import { demoLook, demoSite } from '../demo/shop/site.js'
import type { Knowledge, SeedDataset } from '../knowledge/index.js'
import type { Clock } from '../platform/clock.js'
import type { Config } from '../platform/config.js'
import { deriveSecret } from '../platform/crypto.js'

/** The demo shop shares a secret of its own with the widget's server, as any customer's site would. */
const demoIdentity = (secret: string) => ({ key: 'demo', identitySecret: deriveSecret(secret, 'demo-site') })

/** The sites that may show the widget: the demo shop of this very server, and the configured one. */
export function sitesOf(config: Config, secret: string): Site[] {
  const { DEMO, SITE_KEY, SITE_ORIGINS, SITE_IDENTITY_SECRET, SITE_LOOK } = config
  return [
    ...(DEMO ? [{ ...demoIdentity(secret), origins: ['self'], look: demoLook }] : []),
    ...(SITE_KEY !== undefined && SITE_ORIGINS !== undefined
      ? [
          {
            key: SITE_KEY,
            origins: SITE_ORIGINS,
            ...(SITE_IDENTITY_SECRET !== undefined && { identitySecret: SITE_IDENTITY_SECRET }),
            ...(SITE_LOOK !== undefined && { look: readSiteLook(SITE_LOOK) }),
          },
        ]
      : []),
  ]
}

/** The configuration asks for both names when there is no demo. */
export const shopOf = ({ SHOP_NAME, SUPPORT_EMAIL }: Config, demo: SeedDataset | undefined): Shop => ({
  name: SHOP_NAME === undefined ? (demo?.shop.name ?? { en: 'Support', zh: '客服' }) : { en: SHOP_NAME, zh: SHOP_NAME },
  supportEmail: SUPPORT_EMAIL ?? demo?.shop.supportEmail ?? '',
})

/** The demo shop's web server, which vouches for its customers. */
export function demoRoutes(secret: string, { products, articles }: Knowledge, clock: Clock) {
  return demoSite({
    signIdentity: (customer) => signIdentity(customer, demoIdentity(secret), { now: clock.now() }),
    products: products.all,
    article: articles.bySlug,
  })
}

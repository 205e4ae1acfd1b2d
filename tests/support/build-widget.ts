// Before the browser tests: the widget as it stands in the sources, where the server looks for it.
import { buildWidget } from '../../channels/web/widget/build.mjs'

export const setup = (): Promise<void> => buildWidget()

// The widget's style sheets, one after the other.
import theme from './theme.css?inline'
import launcher from './launcher.css?inline'
import window from './window.css?inline'
import log from './log.css?inline'
import bubble from './bubble.css?inline'
import cards from './cards.css?inline'
import composer from './composer.css?inline'
import preChat from './pre-chat.css?inline'
import rating from './rating.css?inline'
import media from './media.css?inline'

export const css = [theme, launcher, window, log, bubble, cards, composer, preChat, rating, media].join('')

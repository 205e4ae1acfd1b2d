// The door to everything that knows botbuilder.
export { createTurnCarrier, type TurnCarrier, type TurnCarrierOptions } from './turn-carrier.js'
export {
  createBotFrameworkChannel,
  type BotFrameworkChannel,
  type BotFrameworkChannelOptions,
} from './service/index.js'

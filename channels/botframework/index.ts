// The door to everything that knows botbuilder.
export { createTurnCarrier, type TurnCarrier, type TurnCarrierOptions } from './turn-carrier.js'

// The door of projections.
export { compileAddFields } from './add-fields.js'
export { projectionOperators } from './find-forms.js'
export { compileProjection, type Projection } from './projection.js'

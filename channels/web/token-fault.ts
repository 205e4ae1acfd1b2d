// A refused token as an AppError: expired, or not ours.
import { errors } from 'jose'
import { AppError } from '../../platform/errors.js'

/** `field` tells a visitor token from a signed identity. The token itself never appears. */
export const tokenFault = (error: unknown, field: 'token' | 'identity'): AppError =>
  error instanceof errors.JWTExpired
    ? new AppError('token-expired', 'The token is too old; ask for a new one.', { details: { field } })
    : new AppError('token-invalid', 'The token is not valid.', { details: { field } })

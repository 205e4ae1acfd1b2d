// botbuilder's CloudAdapter with its two halves apart: who calls is settled before anything is done, and nothing is answered or printed here.
import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type Activity,
  type ConversationReference,
  type TurnContext,
} from 'botbuilder'
import { AppError } from '../../../platform/errors.js'
import { trySingly } from './single-try.js'

export interface ServiceAccount {
  appId: string
  appPassword: string
  appType: 'MultiTenant' | 'SingleTenant'
  /** Needed for `SingleTenant`. */
  tenantId?: string
}

/** Where the bot's own tokens come from; botbuilder does not export the type's name. */
export type CredentialsFactory = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[1]>

/** Another service than Microsoft's, e.g. one on loopback. */
export interface OtherService {
  openIdMetadataUrl: string
  /** `iss` of its tokens. */
  issuer: string
  /** What the bot's own tokens are for. */
  scope: string
  credentials: CredentialsFactory
}

/** botbuilder takes all of them or none. */
const addressesOf = ({ openIdMetadataUrl, issuer, scope }: OtherService) => ({
  ToBotFromChannelOpenIdMetadataUrl: openIdMetadataUrl,
  ToBotFromEmulatorOpenIdMetadataUrl: openIdMetadataUrl,
  ToBotFromChannelTokenIssuer: issuer,
  ToChannelFromBotOAuthScope: scope,
  ToChannelFromBotLoginUrl: issuer,
  OAuthUrl: issuer,
})

export type TurnLogic = (context: TurnContext) => Promise<void>

const refused = (code: 'token-expired' | 'token-invalid', message: string) =>
  new AppError(code, message, { details: { field: 'authorization' } })

/** Keys that cannot be fetched are not the caller's fault; everything else that goes wrong with a token is. */
function authenticationFault(error: unknown): AppError {
  const { statusCode, name, message } = error as { statusCode?: unknown; name?: unknown; message?: unknown }
  if (statusCode === 500 || name === 'FetchError')
    return new AppError('internal', 'The keys of the Bot Framework could not be fetched.', {
      retryable: true,
      cause: error,
    })
  return message === 'The token has expired'
    ? refused('token-expired', 'The token is too old.')
    : refused('token-invalid', 'The token is not valid.')
}

export class ServiceAdapter extends CloudAdapter {
  readonly #appId: string

  constructor(account: ServiceAccount, other?: OtherService) {
    const { appId, appPassword, appType, tenantId } = account
    super(
      new ConfigurationBotFrameworkAuthentication(
        {
          MicrosoftAppId: appId,
          MicrosoftAppPassword: appPassword,
          MicrosoftAppType: appType,
          ...(tenantId !== undefined && { MicrosoftAppTenantId: tenantId }),
          ...(other && addressesOf(other)),
        },
        other?.credentials,
      ),
    )
    this.#appId = appId
  }

  /**
   * Runs `logic` for an activity whose bearer token was checked against the service's keys, our app id and the address to answer to.
   * Rejects with `token-invalid` or `token-expired`; an error of `logic` passes through.
   */
  async receive(activity: Activity, authorization: string, logic: TurnLogic): Promise<void> {
    const caller = await this.botFrameworkAuthentication
      .authenticateRequest(activity, authorization)
      .catch((error: unknown) => {
        throw authenticationFault(error)
      })
    await this.processActivity(caller, activity, async (context) => {
      trySingly(context, this.ConnectorClientKey)
      await logic(context)
    })
  }

  /** Runs `logic` in a conversation in which nobody just spoke. */
  async proactive(reference: Partial<ConversationReference>, logic: TurnLogic): Promise<void> {
    await this.continueConversationAsync(this.#appId, reference, async (context) => {
      // Made up by botbuilder; with it every message would be an answer to an activity that the service has never seen.
      delete (context.activity as Partial<Activity>).id
      trySingly(context, this.ConnectorClientKey)
      await logic(context)
    })
  }
}

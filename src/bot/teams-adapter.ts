import { type Activity, CloudAdapter, type InvokeResponse, type TurnContext } from 'botbuilder'
import { AuthenticationError } from 'botframework-connector'
import { SenderUnknown } from './bot-authentication.ts'

export type TurnLogic = (context: TurnContext) => Promise<void>

/** How an activity was received. */
export type Received =
  | { kind: 'processed'; invoke: InvokeResponse | undefined }
  /** Its token did not prove that it came from Teams. `reason` is for the log alone. */
  | { kind: 'unauthorized'; reason: string }
  /** Nobody's token can be checked now. */
  | { kind: 'unavailable'; error: unknown }

/**
 * The Bot Framework adapter without its HTTP half: that one answers errors with their inner text and a 500
 * (`CloudAdapter.process`), this one gives values and lets the server choose the words.
 */
export class TeamsAdapter extends CloudAdapter {
  async receive(authorization: string, activity: Activity, logic: TurnLogic): Promise<Received> {
    try {
      return { kind: 'processed', invoke: await this.processActivity(authorization, activity, logic) }
    } catch (error) {
      if (error instanceof AuthenticationError) return { kind: 'unauthorized', reason: error.message }
      if (error instanceof SenderUnknown) return { kind: 'unavailable', error }
      throw error
    }
  }
}

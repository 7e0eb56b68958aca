import { type Activity, CloudAdapter, type InvokeResponse, type TurnContext } from 'botbuilder'
import { AuthenticationError } from 'botframework-connector'

export type TurnLogic = (context: TurnContext) => Promise<void>

/** How an activity was received: `unauthorized` when its token did not prove that it came from Teams. */
export type Received = { kind: 'processed'; invoke: InvokeResponse | undefined } | { kind: 'unauthorized' }

/**
 * The Bot Framework adapter without its HTTP half: that one answers errors with their inner text and a 500
 * (`CloudAdapter.process`), this one gives values and lets the server choose the words.
 */
export class TeamsAdapter extends CloudAdapter {
  async receive(authorization: string, activity: Activity, logic: TurnLogic): Promise<Received> {
    try {
      return { kind: 'processed', invoke: await this.processActivity(authorization, activity, logic) }
    } catch (error) {
      if (error instanceof AuthenticationError) return { kind: 'unauthorized' }
      throw error
    }
  }
}

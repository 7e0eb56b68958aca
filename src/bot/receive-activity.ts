import type { Activity } from 'botbuilder'
import type { Logger } from '../log.ts'
import { type Admission, isAdmitted } from './admit-activity.ts'
import type { TeamsAdapter } from './teams-adapter.ts'
import type { UpgradeBot } from './upgrade-bot.ts'

/** What came in, its shape checked by the server and nothing else of it. */
export type Incoming = { authorization: string | undefined; activity: Record<string, unknown> & { type: string } }

export type Receiver = { adapter: TeamsAdapter; bot: UpgradeBot; admission: Admission; log: Logger }

/** Whoever may not come in is told nothing but that: the bodies are answers to strangers, so they are constant. */
export async function receiveActivity(
  incoming: Incoming,
  { adapter, bot, admission, log }: Receiver,
): Promise<{ status: number; body?: unknown }> {
  // The server has checked the shape of all that is used; what the SDK's type says beyond that is not relied on.
  const activity = incoming.activity as Activity & Incoming['activity']
  let isWelcome = false
  const received = await adapter.receive(incoming.authorization ?? '', activity, async (context) => {
    isWelcome = isAdmitted(activity, admission)
    if (!isWelcome) return
    // Teams would deliver the activity again if this were an error, and what was asked for may be under way.
    await bot.run(context).catch((error: unknown) => log.error({ err: error }, 'a turn could not be answered'))
  })
  switch (received.kind) {
    case 'unauthorized':
      log.info({ status: 401, reason: received.reason }, 'an activity was refused')
      return { status: 401, body: { error: 'unauthorized' } }
    case 'unavailable':
      log.error({ err: received.error }, 'the tokens of activities cannot be checked')
      return { status: 503, body: { error: 'unavailable' } }
    case 'processed':
      if (isWelcome)
        return received.invoke ? { status: received.invoke.status, body: received.invoke.body } : { status: 200 }
      log.info({ status: 403 }, 'an activity was refused')
      return { status: 403, body: { error: 'forbidden' } }
  }
}

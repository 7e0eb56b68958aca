import type { AskUpgrade } from '../installations/ask-upgrade.ts'
import { isApp } from '../installations/is-app.ts'
import { appsByTurn, statusByTurn, type UseCaseParts, upgradeByTurn } from './ask-use-cases.ts'
import type { Conversations } from './conversations.ts'
import { createFindStanding } from './find-standing.ts'
import { createAccept } from './handlers/accept.ts'
import { createApps } from './handlers/apps.ts'
import { createHistory } from './handlers/history.ts'
import { createNotNow } from './handlers/not-now.ts'
import { createStatus } from './handlers/status.ts'
import { createUpgradeAll, createUpgradeAllStart } from './handlers/upgrade-all.ts'
import { createUpgradeApp } from './handlers/upgrade-app.ts'
import { createUpgradeNamed } from './handlers/upgrade-named.ts'
import { createReplyToUpgrade, type VerifyLater } from './reply-to-upgrade.ts'
import type { Command, Handler, RolloutCommand } from './routes.ts'
import { createUpgradeHere } from './upgrade-here.ts'

export type CommandParts = UseCaseParts & {
  askUpgrade: AskUpgrade
  conversations: Conversations
  verifyLater: VerifyLater
  consentNote: string | null
  onStoreTrouble(error: unknown): void
}

/** What each command does, from the use cases and the conversation it was asked in. */
export function createCommandHandlers(parts: CommandParts): Record<Exclude<Command, RolloutCommand>, Handler> {
  const { tenant, ownApp, policy, conversations, consentNote, verifyLater } = parts
  const findStanding = createFindStanding({ conversations, directory: (tenantId) => tenant(tenantId).directory })
  const upgradeHere = createUpgradeHere({ findStanding, policy, ownApp, upgrade: upgradeByTurn(parts.askUpgrade) })
  const reply = createReplyToUpgrade({ findStanding, policy, consentNote, verifyLater })
  const appsHere = appsByTurn(parts)
  const status = createStatus({ statusHere: statusByTurn(parts, findStanding) })
  return {
    'upgrade-app': createUpgradeApp({ upgradeHere, reply, force: false }),
    'upgrade-anyway': createUpgradeApp({ upgradeHere, reply, force: true }),
    'upgrade-named': createUpgradeNamed({ appsHere, upgradeHere, reply }),
    'upgrade-all': createUpgradeAll({ appsHere }),
    'upgrade-all-start': createUpgradeAllStart({ appsHere, upgradeHere, findStanding, policy }),
    accept: createAccept({ upgradeHere, reply }),
    'not-now': createNotNow({ ...parts, findStanding, status }),
    status,
    apps: createApps({ appsHere, isOwnApp: (app) => isApp({ ...app, catalogId: app.reference }, ownApp) }),
    history: createHistory(parts),
  }
}

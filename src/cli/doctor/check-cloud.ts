import type { CloudName } from '../../clouds.ts'
import { cloudLimit } from '../../installations/cloud-limits.ts'
import { type Finding, ok, unknown } from './finding.ts'

/** What cannot be done in this cloud whatever is granted. Nothing can be fixed about it, so it is said and no more. */
export function checkCloud(cloud: CloudName): Finding[] {
  const limits = (['team', 'chat', 'user', 'me'] as const).flatMap((place) => cloudLimit(cloud, place) ?? [])
  const found = limits.length > 0 ? [...new Set(limits)] : [`Nothing is left out in the cloud ${cloud}.`]
  const findings = found.map((words) => ok('cloud', words))
  return cloud === 'china' ? [...findings, chatsInChina] : findings
}

/** chat-teamsappinstallation-upgrade against teamwork-national-cloud-differences. */
const chatsInChina = unknown(
  'cloud',
  'Microsoft’s pages disagree on whether apps in chats can be upgraded in China (21Vianet).',
  'Try it in a test chat: npm run doctor -- --probe --kind chat --id <chat id> --app <manifest id>',
)

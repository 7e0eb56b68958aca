import type { CloudName } from '../../clouds.ts'
import { cloudLimit } from '../../installations/cloud-limits.ts'
import { type Finding, unknown } from './finding.ts'

/** What `npm run grant` consents to for everybody. */
const delegated = 'TeamsAppInstallation.ReadWriteAndConsentSelfForUser'

/** A tab signs people in, and whether Entra lets it is nothing that a token of the bot's own can see. */
export function checkTab(tab: { clientId: string | null; domain: string | null }, cloud: CloudName): Finding {
  const check = 'tab'
  const { clientId, domain } = tab
  if (!clientId) {
    const unset = domain ? 'TAB_CLIENT_ID is' : 'TAB_CLIENT_ID and TAB_DOMAIN are'
    const found = `There is no tab: ${unset} not set. The tabs in the package say so.`
    return unknown(check, found, 'Set both if there shall be one: the Entra app that calls Graph, and the page’s host.')
  }
  if (!domain) {
    const found = `TAB_DOMAIN is not set, so a sign-in for api://<host>/${clientId} may be refused.`
    return unknown(check, found, 'Set it to the host in the Application ID URI of the Entra app.')
  }
  const found = `The tab signs people in to the Entra app ${clientId}; whether Entra lets it cannot be read from here.`
  const needed = `The app needs the Application ID URI api://${domain}/${clientId}`
  // Where /me is not offered nobody's own apps are asked for, and the tab in a chat acts with the bot's permissions.
  if (cloudLimit(cloud, 'me')) return unknown(check, found, `${needed}.`)
  const consent = `admin consent for the delegated permission ${delegated}: npm run grant -- --app ${clientId}`
  return unknown(check, found, `${needed}, and ${consent}`)
}

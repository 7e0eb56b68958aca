/**
 * What Microsoft's pages leave open, or what was only seen by third parties, as switches.
 * Each default is the best documented answer; the numbers are those of graph-facts.md, section 7.
 */
export type Behaviours = {
  /** (7.1) POST upgrade on an installation that is at the newest version already: nothing is documented. */
  upgradeWhenCurrent: 'no-content' | 'conflict' | 'bad-request'
  /** (7.5) https://github.com/microsoftgraph/microsoft-graph-docs/issues/11324: the catalog's version was reported. */
  versionReported: 'installed' | 'catalog'
  /** Reads show the version and the consent of before an upgrade for so long. */
  propagationMs: number
  /** `missing`: what the new version asks for in addition never arrives. `lost`: what was held before is gone. */
  grantsArrive: 'at-once' | 'late' | 'missing' | 'lost'
  grantsLagMs: number
  /** Whether `consentedPermissionSet` shows what arrived, or what was consented to whatever arrived. */
  consentedSetReports: 'granted' | 'consented'
  /** Whether `$select=id,consentedPermissionSet` shows the set when there is an `$expand` too. */
  consentedSetWithExpand: boolean
  /** Whether filtering by `teamsApp/…` needs `$expand=teamsApp`; Microsoft's samples always have both. */
  filterNeedsExpand: boolean
  /**
   * `roles/any(r:r eq 'owner')` on the members of a team: example 4 of team-list-members (beta) has it alone, Microsoft's
   * known issues say both that it wants a `$top` and, of older times, that it may be refused. With another condition
   * beside it, "the server might respond with a BAD REQUEST", and here it does.
   */
  filterByRole: 'alone' | 'with-top' | 'refused'
  /** Items of one page of any list; Microsoft's pages name none for installed apps. */
  pageSize: number
  /** (7.7) Which definitions the catalog lists. */
  listDefinitions: 'all' | 'published-only' | 'newest-only'
  /** (7.4) Whether the consent names the definition's whole set or only the permissions of the place it is given in. */
  consentMustMatch: 'definition' | 'place'
  /** (7.2) Whether ReadWriteAndConsentSelfForTeam.All may consent in a team, or ManageSelectedForTeam.All only. */
  selfMayConsentInTeam: boolean
  /** (7.3) Whether Chat.Manage.Chat may consent to new permissions; no page says so. */
  chatManageMayConsent: boolean
  /** (7.8) Chats between two people. */
  upgradeInOneOnOne: 'allowed' | 'forbidden'
}

export function documentedBehaviours(): Behaviours {
  return {
    upgradeWhenCurrent: 'no-content',
    versionReported: 'installed',
    propagationMs: 0,
    grantsArrive: 'at-once',
    grantsLagMs: 0,
    consentedSetReports: 'granted',
    consentedSetWithExpand: true,
    filterNeedsExpand: false,
    filterByRole: 'alone',
    pageSize: 100,
    listDefinitions: 'all',
    consentMustMatch: 'definition',
    selfMayConsentInTeam: true,
    chatManageMayConsent: false,
    upgradeInOneOnOne: 'allowed',
  }
}

/**
 * Who may show the tab in a frame: Teams, Microsoft 365 and Outlook, in every cloud. The hosts of "Configure Content
 * Security Policy headers" (https://learn.microsoft.com/microsoftteams/platform/m365-apps/extend-m365-teams-personal-tab)
 * and, for government clouds, those that teams-js itself trusts (validDomains.json of @microsoft/teams-js).
 */
const frameHosts = [
  'https://teams.microsoft.com',
  'https://*.teams.microsoft.com',
  'https://*.cloud.microsoft',
  'https://*.microsoft365.com',
  'https://*.office.com',
  'https://outlook.live.com',
  'https://outlook.office365.com',
  'https://outlook-sdf.office365.com',
  'https://teams.microsoft.us',
  'https://*.teams.microsoft.us',
  'https://outlook.office365.us',
  'https://outlook-dod.office365.us',
]

/** Where teams-js reads the newest list of hosts that it trusts. */
const teamsJsHost = 'https://res.cdn.office.net'

/** Fluent UI puts its styles into `<style>` elements while the page runs; scripts come from our own files alone. */
const ownContent = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  `connect-src 'self' ${teamsJsHost}`,
  "base-uri 'none'",
  "form-action 'none'",
]

/** On every answer under `/tab/`. No X-Frame-Options: it knows one host at most, and would win over the policy in old browsers. */
export function pageHeaders(moreFrameHosts: readonly string[]): Record<string, string> {
  const frames = ["frame-ancestors 'self'", ...frameHosts, ...moreFrameHosts].join(' ')
  return {
    'content-security-policy': [...ownContent, frames].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  }
}

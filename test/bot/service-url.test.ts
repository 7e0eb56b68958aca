import { expect, test } from '@jest/globals'
import { isAllowedServiceUrl, type ServiceUrlRule } from '../../src/bot/service-url.ts'
import { clouds } from '../../src/clouds.ts'

const inCloud = (cloud: keyof typeof clouds, extraHosts: string[] = []): ServiceUrlRule => ({
  kind: 'listed',
  cloudHosts: clouds[cloud].serviceHosts,
  extraHosts,
})

test.each([
  ['global', 'https://smba.trafficmanager.net/teams/'],
  ['global', 'https://smba.trafficmanager.net/emea/11111111-1111-4111-8111-111111111111/'],
  ['global', 'https://SMBA.trafficmanager.net:443/amer'],
  ['global', 'https://smba.infra.gcc.teams.microsoft.com/teams'],
  ['global', 'https://europe.webchat.botframework.com'],
  ['gcc-high', 'https://smba.infra.gov.teams.microsoft.us/teams/'],
  ['dod', 'https://smba.infra.dod.teams.microsoft.us/teams/'],
  ['china', 'https://frontend.botapi.msg.infra.teams.microsoftonline.cn/'],
] as const)('answers to the Teams service of %s at %s', (cloud, url) => {
  expect(isAllowedServiceUrl(url, inCloud(cloud))).toBe(true)
})

test.each([
  ['plain http', 'http://smba.trafficmanager.net/teams/'],
  ['another scheme', 'ftp://smba.trafficmanager.net/'],
  ['no scheme', '//smba.trafficmanager.net/'],
  ['no slashes', 'https:smba.trafficmanager.net/'],
  ['one slash', 'https:/smba.trafficmanager.net/'],
  ['empty', ''],
  ['a name that only begins like it', 'https://smba.trafficmanager.net.evil.test/'],
  ['a name that only ends like it', 'https://evilsmba.trafficmanager.net/'],
  ['a neighbour on trafficmanager.net', 'https://evil.trafficmanager.net/'],
  ['a subdomain of an exact name', 'https://evil.smba.trafficmanager.net/'],
  ['a suffix without its dot', 'https://evilbotframework.com/'],
  ['nothing before the suffix', 'https://.botframework.com/'],
  ['a user name', 'https://smba.trafficmanager.net@evil.test/'],
  ['a user name before a listed host', 'https://evil@smba.trafficmanager.net/'],
  ['a password', 'https://smba.trafficmanager.net:443@evil.test/'],
  ['a trailing dot', 'https://smba.trafficmanager.net./'],
  ['another port', 'https://smba.trafficmanager.net:8443/'],
  ['a port that is none', 'https://smba.trafficmanager.net:99999/'],
  ['a backslash', 'https://smba.trafficmanager.net\\@evil.test/'],
  ['a backslash for a slash', 'https:\\\\smba.trafficmanager.net/'],
  ['a wide dot that parsers turn into a dot', 'https://smba\u3002trafficmanager.net/'],
  ['wide letters', 'https://\uff53mba.trafficmanager.net/'],
  ['a look-alike letter', 'https://smb\u0430.trafficmanager.net/'],
  ['punycode of a look-alike', 'https://xn--smb-5cd.trafficmanager.net/'],
  ['an encoded dot', 'https://smba%2etrafficmanager.net/'],
  ['a tab inside', 'https://smba.traffic\tmanager.net/'],
  ['a line break at the end', 'https://smba.trafficmanager.net/\n'],
  ['a space in front', ' https://smba.trafficmanager.net/'],
  ['a query, which would swallow the path', 'https://smba.trafficmanager.net/?x='],
  ['a fragment, which would swallow the path', 'https://smba.trafficmanager.net/#'],
  ['loopback', 'https://127.0.0.1/'],
  ['loopback over http', 'http://localhost:56150/_connector'],
  ['the metadata service of Azure', 'http://169.254.169.254/'],
  ['another cloud', 'https://smba.infra.gov.teams.microsoft.us/teams/'],
])('refuses %s', (_what, url) => {
  expect(isAllowedServiceUrl(url, inCloud('global'))).toBe(false)
})

test.each([
  ['https://bot-gateway.contoso.com/', true],
  ['https://bot-gateway.contoso.com:8443/x', true],
  ['http://bot-gateway.contoso.com/', false],
  ['https://sub.bot-gateway.contoso.com/', false],
  ['https://proxy.contoso.com:9443/', true],
  ['https://proxy.contoso.com/', false],
  ['http://127.0.0.1:4100/', true],
  ['http://127.0.0.1:4101/', false],
  ['http://[::1]:4100/', true],
  ['http://localhost:4100/', false],
])('with hosts added by the operator, %s is %s', (url, expected) => {
  const extra = ['Bot-Gateway.contoso.com', 'proxy.contoso.com:9443', '127.0.0.1:4100', '[::1]']
  expect(isAllowedServiceUrl(url, inCloud('global', extra))).toBe(expected)
})

test.each([
  ['http://localhost:56150/_connector', true],
  ['http://127.0.0.1:4100', true],
  ['https://127.9.9.9:1/', true],
  ['http://[::1]:4100/', true],
  ['https://smba.trafficmanager.net/teams/', false],
  ['http://localhost.evil.test/', false],
  ['http://127.0.0.1.evil.test/', false],
  ['http://localhost:1@evil.test/', false],
  ['http://127.0.0.1\\@evil.test/', false],
  ['http://127.0.0.256/', false],
  ['http://127.1/', false],
  ['http://0x7f000001/', false],
  ['http://2130706433/', false],
  ['http://0.0.0.0/', false],
  ['http://[::ffff:127.0.0.1]/', false],
  ['http://localhost./', false],
])('without a registered bot only this machine is answered: %s is %s', (url, expected) => {
  expect(isAllowedServiceUrl(url, { kind: 'any-loopback' })).toBe(expected)
})

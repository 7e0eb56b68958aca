import { type Finding, missing, ok, unknown } from './finding.ts'

/** The settings are well formed, or nothing else would be asked: what is left are those that deserve a look. */
export function checkSettings(settings: { warnings: string[]; isServed: boolean; tenantId: string | null }): Finding[] {
  // What the cloud cannot do has lines of its own.
  const warnings = settings.warnings.filter((warning) => !warning.startsWith('CLOUD:'))
  return [
    ok('settings', 'Every setting is well formed.'),
    ...warnings.map((warning) => unknown('settings', `${warning}.`, 'env/.env.local.sample explains every setting.')),
    ...(settings.isServed
      ? []
      : [
          missing(
            'settings',
            `The tenant ${settings.tenantId} is not served: ALLOWED_TENANTS does not name it.`,
            'Add it to ALLOWED_TENANTS.',
          ),
        ]),
  ]
}

/** Settings that are not right: one line each, for the case that nothing else can be looked at. */
export function settingProblems(problems: readonly string[]): Finding[] {
  return problems.map((problem) => missing('settings', problem, 'env/.env.local.sample explains every setting.'))
}

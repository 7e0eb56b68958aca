import { parseArgs } from 'node:util'

export type DoctorArguments = { json: boolean; tenantId: string | null; packageEnv: string }

export const usage = `Usage: npm run doctor [-- --json] [--tenant <id>] [--env <name>]
  Reads the tenant and the settings, changes nothing, and says what is missing and how to fix it.
  --json    one JSON object a line on standard output
  --tenant  the id or domain of the tenant to look at, where that is not the one of the settings
  --env     the package's environment: env/.env.<name>; dev unless given
Exit codes: 0 nothing is missing, 1 something is, 2 these arguments are not right, 78 the settings are not right.
`

/** Null: not understood, so the usage is shown. */
export function readArguments(args: string[]): DoctorArguments | null {
  try {
    const { values } = parseArgs({
      args,
      options: {
        json: { type: 'boolean', default: false },
        tenant: { type: 'string' },
        env: { type: 'string', default: 'dev' },
      },
    })
    const isTenant = values.tenant === undefined || /^[\w-]+(\.[\w-]+)*$/.test(values.tenant)
    if (!isTenant || !/^[\w-]+$/.test(values.env)) return null
    return { json: values.json, tenantId: values.tenant ?? null, packageEnv: values.env }
  } catch {
    return null
  }
}

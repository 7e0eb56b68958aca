/**
 * `npm run grant -- --app CLIENT_ID [--for teams,chats,…] [--identity PRINCIPAL_ID --tenant TENANT_ID] [--dry-run]`:
 * grants the Entra app what docs/permissions.md lists, by the account that `az login` signed in, or by the token in
 * GRAPH_TOKEN. Takes nothing away, and may be run again. GRAPH_BASE_URL and AZURE_AUTHORITY_HOST name another cloud.
 */
import { runGrant } from './run-grant.ts'

const { code, stdout, stderr } = await runGrant(process.argv.slice(2), process.env)
process.stdout.write(stdout)
process.stderr.write(stderr)
process.exitCode = code

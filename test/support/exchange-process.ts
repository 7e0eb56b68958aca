import { createPersonTokens, type PersonTokenParts } from '../../src/graph/person-token.ts'

// A process of its own, because Node reads the certificates it trusts once, at its start.
type Asked = { parts: PersonTokenParts; asks: { assertions: string[]; fresh: boolean }[] }

const { parts, asks }: Asked = JSON.parse(process.argv[2] ?? '')
const personToken = createPersonTokens(parts)
const results: unknown[] = []
for (const { assertions, fresh } of asks) {
  const whose = (assertion: string) => ({ tenantId: '11111111-1111-4111-8111-111111111111', userId: 'u', assertion })
  results.push(await Promise.all(assertions.map((assertion) => personToken(whose(assertion), { fresh }))))
}
process.stdout.write(JSON.stringify(results))
process.exit(0)

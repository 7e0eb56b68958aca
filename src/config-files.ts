import { readFileSync } from 'node:fs'
import { credentialKind } from './config-credential.ts'
import type { Variables } from './config-variables.ts'

/** What is wrong with the file of the credential that is used: known at the start, and not at the first token. */
export function problemsWithFiles(values: Variables): string[] {
  const { AZURE_CLIENT_CERTIFICATE_PATH: certificate, AZURE_FEDERATED_TOKEN_FILE: federated } = values
  const kind = credentialKind(values)
  if (kind === 'client-certificate' && certificate !== undefined && !isWholeCertificate(textOf(certificate))) {
    return ['AZURE_CLIENT_CERTIFICATE_PATH: must be a PEM file with the certificate and its private key']
  }
  if (kind === 'workload-identity' && federated !== undefined && textOf(federated).trim() === '') {
    return ['AZURE_FEDERATED_TOKEN_FILE: must be a file with a token in it, which the platform writes']
  }
  return []
}

function isWholeCertificate(pem: string): boolean {
  return pem.includes('-----BEGIN CERTIFICATE-----') && /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)
}

/** Empty for what cannot be read. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

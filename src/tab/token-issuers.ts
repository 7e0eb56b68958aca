import { tenantIn } from './read-person.ts'

export type IssuerSettings = {
  /** Entra's address, without a slash at the end. */
  loginAuthority: string
  /** The same in tokens of version 1.0. */
  legacyTokenIssuer: string
  /** Another document than Entra's; null: Entra's. */
  openIdMetadata: string | null
  /** Another `iss` than follows from the document; `{tenantid}` in it stands for the tenant. */
  tokenIssuer: string | null
}

/** Where the keys of the tab's tokens are: for every tenant the same, so that one look-up serves all. */
export function metadataUrl({ openIdMetadata, loginAuthority }: IssuerSettings): string {
  return openIdMetadata ?? `${loginAuthority}/common/v2.0/.well-known/openid-configuration`
}

/** The `iss` that a token of this tenant may have. An issuer that names another tenant is nobody's here. */
export function issuersOf(settings: IssuerSettings, tenantId: string, metadataIssuer: string): string[] {
  const { loginAuthority, legacyTokenIssuer, openIdMetadata, tokenIssuer } = settings
  const given = tokenIssuer ?? (openIdMetadata ? metadataIssuer : null)
  const issuers = given
    ? [given.replace(/\{tenantid\}/gi, tenantId)]
    : [`${loginAuthority}/${tenantId}/v2.0`, `${legacyTokenIssuer}/${tenantId}/`]
  return issuers.filter((issuer) => [null, tenantId].includes(tenantIn(issuer)))
}

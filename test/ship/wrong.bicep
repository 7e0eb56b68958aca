// Read by infra.test.ts, which would notice these: a name that is declared nowhere, one that is used nowhere, a lost brace.
param location string

output id string = webb.id

resource web 'Microsoft.Web/sites@2023-12-01' = {
  name: 'web'
  properties: {
    httpsOnly: true
}

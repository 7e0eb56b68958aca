// The bot in Azure, with no secret unless Postgres is chosen: one user-assigned managed identity is the bot towards Teams,
// and vouches for the Entra app that calls Graph (a federated credential, made by infra/grant/grant-permissions.ts).
// The folder's README says what is made, and which steps come before and after.
targetScope = 'resourceGroup'

@description('Begins the name of every resource; with a suffix of your own, because some names are world-wide.')
@minLength(4)
@maxLength(20)
param resourceBaseName string

@description('Where the resources are.')
param location string = resourceGroup().location

@description('How the bot is called in Azure; people see the name in the app package.')
@maxLength(42)
param botDisplayName string = 'Upgrade Assistant'

@description('Client id of the Entra app that calls Graph and signs people in to the tab: webApplicationInfo.id of the manifest.')
param aadAppClientId string

@description('The app\'s id in its manifest.')
param teamsAppId string

@description('Tenants that are served, with commas between them; own: this one.')
param allowedTenants string = 'own'

@description('Entra object ids of people and groups who may roll out, with commas between them; none: nobody.')
param rolloutAdmins string = 'none'

@description('Which Microsoft cloud Teams and Graph are in.')
@allowed([
  'global'
  'gcc-high'
  'dod'
  'china'
])
param cloud string = 'global'

@description('Size of the App Service plan. B1 is enough for one process.')
param webAppSku string = 'B1'

@description('postgres keeps history and rollouts. none forgets them with every restart: for trying out.')
@allowed([
  'postgres'
  'none'
])
param database string = 'postgres'

@description('Password of the database\'s owner; only for postgres. Letters and digits.')
@secure()
param databasePassword string = ''

@description('Any other setting of env/.env.local.sample, such as LOG_HASH_KEY, METRICS, ROLLOUT_WINDOW, as texts; they win.')
@secure()
param extraSettings object = {}

var withPostgres = database == 'postgres'
// The role of Azure's own list that may read secrets and nothing else.
var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'
var databaseSecretName = 'database-url'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: resourceBaseName
  location: location
}

module network 'network.bicep' = if (withPostgres) {
  name: 'network'
  params: {
    resourceBaseName: resourceBaseName
    location: location
  }
}

module postgres 'postgres.bicep' = if (withPostgres) {
  name: 'postgres'
  params: {
    resourceBaseName: resourceBaseName
    location: location
    subnetId: network!.outputs.databaseSubnetId
    privateDnsZoneId: network!.outputs.privateDnsZoneId
    administratorPassword: databasePassword
  }
}

// Only a chosen secret needs a vault: the address of the database has its password in it.
resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = if (withPostgres) {
  name: resourceBaseName
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 7
  }
}

resource databaseUrl 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (withPostgres) {
  parent: vault
  name: databaseSecretName
  properties: {
    value: 'postgres://${postgres!.outputs.administratorLogin}:${uriComponent(databasePassword)}@${postgres!.outputs.host}:5432/${postgres!.outputs.databaseName}?sslmode=verify-full'
  }
}

resource mayReadSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (withPostgres) {
  name: guid(resourceBaseName, keyVaultSecretsUser)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource plan 'Microsoft.Web/serverfarms@2023-12-01' = {
  name: resourceBaseName
  location: location
  kind: 'linux'
  sku: {
    name: webAppSku
  }
  properties: {
    reserved: true
  }
}

resource web 'Microsoft.Web/sites@2023-12-01' = {
  name: resourceBaseName
  location: location
  kind: 'app,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: withPostgres ? network!.outputs.webSubnetId : null
    siteConfig: {
      linuxFxVersion: 'NODE|24-lts'
      appCommandLine: 'node --max-semi-space-size=8 src/index.ts'
      alwaysOn: true
      // An instance that cannot serve is taken out and replaced.
      healthCheckPath: '/healthz'
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      remoteDebuggingEnabled: false
    }
  }
}

// What the platform reads, then what the bot reads: env/.env.local.sample explains each of those. They replace all there were.
resource settings 'Microsoft.Web/sites/config@2023-12-01' = {
  parent: web
  name: 'appsettings'
  properties: union(
    {
      // The package is mounted, not unpacked: the tree that runs cannot be written to.
      WEBSITE_RUN_FROM_PACKAGE: '1'
      SCM_DO_BUILD_DURING_DEPLOYMENT: 'false'
      NODE_ENV: 'production'
      BOT_ID: identity.properties.clientId
      BOT_TYPE: 'UserAssignedMSI'
      BOT_TENANT_ID: identity.properties.tenantId
      ALLOWED_TENANTS: allowedTenants == 'own' ? '' : allowedTenants
      GRAPH_CREDENTIAL: 'managed-identity'
      AZURE_CLIENT_ID: aadAppClientId
      AZURE_TENANT_ID: identity.properties.tenantId
      TAB_CLIENT_ID: aadAppClientId
      TAB_DOMAIN: web.properties.defaultHostName
      TEAMS_APP_ID: teamsAppId
      CLOUD: cloud
      ROLLOUT_ADMINS: rolloutAdmins == 'none' ? '' : rolloutAdmins
    },
    withPostgres
      ? { DATABASE_URL: '@Microsoft.KeyVault(VaultName=${vault.name};SecretName=${databaseSecretName})' }
      : { DATA_DIR: '/tmp/upgrade-bot' },
    extraSettings
  )
  dependsOn: [
    mayReadSecrets
    databaseUrl
  ]
}

module bot 'botRegistration/azurebot.bicep' = {
  name: 'bot-registration'
  params: {
    resourceBaseName: resourceBaseName
    botDisplayName: botDisplayName
    identityResourceId: identity.id
    identityClientId: identity.properties.clientId
    identityTenantId: identity.properties.tenantId
    botAppDomain: web.properties.defaultHostName
  }
}

// The Agents Toolkit writes each output into env/.env.NAME under its own name.
output BOT_ID string = identity.properties.clientId
output BOT_DOMAIN string = web.properties.defaultHostName
output BOT_ENDPOINT string = 'https://${web.properties.defaultHostName}/api/messages'
output AZURE_APP_SERVICE_RESOURCE_ID string = web.id
output IDENTITY_PRINCIPAL_ID string = identity.properties.principalId

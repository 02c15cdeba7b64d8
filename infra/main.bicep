// Rolecall on Azure Container Apps with PostgreSQL, and the Azure Bot that Teams talks to. No secret is stored anywhere: the app's
// identity is the managed identity below, towards Graph, the bot service and PostgreSQL alike. infra/entra.sh makes the app
// registration before and the OAuth connection after; docs/install.md goes through it line by line.

@description('Where everything but the bot registration lives, which is global.')
param location string = resourceGroup().location

@description('Starts the name of every resource: 3 to 20 lower-case letters, digits and hyphens.')
@minLength(3)
@maxLength(20)
param name string = 'rolecall'

@description('The image, for example contoso.azurecr.io/rolecall:0.1.0.')
param image string

@description('Name of the Azure Container Registry in this resource group that holds the image. Empty: a public one.')
param registryName string = ''

@description('Client id of the app registration that infra/entra.sh made.')
param botAppId string

@description('Tenant that is served.')
param tenantId string = tenant().tenantId

@description('Name of the OAuth connection that infra/entra.sh makes.')
param oauthConnectionName string = 'graph'

@description('Object ids of people or groups who may change things, parted by commas. Empty: whom Entra lets.')
param operators string = ''

@description('Object ids of people or groups who may look, parted by commas. Empty: everybody in a conversation with the bot.')
param readers string = ''

@description('Object ids that are never remediated, parted by commas.')
param breakGlass string = ''

@description('PostgreSQL Flexible Server for the state. false: databaseUrl names another one.')
param deployPostgres bool = true

@description('postgres://user@host:5432/database of an Azure server of yours, without a password. Needed where deployPostgres is false.')
param databaseUrl string = ''

@description('How many processes serve at once. They share the state.')
@minValue(1)
@maxValue(10)
param replicas int = 2

var unique = uniqueString(resourceGroup().id, name)
var databaseName = 'rolecall'
var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'
var ownDatabaseUrl = 'postgres://${identity.name}@${name}-${unique}.postgres.database.azure.com:5432/${databaseName}'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = if (!empty(registryName)) {
  name: empty(registryName) ? 'unused' : registryName
}

resource mayPull 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(registryName)) {
  name: guid(resourceGroup().id, registryName, name, acrPull)
  scope: registry
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
  }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 30
  }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${name}-environment'
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

resource postgres 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = if (deployPostgres) {
  name: '${name}-${unique}'
  location: location
  sku: {
    name: 'Standard_B1ms'
    tier: 'Burstable'
  }
  properties: {
    version: '16'
    storage: { storageSizeGB: 32 }
    backup: {
      backupRetentionDays: 14
      geoRedundantBackup: 'Disabled'
    }
    authConfig: {
      activeDirectoryAuth: 'Enabled'
      passwordAuth: 'Disabled'
      tenantId: tenantId
    }
  }

  resource database 'databases' = {
    name: databaseName
  }

  // Other resources of Azure may knock; the server opens to a token of the identity below and to nothing else.
  resource fromAzure 'firewallRules' = {
    name: 'azure-services'
    dependsOn: [database]
    properties: {
      startIpAddress: '0.0.0.0'
      endIpAddress: '0.0.0.0'
    }
  }
}

module administrator 'postgres-administrator.bicep' = if (deployPostgres) {
  name: '${name}-administrator'
  dependsOn: [postgres::fromAzure]
  params: {
    serverName: postgres.name
    principalId: identity.properties.principalId
    principalName: identity.name
    tenantId: tenantId
  }
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  location: location
  dependsOn: [mayPull, administrator]
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    environmentId: environment.id
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
        targetPort: 3978
        transport: 'http'
        allowInsecure: false
      }
      registries: empty(registryName)
        ? []
        : [
            {
              server: '${registryName}.azurecr.io'
              identity: identity.id
            }
          ]
    }
    template: {
      terminationGracePeriodSeconds: 60
      containers: [
        {
          name: 'rolecall'
          image: image
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          env: [
            { name: 'MicrosoftAppType', value: 'SingleTenant' }
            { name: 'MicrosoftAppId', value: botAppId }
            { name: 'MicrosoftAppTenantId', value: tenantId }
            { name: 'FICClientId', value: identity.properties.clientId }
            { name: 'AZURE_CLIENT_ID', value: identity.properties.clientId }
            { name: 'AZURE_TENANT_ID', value: tenantId }
            { name: 'OAUTH_CONNECTION_NAME', value: oauthConnectionName }
            { name: 'OPERATORS', value: operators }
            { name: 'READERS', value: readers }
            { name: 'BREAK_GLASS', value: breakGlass }
            { name: 'DATABASE_URL', value: deployPostgres ? ownDatabaseUrl : databaseUrl }
          ]
          probes: [
            {
              type: 'Startup'
              httpGet: { path: '/healthz', port: 3978 }
              periodSeconds: 6
              failureThreshold: 10
            }
            {
              type: 'Liveness'
              httpGet: { path: '/healthz', port: 3978 }
              periodSeconds: 15
              timeoutSeconds: 5
            }
            {
              type: 'Readiness'
              httpGet: { path: '/healthz', port: 3978 }
              periodSeconds: 5
              timeoutSeconds: 5
            }
          ]
        }
      ]
      scale: {
        minReplicas: replicas
        maxReplicas: replicas
      }
    }
  }
}

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: '${name}-${unique}'
  location: 'global'
  kind: 'azurebot'
  sku: { name: 'F0' }
  properties: {
    displayName: 'Rolecall'
    endpoint: 'https://${app.properties.configuration.ingress.fqdn}/api/messages'
    msaAppId: botAppId
    msaAppType: 'SingleTenant'
    msaAppTenantId: tenantId
  }

  resource teams 'channels' = {
    name: 'MsTeamsChannel'
    location: 'global'
    properties: {
      channelName: 'MsTeamsChannel'
      properties: { isEnabled: true }
    }
  }
}

output botName string = bot.name
output endpoint string = bot.properties.endpoint
output identityClientId string = identity.properties.clientId
output identityObjectId string = identity.properties.principalId

// Who may do everything on the PostgreSQL server. The name of this resource is the object id of the identity, which is known only
// once the identity is there; Bicep takes such a name from the parameter of a module alone.

@description('Of the flexible server.')
param serverName string

@description('Object id of the managed identity.')
param principalId string

@description('Its name, which is the name of the database user.')
param principalName string

@description('Tenant of the identity.')
param tenantId string

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' existing = {
  name: serverName

  resource administrator 'administrators' = {
    name: principalId
    properties: {
      principalName: principalName
      principalType: 'ServicePrincipal'
      tenantId: tenantId
    }
  }
}

#!/usr/bin/env bash
# What Bicep does not do: the app registration and the OAuth connection. Runs wherever the Azure CLI and Node are, Azure Cloud
# Shell for one. The person who runs it may create applications (Application Administrator).
#   infra/entra.sh app NAME                                    makes the app registration, prints its client id
#   infra/entra.sh connect GROUP BOT APP_ID IDENTITY_ID [CONNECTION]
#                                                              lets the managed identity stand in for the app, makes the connection
# CLOUD, as in .env.sample, says in which of Microsoft's clouds; the global one unless told. No secret is made. Everything may be
# run again.
set -euo pipefail

readonly TOKEN_SERVICE='9ExAW52n_ky4ZiS_jhpJIQ' # the bot token service, as federated credentials name it
readonly TEAMS_DESKTOP='1fec8e78-bce4-4aaf-ab1b-5451cc387264'
readonly TEAMS_WEB='5e3ce6c0-2b1f-4285-8d4b-75ee78787346'
readonly GRAPH='00000003-0000-0000-c000-000000000000'
# Delegated RoleManagementAlert.ReadWrite.Directory
readonly WRITE_ALERTS='435644c6-a5b1-40bf-8f52-fe8e5b53e19c'

usage() {
  sed -n '2,8p' "$0" >&2
  exit 2
}

# An address of the cloud, from where Rolecall itself has it.
address() {
  node -e '
    const [file, said, what] = process.argv.slice(1);
    const name = said.toLowerCase();
    const clouds = require(require("node:path").resolve(file));
    if (!Object.hasOwn(clouds, name)) {
      console.error(`CLOUD is “${name}”; it can be ${Object.keys(clouds).join(", ")}.`);
      process.exit(2);
    }
    console.log(clouds[name][what]);' "$(dirname "$0")/../src/config/clouds.json" "$cloud" "$1"
}

cloud="${CLOUD:-public}"
graph="$(address graphOrigin)"
authority="$(address authorityHost)"
redirect="$(address redirectUrl)"
audience="$(address tokenExchangeAudience)"
subject_prefix="$(address federatedSubject)"

# Everything below is asked of the cloud that the Azure CLI is signed in to.
mind_cloud() {
  local theirs
  theirs="$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)"
  [[ "${theirs%/}" == "$graph" ]] && return 0
  echo "With CLOUD=$cloud Microsoft Graph is $graph, and the Azure CLI is set to ${theirs%/}: see az cloud set." >&2
  exit 1
}

# Writes JSON for `az --parameters @file`, which keeps quotes what they are in every shell.
body="$(mktemp)"
trap 'rm -f "$body"' EXIT

patch_app() {
  az rest --method PATCH --url "$graph/v1.0/applications/$1" \
    --headers Content-Type=application/json --body "@$body" >/dev/null
}

make_app() {
  local name="$1" app object scope
  app="$(az ad app list --filter "displayName eq '$name'" --query '[0].appId' --output tsv)"
  if [[ -z "$app" ]]; then
    app="$(az ad app create --display-name "$name" --sign-in-audience AzureADMyOrg --query appId --output tsv)"
  fi
  object="$(az ad app show --id "$app" --query id --output tsv)"
  scope="$(az ad app show --id "$app" --query "api.oauth2PermissionScopes[?value=='access_as_user'].id | [0]" --output tsv)"
  [[ -n "$scope" ]] || scope="$(node -p 'crypto.randomUUID()')"
  cat >"$body" <<JSON
{
  "identifierUris": ["api://botid-$app"],
  "web": { "redirectUris": ["$redirect"] },
  "api": {
    "requestedAccessTokenVersion": 2,
    "oauth2PermissionScopes": [{
      "id": "$scope", "value": "access_as_user", "type": "User", "isEnabled": true,
      "adminConsentDisplayName": "Sign in to Rolecall",
      "adminConsentDescription": "Lets Teams sign people in to Rolecall as themselves.",
      "userConsentDisplayName": "Sign in to Rolecall",
      "userConsentDescription": "Lets Teams sign you in to Rolecall."
    }]
  },
  "requiredResourceAccess": [{
    "resourceAppId": "$GRAPH",
    "resourceAccess": [{ "id": "$WRITE_ALERTS", "type": "Scope" }]
  }]
}
JSON
  patch_app "$object"
  # Only once the scope is there can somebody be allowed to use it.
  cat >"$body" <<JSON
{
  "api": {
    "preAuthorizedApplications": [
      { "appId": "$TEAMS_DESKTOP", "delegatedPermissionIds": ["$scope"] },
      { "appId": "$TEAMS_WEB", "delegatedPermissionIds": ["$scope"] }
    ]
  }
}
JSON
  patch_app "$object"
  az ad sp show --id "$app" >/dev/null 2>&1 || az ad sp create --id "$app" >/dev/null
  echo "$app"
}

# A GUID as the subject of a federated credential has it: its sixteen bytes in Microsoft's order, as base64 for addresses.
encode() {
  node -e '
    const [a, b, c, ...rest] = process.argv[1].split("-").map((part) => Buffer.from(part, "hex"));
    console.log(Buffer.concat([a.reverse(), b.reverse(), c.reverse(), ...rest]).toString("base64url"));' "$1"
}

federate() {
  local app="$1" name="$2" tenant="$3" subject="$4"
  local known
  known="$(az ad app federated-credential list --id "$app" --query "[?name=='$name'].name | [0]" --output tsv)"
  [[ -z "$known" ]] || return 0
  cat >"$body" <<JSON
{
  "name": "$name",
  "issuer": "$authority/$tenant/v2.0",
  "subject": "$subject",
  "audiences": ["$audience"]
}
JSON
  az ad app federated-credential create --id "$app" --parameters "@$body" >/dev/null
}

connect() {
  local group="$1" bot="$2" app="$3" identity="$4" connection="${5:-graph}"
  local tenant encoded unique
  tenant="$(az account show --query tenantId --output tsv)"
  encoded="$(encode "$tenant")"
  unique="$bot-$connection"
  federate "$app" rolecall-identity "$tenant" "$identity"
  federate "$app" rolecall-connection "$tenant" "$subject_prefix/t/$encoded/a/$TOKEN_SERVICE/$unique"
  az bot authsetting delete --name "$bot" --resource-group "$group" --setting-name "$connection" >/dev/null 2>&1 || true
  # The CLI insists on a secret, and this kind of connection has none.
  az bot authsetting create --name "$bot" --resource-group "$group" --setting-name "$connection" \
    --service Aadv2WithFic --client-id "$app" --client-secret none-is-used \
    --provider-scope-string "$graph/RoleManagementAlert.ReadWrite.Directory" \
    --parameters "TenantId=$tenant" "TokenExchangeUrl=api://botid-$app" "UniqueIdentifier=$unique" >/dev/null
  echo "Connection $connection of $bot is made. Consent to it for everybody:"
  echo "  az ad app permission admin-consent --id $app"
}

case "${1:-}" in
  app) [[ $# -eq 2 ]] || usage; mind_cloud; make_app "$2" ;;
  connect) [[ $# -ge 5 && $# -le 6 ]] || usage; mind_cloud; connect "${@:2}" ;;
  *) usage ;;
esac

{{- define "rolecall.labels" -}}
app.kubernetes.io/name: rolecall
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
{{- define "rolecall.name" -}}
{{ printf "%s-rolecall" .Release.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

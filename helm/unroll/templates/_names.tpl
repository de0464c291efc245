{{/* The name of the objects: the release's, with the chart's where it does not contain it. At most 40 characters, so that
every suffix fits into 63. */}}
{{- define "unroll.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- define "unroll.headlessName" -}}
{{ include "unroll.fullname" . }}-headless
{{- end }}

{{- define "unroll.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "unroll.fullname" .) .Values.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end -}}
{{- end }}

{{/* What selects the pods, and nothing but the pods. It cannot change in an upgrade. */}}
{{- define "unroll.selector" -}}
app.kubernetes.io/name: unroll
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* Of the pods, not the chart's version: an upgrade that changes nothing of the pods must not restart them. */}}
{{- define "unroll.podLabels" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- with mergeOverwrite (dict) .Values.commonLabels .Values.podLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* What every object says of itself, beside its name and instance. */}}
{{- define "unroll.commonLabels" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "unroll.labels" -}}
{{ include "unroll.selector" . }}
{{ include "unroll.commonLabels" . }}
{{- end }}

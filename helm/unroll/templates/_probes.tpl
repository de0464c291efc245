{{/* Takes a list: the root, the probe's values, the health service, the path on the ops port. */}}
{{- define "unroll.probe" -}}
{{- $root := index . 0 -}}
{{- if $root.Values.tls.secretName -}}
httpGet: {path: {{ index . 3 }}, port: ops}
{{- else -}}
grpc: {port: 8001, service: {{ index . 2 | quote }}}
{{- end }}
{{ toYaml (index . 1) }}
{{- end }}

{{- define "unroll.probes" -}}
{{- $probes := .Values.probes -}}
startupProbe:
  {{- include "unroll.probe" (list . $probes.startup "unroll/live" "/livez") | nindent 2 }}
livenessProbe:
  {{- include "unroll.probe" (list . $probes.liveness "unroll/live" "/livez") | nindent 2 }}
readinessProbe:
  {{- include "unroll.probe" (list . $probes.readiness "" "/readyz") | nindent 2 }}
{{- end }}

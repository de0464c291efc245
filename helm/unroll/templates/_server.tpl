{{- define "unroll.image" -}}
{{- $repository := printf "%s%s" .Values.image.repository (ternary "-cuda" "" .Values.gpu.enabled) -}}
{{- if .Values.image.digest -}}
{{ $repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ $repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end }}

{{/* The server's settings as variables: the chart's own, then .Values.config. */}}
{{- define "unroll.environment" -}}
- {name: UNROLL_MODELS, value: {{ .Values.models.path | quote }}}
- {name: UNROLL_HOST, value: 0.0.0.0}
- {name: UNROLL_PORT, value: "8001"}
- {name: UNROLL_OPS_PORT, value: "8002"}
{{- if .Values.tls.secretName }}
- {name: UNROLL_TLS_CERTIFICATE, value: {{ include "unroll.tlsFolder" . }}/tls.crt}
- {name: UNROLL_TLS_KEY, value: {{ include "unroll.tlsFolder" . }}/tls.key}
{{- if .Values.tls.clientCertificates }}
- {name: UNROLL_TLS_CLIENT_CA, value: {{ include "unroll.tlsFolder" . }}/ca.crt}
{{- end }}
{{- end }}
{{- if and .Values.gpu.enabled (not (hasKey .Values.config "device")) }}
- {name: UNROLL_DEVICE, value: cuda}
{{- end }}
{{- if not (or .Values.gpu.enabled (hasKey .Values.config "lanes")) }}
# Without a limit of CPU the JVM sees every core of the node: far more lanes than this pod has a right to.
- name: UNROLL_LANES
  valueFrom: {resourceFieldRef: {containerName: unroll, resource: requests.cpu, divisor: "1"}}
{{- end }}
{{- if not (include "unroll.hasExtraEnv" (list . "MALLOC_ARENA_MAX")) }}
# The C library's arenas for native memory: one for each lane, so that lanes do not wait for each other, and no more.
- name: MALLOC_ARENA_MAX
  valueFrom: {resourceFieldRef: {containerName: unroll, resource: requests.cpu, divisor: "1"}}
{{- end }}
{{- range $name, $value := .Values.config }}
- {name: {{ printf "UNROLL_%s" ($name | upper | replace "-" "_") }}, value: {{ include "unroll.plain" $value | quote }}}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Takes a list: the root, a variable's name. Says "yes" if extraEnv has it: Kubernetes refuses a name that stands there twice. */}}
{{- define "unroll.hasExtraEnv" -}}
{{- $name := index . 1 -}}
{{- range (index . 0).Values.extraEnv }}{{ if eq .name $name }}yes{{ end }}{{ end -}}
{{- end }}

{{/* Helm reads every number as a float, and would write ten million as 1e+07. */}}
{{- define "unroll.plain" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) }}{{ int64 . }}{{ else }}{{ . }}{{ end -}}
{{- end }}

{{- define "unroll.tlsFolder" -}}
/etc/unroll/tls
{{- end }}

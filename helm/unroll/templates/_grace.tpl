{{/* A duration as the server reads it (500ms, 30s, 2m, 1h) in whole seconds, rounded up. */}}
{{- define "unroll.seconds" -}}
{{- $amount := regexFind "^[0-9]+" . | int64 -}}
{{- if hasSuffix "ms" . }}{{ div (add $amount 999) 1000 }}
{{- else if hasSuffix "s" . }}{{ $amount }}
{{- else if hasSuffix "m" . }}{{ mul $amount 60 }}
{{- else }}{{ mul $amount 3600 }}
{{- end -}}
{{- end }}

{{/* The kubelet counts from the beginning of preStop to SIGKILL: preStop, then the drain, then ten seconds in which models
and ONNX Runtime are freed. */}}
{{- define "unroll.terminationGracePeriodSeconds" -}}
{{- $drain := include "unroll.seconds" (.Values.config.grace | default "30s") | int64 -}}
{{- add .Values.rollout.preStopSeconds $drain 10 -}}
{{- end }}

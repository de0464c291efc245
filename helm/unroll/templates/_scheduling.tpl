{{/* The pod's fields that say on which node it runs. */}}
{{- define "unroll.scheduling" -}}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- if and .Values.gpu.enabled .Values.gpu.runtimeClassName }}
runtimeClassName: {{ .Values.gpu.runtimeClassName | quote }}
{{- end }}
{{- with mergeOverwrite (dict) (ternary .Values.gpu.nodeSelector (dict) .Values.gpu.enabled) .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with concat (ternary .Values.gpu.tolerations (list) .Values.gpu.enabled) .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- $spread := .Values.topologySpread }}
{{- if or $spread.node $spread.zone }}
topologySpreadConstraints:
  {{- with $spread.node }}
  {{- include "unroll.spread" (list $ "kubernetes.io/hostname" .) | nindent 2 }}
  {{- end }}
  {{- with $spread.zone }}
  {{- include "unroll.spread" (list $ "topology.kubernetes.io/zone" .) | nindent 2 }}
  {{- end }}
{{- end }}
{{- end }}

{{/* Takes a list: the root, the topology key, what happens when it cannot be. Each version of the Deployment is spread by
itself, or the old pods of an update would push the new ones together. */}}
{{- define "unroll.spread" -}}
- topologyKey: {{ index . 1 }}
  whenUnsatisfiable: {{ index . 2 }}
  maxSkew: 1
  matchLabelKeys: [pod-template-hash]
  labelSelector:
    matchLabels:
      {{- include "unroll.selector" (index . 0) | nindent 6 }}
{{- end }}

{{/* Requests and limits, with the GPU among both. */}}
{{- define "unroll.resources" -}}
{{- $resources := deepCopy .Values.resources -}}
{{- if .Values.gpu.enabled -}}
{{- $gpu := dict .Values.gpu.resource 1 -}}
{{- $resources = mergeOverwrite $resources (dict "requests" $gpu "limits" $gpu) -}}
{{- end -}}
{{ toYaml $resources }}
{{- end }}

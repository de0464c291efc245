{{- define "unroll.volumes" -}}
# Nothing needs it; tools that look for a JVM do.
- name: temporary
  emptyDir: {sizeLimit: 64Mi}
{{- if eq .Values.models.source "claim" }}
- name: models
  persistentVolumeClaim: {claimName: {{ .Values.models.claim.name | quote }}, readOnly: true}
{{- else if eq .Values.models.source "imageVolume" }}
- name: models
  image:
    {{- toYaml .Values.models.imageVolume | nindent 4 }}
{{- else if eq .Values.models.source "initContainer" }}
- name: models
  emptyDir: {sizeLimit: {{ .Values.models.initContainer.sizeLimit }}}
{{- end }}
{{- if .Values.tls.secretName }}
- name: tls
  secret: {secretName: {{ .Values.tls.secretName | quote }}}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "unroll.mounts" -}}
- {name: temporary, mountPath: /tmp}
{{- if ne .Values.models.source "image" }}
- name: models
  mountPath: {{ .Values.models.path | quote }}
  {{- with .Values.models.subPath }}
  subPath: {{ . | quote }}
  {{- end }}
  readOnly: true
{{- end }}
{{- if .Values.tls.secretName }}
- {name: tls, mountPath: {{ include "unroll.tlsFolder" . }}, readOnly: true}
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "unroll.modelsInitContainer" -}}
{{- $init := .Values.models.initContainer -}}
- name: models
  image: {{ $init.image | quote }}
  {{- with $init.command }}
  command:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $init.args }}
  args:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $init.env }}
  env:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $init.envFrom }}
  envFrom:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $init.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    {{- toYaml .Values.securityContext | nindent 4 }}
  volumeMounts:
    - {name: temporary, mountPath: /tmp}
    - {name: models, mountPath: {{ .Values.models.path | quote }}}
{{- end }}

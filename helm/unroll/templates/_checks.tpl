{{/* What the schema cannot say: values that are allowed by themselves and not together. */}}
{{- define "unroll.checks" -}}
{{- $models := .Values.models -}}
{{- $scaling := .Values.scaling -}}
{{- $scales := ne $scaling.mode "fixed" -}}
{{- if and (eq $models.source "claim") (not $models.claim.name) -}}
{{- fail "models.source is claim, and models.claim.name is empty: it must name a PersistentVolumeClaim" -}}
{{- end -}}
{{- if and (eq $models.source "imageVolume") (not $models.imageVolume.reference) -}}
{{- fail "models.source is imageVolume, and models.imageVolume.reference is empty: it must name an image" -}}
{{- end -}}
{{- if and (eq $models.source "imageVolume") (semverCompare "<1.33-0" .Capabilities.KubeVersion.Version) -}}
{{- fail (printf "models.source is imageVolume: it needs Kubernetes 1.33, this is %s" .Capabilities.KubeVersion.Version) -}}
{{- end -}}
{{- if and (eq $models.source "initContainer") (not $models.initContainer.image) -}}
{{- fail "models.source is initContainer, and models.initContainer.image is empty: it must name an image" -}}
{{- end -}}
{{- if and $models.subPath (eq $models.source "image") -}}
{{- fail (printf "models.subPath is %s, and models.source is image: only what is mounted has one" $models.subPath) -}}
{{- end -}}
{{- if and $scales (gt (int $scaling.minReplicas) (int $scaling.maxReplicas)) -}}
{{- fail (printf "scaling.minReplicas is %v, more than scaling.maxReplicas, %v" $scaling.minReplicas $scaling.maxReplicas) -}}
{{- end -}}
{{- if and $scales (not $scaling.backlog.enabled) (not $scaling.cpu.enabled) -}}
{{- fail (printf "scaling.mode is %s with nothing to scale on: set scaling.backlog.enabled or scaling.cpu.enabled" $scaling.mode) -}}
{{- end -}}
{{- if and (eq $scaling.mode "keda") $scaling.backlog.enabled (not $scaling.keda.prometheusAddress) -}}
{{- fail "scaling.mode is keda, and scaling.keda.prometheusAddress is empty: KEDA asks Prometheus for the backlog" -}}
{{- end -}}
{{- if and $scales $scaling.cpu.enabled (not (dig "requests" "cpu" "" .Values.resources)) -}}
{{- fail "scaling.cpu.enabled is true, and resources.requests.cpu is not set: scaling.cpu.targetPercent is a share of it" -}}
{{- end -}}
{{- if and .Values.tls.clientCertificates (not .Values.tls.secretName) -}}
{{- fail "tls.clientCertificates is true, and tls.secretName is empty: it must name a secret with ca.crt, tls.crt and tls.key" -}}
{{- end -}}
{{- if and .Values.tls.clientCertificates .Values.test.enabled (not .Values.test.certificateSecret) -}}
{{- fail "tls.clientCertificates is true, and test.certificateSecret is empty: helm test needs one too, or test.enabled false" -}}
{{- end -}}
{{- if and .Values.tls.secretName .Values.config.examples -}}
{{- fail "config.examples is true, and tls.secretName is set: examples are called without TLS" -}}
{{- end -}}
{{- $opsIsLocal := regexMatch "^(127\\.|localhost$|::1$)" (default "" (index .Values.config "ops-host")) -}}
{{- if and $opsIsLocal .Values.tls.secretName -}}
{{- fail (printf "config.ops-host is %s, and tls.secretName is set: Kubernetes then probes the operations port, and cannot reach it there" (index .Values.config "ops-host")) -}}
{{- end -}}
{{- if and $opsIsLocal (ne .Values.metrics.monitor.kind "none") -}}
{{- fail (printf "config.ops-host is %s, and metrics.monitor.kind is %s: Prometheus cannot scrape the operations port there" (index .Values.config "ops-host") .Values.metrics.monitor.kind) -}}
{{- end -}}
{{- if and .Values.gpu.enabled (eq (default "cuda" .Values.config.device) "cpu") -}}
{{- fail "gpu.enabled is true, and config.device is cpu: leave it out, or set auto, cuda or cuda:N" -}}
{{- end -}}
{{- end }}

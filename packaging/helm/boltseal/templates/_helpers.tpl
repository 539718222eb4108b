{{/* How the API server reaches the gate. Called with a list: the root, and the path. */}}
{{- define "boltseal.webhook" -}}
{{- $root := index . 0 -}}
clientConfig:
  service:
    namespace: {{ $root.Release.Namespace }}
    name: boltseal-gate
    path: {{ index . 1 }}
  {{- if not $root.Values.certManagerCertificate }}
  caBundle: {{ required "caBundle or certManagerCertificate says whom the API server trusts: docs/admission.md" $root.Values.caBundle }}
  {{- end }}
admissionReviewVersions: [v1]
sideEffects: None
timeoutSeconds: {{ $root.Values.timeoutSeconds }}
{{- end }}

{{- define "boltseal.metadata" -}}
name: {{ .Release.Name }}
{{- if .Values.certManagerCertificate }}
annotations:
  cert-manager.io/inject-ca-from: {{ .Values.certManagerCertificate }}
{{- end }}
{{- end }}

{{/* Of the webhooks that refuse: an upgrade leaves locked what is locked. */}}
{{- define "boltseal.failurePolicy" -}}
{{- $policy := .Values.failurePolicy -}}
{{- $kept := lookup "admissionregistration.k8s.io/v1" "ValidatingWebhookConfiguration" "" .Release.Name -}}
{{- range $kept.webhooks -}}
{{- if and $.Values.lock (eq .name "enforce.boltseal.io") -}}{{- $policy = .failurePolicy -}}{{- end -}}
{{- end -}}
{{- $policy -}}
{{- end }}

{{/* Namespaces that are never judged. */}}
{{- define "boltseal.otherNamespaces" -}}
- key: kubernetes.io/metadata.name
  operator: NotIn
  values: {{ append .Values.exemptNamespaces .Release.Namespace | toJson }}
{{- end }}

{{- define "boltseal.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "boltseal.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop:
    - ALL
{{- end }}

{{/* What stands only until it is done. Called with the weight: what has the lower one comes first. Not after an upgrade, which
leaves locked what is locked, and must not need a ClusterRole, which a gate that is down keeps from being made. */}}
{{- define "boltseal.hook" -}}
helm.sh/hook: post-install,post-rollback
helm.sh/hook-weight: {{ . | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}

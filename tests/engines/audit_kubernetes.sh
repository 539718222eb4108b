#!/usr/bin/env bash
# `audit` of a real API server of Kubernetes: workloads with one fault each, what controllers make of them, roles and a
# node. BOLTSEAL_KUBERNETES names the folder that build_kubernetes.sh left it in.
engine=kubernetes
# shellcheck source=tests/engines/proofs.sh
source "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"
# shellcheck source=tests/engines/audits.sh
source "$(dirname "${BASH_SOURCE[0]}")/audits.sh"

# shellcheck source=tests/engines/kubernetes.sh
source "$(dirname "${BASH_SOURCE[0]}")/kubernetes.sh"

# create FORM KIND: an object of RBAC, from standard input, in JSON or YAML.
create() {
  call -H "Content-Type: application/$1" --data-binary @- "$server/apis/rbac.authorization.k8s.io/v1/$2" > "$SCRATCH/log"
  grep -q '"uid"' "$SCRATCH/log" || { echo "not created: $2" && cat "$SCRATCH/log"; }
}

# as_found ARGUMENT…: what is said without times and versions.
as_found() { say "$@" | sed -E 's/, [0-9]+ m?s$//; s/^(kubernetes at [^,]+), v[^:]*:/\1, VERSION:/'; }

# kubeconfig FILE USER…: one for the server, with these lines of a user.
kubeconfig() {
  local file=$1
  shift
  { cat << YAML
apiVersion: v1
kind: Config
current-context: shop
contexts:
- name: shop
  context: { cluster: shop, user: somebody }
- name: elsewhere
  context: { cluster: elsewhere, user: somebody }
clusters:
- name: shop
  cluster:
    server: $server
    certificate-authority: certificates/ca.crt
- name: elsewhere
  cluster:
    server: https://192.0.2.1:6443
    certificate-authority: certificates/ca.crt
users:
- name: somebody
  user:
YAML
    printf '    %s\n' "$@"; } > "$SCRATCH/$file"
}

start_kubernetes
python3 "$(dirname "${BASH_SOURCE[0]}")/kubernetes_objects.py" "$server" "$folder"
kubeconfig admin.yaml 'client-certificate: certificates/admin.crt' "client-key-data: $(base64 -w 0 "$folder/admin.key")"
export KUBECONFIG=$SCRATCH/none.yaml:$SCRATCH/admin.yaml
echo "# What each has; the safe ones are not among them"
faults

echo
echo "# Lines are those of kubectl get deployment pid-host -n shop -o json"
as_found --engine=kubernetes --rule=privilege/host-namespace --rule=update/end-of-life | sed -E '/^kubernetes (CronJob|DaemonSet|Job|Pod|StatefulSet|Deployment shop\/ipc-host)/,/^$/d'

echo "# One namespace alone; what is of the whole cluster is not asked for"
say --engine=kubernetes --namespace=open --quiet --fail-on=never
say --engine=kubernetes --namespace=nowhere --quiet

echo "# The standards of Kubernetes, of those that this namespace would refuse"
say --engine=kubernetes --namespace=shop --profile=pss-baseline --quiet --fail-on=never | grep -E 'edited|capability-sys-admin'
echo

echo "# Who may list nothing, some of it, and all of it but Secrets"
kubeconfig stranger.yaml 'token: reads-nothing'
as_found --kubeconfig=stranger.yaml --engine=kubernetes
# The role that the documentation has.
sed -n '/^```yaml$/,/^```$/p' "$(dirname "${BASH_SOURCE[0]}")/../../docs/audit.md" | sed '/^```/d' | create yaml clusterroles
binding='{"metadata": {"name": "reader"}, "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole",
  "name": "boltseal-audit"}, "subjects": [{"kind": "User", "name": "reader"}]}'
create json namespaces/open/rolebindings <<< "$binding"
echo reads-all > "$folder/token"
kubeconfig reader.yaml 'tokenFile: certificates/token'
say --kubeconfig=reader.yaml --engine=kubernetes --namespace=open --quiet --fail-on=never
create json clusterrolebindings <<< "$binding"
say --kubeconfig=reader.yaml --engine=kubernetes --rule=update/end-of-life --quiet --fail-on=never

echo "# Whom the server does not know, whom it cannot trust, and who would have to be asked by a program"
kubeconfig unknown.yaml 'token: nobody-s'
say --kubeconfig=unknown.yaml --engine=kubernetes --quiet
kubeconfig plugin.yaml "exec: { command: touch, args: [$SCRATCH/executed], apiVersion: client.authentication.k8s.io/v1 }"
say --kubeconfig=plugin.yaml --engine=kubernetes --quiet
[[ ! -e $SCRATCH/executed ]] || echo "something was executed"
sed 's/certificate-authority: .*/tls-server-name: api.shop.example/' "$SCRATCH/admin.yaml" > "$SCRATCH/untrusted.yaml"
say --kubeconfig=untrusted.yaml --engine=kubernetes --quiet
sed "s/certificate-authority: .*/&\n    tls-server-name: api.shop.example/" "$SCRATCH/admin.yaml" > "$SCRATCH/named.yaml"
say --kubeconfig=named.yaml --engine=kubernetes --quiet --namespace=tools
sed "s/certificate-authority: .*/&\n    tls-server-name: other.example/" "$SCRATCH/admin.yaml" > "$SCRATCH/other.yaml"
say --kubeconfig=other.yaml --engine=kubernetes --quiet
say --engine=kubernetes --kube-context=nowhere --quiet

echo "# Another machine is only asked when somebody says so; one that listens here is found by itself"
as_found --namespace=tools
sed -i 's/current-context: shop/current-context: elsewhere/' "$SCRATCH/admin.yaml"
as_found --namespace=tools
say --engine=kubernetes --patience=1 --quiet
sed -i 's/current-context: elsewhere/current-context: shop/' "$SCRATCH/admin.yaml"

echo "# In a pod, as its service account"
account=/var/run/secrets/kubernetes.io/serviceaccount
mkdir -p "$account"
echo reads-all > "$account/token"
cp "$folder/ca.crt" "$account"
export KUBERNETES_SERVICE_HOST=10.99.0.1 KUBERNETES_SERVICE_PORT=6443
KUBECONFIG=none.yaml as_found --namespace=tools
KUBECONFIG=none.yaml as_found --engine=kubernetes --namespace=tools
unset KUBERNETES_SERVICE_HOST KUBERNETES_SERVICE_PORT
KUBECONFIG=none.yaml as_found --engine=kubernetes

echo "# What kubectl get prints, without a server"
call "$server/apis/apps/v1/namespaces/open/deployments" > "$SCRATCH/deployments.json"
boltseal check --fail-on=never --quiet - < "$SCRATCH/deployments.json"
echo

echo "# The server hangs, then it is gone"
kill -STOP "$apiserver_process"
say --engine=kubernetes --patience=1 --quiet
kill -CONT "$apiserver_process"
trap - EXIT
stop_kubernetes
say --engine=kubernetes --quiet
say --quiet

# kubernetes_objects.py SERVER FOLDER: creates what audit_kubernetes.sh looks at, as the administrator whose certificate
# is in FOLDER: workloads with one fault each, named for it, and one without a fault.

import copy
import json
import ssl
import sys
import urllib.error
import urllib.request

server, folder = sys.argv[1:3]
trust = ssl.create_default_context(cafile=folder + "/ca.crt")
trust.load_cert_chain(folder + "/admin.crt", folder + "/admin.key")


def call(method, path, body):
    request = urllib.request.Request(
        server + path, json.dumps(body).encode(), {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, context=trust) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        print("not created: %s: %s" % (body["metadata"]["name"], json.load(error)["message"]))


groups = {"Deployment": "apps/v1", "DaemonSet": "apps/v1", "StatefulSet": "apps/v1", "ReplicaSet": "apps/v1",
          "Job": "batch/v1", "CronJob": "batch/v1beta1", "NetworkPolicy": "networking.k8s.io/v1",
          "Role": "rbac.authorization.k8s.io/v1", "ClusterRole": "rbac.authorization.k8s.io/v1",
          "RoleBinding": "rbac.authorization.k8s.io/v1", "ClusterRoleBinding": "rbac.authorization.k8s.io/v1"}


def create(kind, name, space=None, owner=None, **fields):
    version = groups.get(kind, "v1")
    plural = kind.lower()[:-1] + "ies" if kind.endswith("y") else kind.lower() + "s"
    metadata = {"name": name}
    if owner:
        metadata["ownerReferences"] = [{"apiVersion": owner["apiVersion"], "kind": owner["kind"], "controller": True,
                                        "name": owner["metadata"]["name"], "uid": owner["metadata"]["uid"]}]
    path = ("/apis/" if "/" in version else "/api/") + version + ("/namespaces/" + space if space else "")
    return call("POST", path + "/" + plural, {"apiVersion": version, "kind": kind, "metadata": metadata, **fields})


def probe(path):
    return {"httpGet": {"path": path, "port": 8080}}


digest = "@sha256:" + 64 * "a"
image = "docker.io/library/busybox:1.37.0" + digest


def safe_pod():
    return {
        "automountServiceAccountToken": False,
        "securityContext": {"runAsNonRoot": True, "runAsUser": 10001, "runAsGroup": 10001,
                            "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [{
            "name": "app",
            "image": image,
            "securityContext": {"readOnlyRootFilesystem": True, "allowPrivilegeEscalation": False,
                                "capabilities": {"drop": ["ALL"]}},
            "resources": {"limits": {"memory": "64Mi", "cpu": "250m"}},
            "livenessProbe": probe("/healthz"),
            "readinessProbe": probe("/ready"),
            "ports": [{"containerPort": 8080}],
        }],
    }


def workload(name, fault="pass", kind="Deployment", space="shop", **more):
    p = safe_pod()
    c = p["containers"][0]
    labels = {"app": name}
    exec(fault)
    template = {"metadata": {"labels": labels}, "spec": p}
    spec = {"selector": {"matchLabels": {"app": name}}, "template": template}
    if kind == "StatefulSet":
        spec["serviceName"] = name
    if kind in ("Job", "CronJob"):
        del spec["selector"]
        p["restartPolicy"] = "Never"
        for each in ("livenessProbe", "readinessProbe"):
            c.pop(each, None)
    if kind == "CronJob":
        spec = {"schedule": "0 3 * * *", "jobTemplate": {"spec": spec}}
    return create(kind, name, space, spec=spec, **more)


def pod_of(name, maker, change="pass", space="shop"):
    p = safe_pod()
    c = p["containers"][0]
    exec(change)
    p["nodeName"] = "node-1"
    return create("Pod", name, space, maker, spec=p)


for space in ("shop", "open", "tools"):
    create("Namespace", space)
create("NetworkPolicy", "nobody", "shop", spec={"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})
create("NetworkPolicy", "nobody", "tools", spec={"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})

workload("safe")
host = 'p["volumes"] = [{"name": "host", "hostPath": {"path": "%s"}}]; c["volumeMounts"] = [{"name": "host", "mountPath": "/host"%s}]'
faults = {
    "user-root": 'del p["securityContext"]["runAsNonRoot"]; c["securityContext"]["runAsUser"] = 0',
    "user-unenforced": 'del p["securityContext"]["runAsNonRoot"]; del p["securityContext"]["runAsUser"]',
    "root-group": 'p["securityContext"]["runAsGroup"] = 0',
    "root-writable": 'del c["securityContext"]["readOnlyRootFilesystem"]',
    "capabilities-kept": 'del c["securityContext"]["capabilities"]',
    "capability-sys-admin": 'c["securityContext"]["capabilities"]["add"] = ["SYS_ADMIN"]',
    "capability-net-raw": 'c["securityContext"]["capabilities"]["add"] = ["NET_RAW"]',
    "gain": 'del c["securityContext"]["allowPrivilegeEscalation"]',
    "seccomp-none": 'del p["securityContext"]["seccompProfile"]',
    "seccomp-unconfined": 'p["securityContext"]["seccompProfile"]["type"] = "Unconfined"',
    "unmasked": 'c["securityContext"]["procMount"] = "Unmasked"',
    "privileged": 'c["securityContext"] = {"privileged": True, "readOnlyRootFilesystem": True}',
    "memory": 'del c["resources"]["limits"]["memory"]',
    "cpu": 'del c["resources"]["limits"]["cpu"]',
    "pid-host": 'p["hostPID"] = True',
    "ipc-host": 'p["hostIPC"] = True',
    "network-host": 'p["hostNetwork"] = True',
    "port-host": 'c["ports"][0]["hostPort"] = 8080',
    "sysctl": 'p["securityContext"]["sysctls"] = [{"name": "kernel.msgmax", "value": "65536"}]',
    "mount-etc": host % ("/etc", ', "readOnly": True'),
    "mount-root": host % ("/", ', "readOnly": True'),
    "mount-writable": host % ("/srv/data", ""),
    # The API server refuses it without the other one.
    "mount-shared-privileged": host % ("/srv/data", ', "readOnly": True, "mountPropagation": "Bidirectional"') +
                    '; c["securityContext"] = {"privileged": True, "readOnlyRootFilesystem": True}',
    "socket": host % ("/run/containerd/containerd.sock", ', "readOnly": True'),
    "volume-of-host": 'p["volumes"] = [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]; '
                      'c["volumeMounts"] = [{"name": "data", "mountPath": "/data"}]',
    "secret": 'c["env"] = [{"name": "DATABASE_PASSWORD", "value": "correct-horse-battery"}]',
    "token": 'del p["automountServiceAccountToken"]',
    "probes-none": 'del c["livenessProbe"], c["readinessProbe"]',
    "liveness-none": 'del c["livenessProbe"]',
    "readiness-none": 'del c["readinessProbe"]',
    "tag-none": 'c["image"] = "docker.io/library/busybox"',
    "tag-moves": 'c["image"] = "docker.io/library/busybox:1.37.0"',
    "version-ended": 'c["image"] = "docker.io/library/debian:9" + digest',
    "registry": 'c["image"] = "registry.example/shop/app:1.4.2" + digest',
    # Braces are nothing that somebody will fill in any more.
    "braces": 'c["args"] = ["{{ .Values.debug }}"]; c["securityContext"]["privileged"] = True; '
              'del c["securityContext"]["allowPrivilegeEscalation"]',
}
for name, fault in faults.items():
    workload(name, fault)
workload("daemon", 'p["hostPID"] = True', "DaemonSet")
workload("set", 'p["hostPID"] = True', "StatefulSet")
workload("job", 'p["hostPID"] = True', "Job")
workload("cron", 'p["hostPID"] = True', "CronJob")
workload("policy-none", space="open")
# Its service account decides that its pods get no token.
create("ServiceAccount", "quiet", "shop", automountServiceAccountToken=False)
workload("safe-account", 'del p["automountServiceAccountToken"]; p["serviceAccountName"] = "quiet"')
create("PersistentVolume", "of-host", spec={
    "capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/var/lib/shop"},
    "claimRef": {"namespace": "shop", "name": "data"}})

# What controllers would make: none runs here.
safe = workload("replicated")
replicas = create("ReplicaSet", "replicated-1", "shop", safe, spec={
    "selector": {"matchLabels": {"app": "replicated"}},
    "template": {"metadata": {"labels": {"app": "replicated"}}, "spec": safe_pod()}})
for number in range(3):
    pod_of("replicated-1-same%d" % number, replicas)
for number in range(2):
    pod_of("replicated-1-edited%d" % number, replicas, 'c["securityContext"]["privileged"] = True; '
           'del c["securityContext"]["allowPrivilegeEscalation"]')
entered = pod_of("replicated-1-entered", replicas)
entered_by = {"apiVersion": "v1", "kind": "EphemeralContainers", "metadata": {"name": "replicated-1-entered"},
              "ephemeralContainers": [{"name": "debugger", "image": "docker.io/library/busybox"}]}
call("PUT", "/api/v1/namespaces/shop/pods/replicated-1-entered/ephemeralcontainers", entered_by)
pod_of("bare", None, 'p["hostPID"] = True')

create("ClusterRole", "everything", rules=[{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}])
create("Role", "enters-pods", "shop", rules=[{"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["create"]}])
create("ClusterRole", "reads-secrets", rules=[{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list"]}])
create("ClusterRole", "escalates", rules=[
    {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"], "verbs": ["escalate", "bind"]}])
admin = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"}
create("ClusterRoleBinding", "too-much", roleRef=admin,
       subjects=[{"kind": "ServiceAccount", "name": "quiet", "namespace": "shop"}])
create("ClusterRoleBinding", "everybody", roleRef={**admin, "name": "view"},
       subjects=[{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "system:unauthenticated"}])

# A node that the kubelet of an older version says it runs.
create("Node", "node-1", status={"nodeInfo": {
    "kubeletVersion": "v1.20.2", "architecture": "amd64", "bootID": "",
    "containerRuntimeVersion": "containerd://1.3.9", "kernelVersion": "", "kubeProxyVersion": "", "machineID": "",
    "operatingSystem": "linux", "osImage": "", "systemUUID": ""}})

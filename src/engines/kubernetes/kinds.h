#pragma once

#include <array>
#include <string_view>

namespace boltseal {

/// A kind of objects of Kubernetes that the audit asks for.
struct KubernetesKind {
  std::string_view kind, plural;
  std::string_view group;     ///< Empty: the core group.
  std::string_view versions;  ///< That are understood, the newest first.
  bool is_namespaced = true;
  bool makes_pods = false;  ///< By a template, which is what is judged.
};

/// What sources/kubernetes reads, but for Secrets and ConfigMaps, which hold what is nobody's
/// business, and network policies of other makers, since they mean that a pod without one of
/// Kubernetes' own may still have one.
inline constexpr std::array kubernetes_kinds = {
    KubernetesKind{"Namespace", "namespaces", "", "v1", false},
    KubernetesKind{"Node", "nodes", "", "v1", false},
    KubernetesKind{"PersistentVolume", "persistentvolumes", "", "v1", false},
    KubernetesKind{"Pod", "pods", "", "v1"},
    KubernetesKind{"ReplicationController", "replicationcontrollers", "", "v1", true, true},
    KubernetesKind{"Service", "services", "", "v1"},
    KubernetesKind{"ServiceAccount", "serviceaccounts", "", "v1"},
    KubernetesKind{"Deployment", "deployments", "apps", "v1", true, true},
    KubernetesKind{"DaemonSet", "daemonsets", "apps", "v1", true, true},
    KubernetesKind{"StatefulSet", "statefulsets", "apps", "v1", true, true},
    KubernetesKind{"ReplicaSet", "replicasets", "apps", "v1", true, true},
    KubernetesKind{"Job", "jobs", "batch", "v1", true, true},
    KubernetesKind{"CronJob", "cronjobs", "batch", "v1 v1beta1", true, true},
    KubernetesKind{"NetworkPolicy", "networkpolicies", "networking.k8s.io", "v1"},
    KubernetesKind{"Ingress", "ingresses", "networking.k8s.io", "v1 v1beta1"},
    KubernetesKind{"Role", "roles", "rbac.authorization.k8s.io", "v1"},
    KubernetesKind{"RoleBinding", "rolebindings", "rbac.authorization.k8s.io", "v1"},
    KubernetesKind{"ClusterRole", "clusterroles", "rbac.authorization.k8s.io", "v1", false},
    KubernetesKind{"ClusterRoleBinding", "clusterrolebindings", "rbac.authorization.k8s.io", "v1",
                   false},
    KubernetesKind{"AdminNetworkPolicy", "adminnetworkpolicies", "policy.networking.k8s.io",
                   "v1 v1beta1 v1alpha1", false},
    KubernetesKind{"CiliumNetworkPolicy", "ciliumnetworkpolicies", "cilium.io", "v2"},
    KubernetesKind{"CiliumClusterwideNetworkPolicy", "ciliumclusterwidenetworkpolicies",
                   "cilium.io", "v2", false},
    KubernetesKind{"NetworkPolicy", "networkpolicies", "crd.projectcalico.org", "v1"},
    KubernetesKind{"GlobalNetworkPolicy", "globalnetworkpolicies", "crd.projectcalico.org", "v1",
                   false},
    KubernetesKind{"NetworkPolicy", "networkpolicies", "crd.antrea.io", "v1beta1 v1alpha1"},
    KubernetesKind{"ClusterNetworkPolicy", "clusternetworkpolicies", "crd.antrea.io",
                   "v1beta1 v1alpha1", false},
};

}  // namespace boltseal

#include "sources/oci/container.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "sources/oci/spec.h"

namespace boltseal::oci {
namespace {

using yaml::Fields;
using yaml::Node;

// The keys under which containerd and CRI-O note what the CRI told them.
struct PodKeys {
  std::string_view image, name_space, pod, container;
};
constexpr PodKeys pod_keys[] = {
    {"io.kubernetes.cri.image-name", "io.kubernetes.cri.sandbox-namespace",
     "io.kubernetes.cri.sandbox-name", "io.kubernetes.cri.container-name"},
    {"io.kubernetes.cri-o.ImageName", "io.kubernetes.pod.namespace", "io.kubernetes.pod.name",
     "io.kubernetes.container.name"},
};

void state_image(const Node* image, Facts& facts) {
  if (image == nullptr) return;
  facts.set(fact::image, parse_image_reference(Text(std::string(image->value))), image->origin());
}

// "on-failure:3", of containerd's restart monitor, which nerdctl uses.
void state_restart(const Fields& labels, Facts& facts) {
  const Node* const said = labels.text("containerd.io/restart.policy");
  if (said == nullptr || labels.text_or_empty("containerd.io/restart.status") != "running") return;
  const std::size_t colon = std::min(said->value.find(':'), said->value.size());
  Restart restart;
  restart.policy = said->value.substr(0, colon);
  std::int64_t attempts = 0;
  const char* const end = said->value.data() + said->value.size();
  if (colon < said->value.size() &&
      std::from_chars(said->value.data() + colon + 1, end, attempts).ptr == end && attempts > 0) {
    restart.attempts = attempts;
  }
  facts.set(fact::restart, std::move(restart), said->origin());
}

// A container in a pod is given the pod's namespaces by their paths; whether they are the host's
// only the pod says.
void state_pod_namespaces(const Fields& options, Facts& facts) {
  struct Kind {
    std::string_view name;
    FactKey<Text> key;
  };
  static constexpr Kind kinds[] = {
      {"network", fact::network_mode}, {"pid", fact::pid_namespace}, {"ipc", fact::ipc_namespace}};
  constexpr std::int64_t node = 2;  // runtime.v1.NamespaceMode
  for (const Kind& kind : kinds) {
    if (options.text_or_empty(kind.name) == "NODE" || options.number(kind.name) == node) {
      facts.set(kind.key, Text("host"), options.origin(kind.name));
    }
  }
}

// Kubernetes' own: the token of its service account, always at this path.
void state_token(Facts& facts, const Origin& site) {
  constexpr std::string_view path = "/var/run/secrets/kubernetes.io/serviceaccount";
  const auto& mounts = facts.get(fact::mounts);
  const bool is_mounted = mounts.is_known() && std::ranges::any_of(*mounts, [&](const Mount& each) {
                            return each.target.bytes() == path;
                          });
  facts.set(fact::automount_token, is_mounted, site);
  facts.set(fact::service_account, Value<Text>::unknown(site));
}

class ContainerReader {
 public:
  ContainerReader(const Fields& object, const Fields& spec) : object_(object), spec_(spec) {
    workload_.platform = Platform::nerdctl;
    // What the image says is in it already.
    Level level;
    level.site = spec.origin("ociVersion");
    level.kind = LevelKind::base_image;
    level.name = "its image";
    workload_.levels.push_back(level);
    level.kind = LevelKind::container;
    workload_.levels.push_back(std::move(level));
    read_spec(spec, facts());
  }

  Workload run(std::string_view folder) {
    name(folder);
    const Fields annotations = spec_.object("annotations");
    for (const PodKeys& keys : pod_keys) {
      if (annotations.text(keys.container) != nullptr) pod(annotations, keys);
    }
    // CRI-O writes -1 for every container; what it may have is the kubelet's podPidsLimit, which
    // stands in the control group above.
    if (annotations.text_or_empty("io.container.manager") == "cri-o") {
      facts().set(fact::pids_limit, Value<std::int64_t>::unknown(spec_.origin("linux")));
    }
    // The object around it knows better: ctr …
    if (const Node* const id = object_.text("ID"))
      say_name("container " + std::string(id->value), *id);
    state_image(object_.text("Image"), facts());
    const Fields labels = object_.object("Labels");
    yaml::state_list(facts(), fact::labels, object_.settings("Labels"));
    state_restart(labels, facts());
    // … and crictl.
    cri();
    workload_.levels.back().name = workload_.name;
    return std::move(workload_);
  }

 private:
  Facts& facts() { return workload_.levels.back().facts; }

  void say_name(std::string name, const Node& site) {
    workload_.name = std::move(name);
    workload_.levels.back().site = site.origin();
  }

  void name(std::string_view folder) {
    workload_.name = folder.empty() ? "container" : "container " + std::string(folder);
  }

  void pod(const Fields& annotations, const PodKeys& keys) {
    workload_.platform = Platform::kubernetes;
    workload_.name_space = annotations.text_or_empty(keys.name_space);
    say_name("pod " + workload_.name_space + "/" +
                 std::string(annotations.text_or_empty(keys.pod)) + " container " +
                 std::string(annotations.text(keys.container)->value),
             *annotations.text(keys.container));
    state_image(annotations.text(keys.image), facts());
    state_token(facts(), annotations.origin(keys.container));
  }

  void cri() {
    const Fields status = object_.object("status");
    const Fields config = object_.object("info").object("config");
    state_image(status.object("image").text("image"), facts());
    yaml::state_list(facts(), fact::labels, config.settings("labels"));
    state_pod_namespaces(
        config.object("linux").object("security_context").object("namespace_options"), facts());
    const Fields sandbox = object_.object("sandbox");
    state_pod_namespaces(sandbox.object("linux").object("namespaces").object("options"), facts());
    const Fields pod = sandbox.object("metadata");
    const Node* const container = status.object("metadata").text("name");
    if (!pod || container == nullptr) return;
    workload_.platform = Platform::kubernetes;
    // A pod that no kubelet made has no annotations.
    state_token(facts(), container->origin());
    workload_.name_space = pod.text_or_empty("namespace");
    say_name("pod " + workload_.name_space + "/" + std::string(pod.text_or_empty("name")) +
                 " container " + std::string(container->value),
             *container);
  }

  const Fields object_, spec_;
  Workload workload_;
};

}  // namespace

std::optional<Workload> read_container(const Fields& object, std::string_view folder) {
  for (const Fields& spec :
       {object, object.object("Spec"), object.object("info").object("runtimeSpec")}) {
    if (is_spec(spec)) return ContainerReader(object, spec).run(folder);
  }
  return std::nullopt;
}

}  // namespace boltseal::oci

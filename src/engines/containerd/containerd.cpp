#include "engines/containerd/containerd.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/parallel.h"
#include "base/text.h"
#include "engines/containerd/record.h"
#include "engines/grpc/peer.h"
#include "net/protobuf.h"

namespace boltseal {
namespace {

using net::ProtobufMessage;
using net::ProtobufWriter;

constexpr std::size_t most_namespaces = 1'000;
constexpr std::size_t most_containers = 100'000;
constexpr unsigned requests_at_once = 8;
constexpr std::string_view usual_namespace = "default";

// It becomes a header.
bool is_namespace(std::string_view name) {
  return !name.empty() &&
         std::ranges::all_of(name, [](char c) { return is_word(c) || c == '-' || c == '.'; });
}

// Whether "1.7.2" or "v2.0.0" is that version or a later one.
bool is_from(std::string_view version, int major, int minor) {
  if (version.starts_with('v')) version.remove_prefix(1);
  int is_major = 0, is_minor = 0;
  const char* const end = version.data() + version.size();
  const auto first = std::from_chars(version.data(), end, is_major);
  if (first.ec != std::errc() || first.ptr == end) return false;
  std::from_chars(first.ptr + 1, end, is_minor);
  return std::pair(is_major, is_minor) >= std::pair(major, minor);
}

// The processes that only hold the namespaces of a pod open.
bool is_sandbox(const ProtobufMessage& container) {
  return std::ranges::any_of(container.all(2, most_containers), [](std::string_view each) {
    const ProtobufMessage label(each);
    return label.bytes(1) == "io.cri-containerd.kind" && label.bytes(2) == "sandbox";
  });
}

class Containerd {
 public:
  Containerd(const Endpoint& endpoint, std::chrono::milliseconds patience)
      : peer_(endpoint, patience, engine_) {}

  LiveEngine look() {
    const auto version = peer_.ask_one("/containerd.services.version.v1.Version/Version", {});
    if (!version) return std::move(engine_);
    engine_.version = ProtobufMessage(*version).text(1);
    engine_.build = ProtobufMessage(*version).text(2);  // its commit, or what a packager wrote
    const auto list = peer_.ask_one("/containerd.services.namespaces.v1.Namespaces/List", {});
    if (!list) return std::move(engine_);
    const auto namespaces = ProtobufMessage(*list).all(1, most_namespaces);
    if (namespaces.size() == most_namespaces) peer_.error("has more namespaces than are looked at");
    for (const std::string_view each : namespaces) {
      const std::string name = ProtobufMessage(each).text(1);
      if (is_namespace(name)) {
        look_at(name);
      } else {
        peer_.error("has a namespace with a name that none can have");
      }
    }
    find_layers();
    std::ranges::sort(engine_.containers, {}, [](const LiveContainer& each) {
      return std::pair(std::string_view(each.scope), std::string_view(each.name));
    });
    return std::move(engine_);
  }

 private:
  static net::Headers in(const std::string& name) { return {{"containerd-namespace", name}}; }

  void look_at(const std::string& name) {
    // In pieces, because the one message of List may become longer than gRPC takes.
    const auto containers =
        peer_.ask("/containerd.services.containers.v1.Containers/ListStream", {}, in(name));
    if (!containers) return;
    const std::map<std::string, int> pids = processes(name);
    std::size_t unreadable = 0;
    for (const std::string& each : *containers) {
      const ProtobufMessage container = ProtobufMessage(each).message(1);
      if (is_sandbox(container)) continue;
      if (engine_.containers.size() == most_containers) {
        return peer_.error("has more containers than are looked at");
      }
      LiveContainer live;
      live.id = container.text(1);
      live.name = live.id;
      live.source = "oci";
      if (name != usual_namespace) live.scope = "namespace " + name;
      live.text = container_record(container, is_from(engine_.version, 1, 7));
      if (live.id.empty() || live.text.empty()) {
        ++unreadable;
        continue;
      }
      const auto pid = pids.find(live.id);
      if (pid != pids.end()) live.pid = pid->second;
      if (container.bytes(6) == "overlayfs") {
        layers_.push_back({name, container.text(7), engine_.containers.size()});
      }
      engine_.containers.push_back(std::move(live));
    }
    if (unreadable > 0) {
      peer_.error("has " + counted(unreadable, "container") + " in namespace " + name +
                  " whose configuration cannot be read");
    }
  }

  // The first process of each container that runs.
  std::map<std::string, int> processes(const std::string& name) {
    std::map<std::string, int> pids;
    const auto list = peer_.ask_one("/containerd.services.tasks.v1.Tasks/List", {}, in(name));
    if (!list) return pids;
    for (const std::string_view each : ProtobufMessage(*list).all(1, most_containers)) {
      const ProtobufMessage process(each);
      constexpr std::uint64_t stopped = 4;
      const std::uint64_t pid = process.number(3);
      if (process.number(4) == stopped || pid > INT32_MAX) continue;
      pids[process.text(2)] = static_cast<int>(pid);
    }
    return pids;
  }

  struct Layer {
    std::string name_space, key;
    std::size_t container;
  };

  // The folder of each writable layer, where the snapshotter tells of one.
  void find_layers() {
    for_each_in_parallel(0, layers_.size(), requests_at_once, [&](std::size_t at) {
      const Layer& layer = layers_[at];
      ProtobufWriter request;
      request.bytes(1, "overlayfs");
      request.bytes(2, layer.key);
      const auto answer = peer_.call("/containerd.services.snapshots.v1.Snapshots/Mounts",
                                     request.written(), in(layer.name_space));
      // One that is gone meanwhile has none.
      if (!answer || answer->messages.size() != 1) return;
      constexpr std::string_view upper = "upperdir=";
      constexpr std::size_t most_options = 100;
      for (const std::string_view option :
           ProtobufMessage(answer->messages.front()).message(1).all(4, most_options)) {
        if (!option.starts_with(upper)) continue;
        engine_.containers[layer.container].writable_layer = option.substr(upper.size());
      }
    });
  }

  LiveEngine engine_;
  GrpcPeer peer_;
  std::vector<Layer> layers_;
};

}  // namespace

LiveEngine look_at_containerd(const Endpoint& endpoint, std::chrono::milliseconds patience) {
  return Containerd(endpoint, patience).look();
}

}  // namespace boltseal

#include "engines/cri/cri.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/parallel.h"
#include "base/text.h"
#include "engines/cri/record.h"
#include "engines/grpc/peer.h"
#include "engines/refusal.h"
#include "net/protobuf.h"

namespace boltseal {
namespace {

using net::GrpcStatus;
using net::ProtobufMessage;
using net::ProtobufWriter;

constexpr std::size_t most_containers = 100'000;
constexpr std::size_t most_tags = 1'000;  // of one image
constexpr unsigned requests_at_once = 8;

std::string about(std::string_view id, bool is_verbose) {
  ProtobufWriter request;
  request.bytes(1, id);
  if (is_verbose) request.number(2, 1);
  return request.written();
}

// The text under "info" of what a verbose answer adds (a map), when that is JSON.
std::optional<json> info_of(const ProtobufMessage& answer, std::string_view& text) {
  constexpr std::size_t most_entries = 100;
  for (const std::string_view each : answer.all(2, most_entries)) {
    const ProtobufMessage entry(each);
    if (entry.bytes(1) != "info") continue;
    text = entry.bytes(2);
    json read = parse_json(text);
    if (read.is_object()) return read;
  }
  return std::nullopt;
}

// Names of Kubernetes have no slash, but a runtime can answer anything.
std::string one_part(std::string name) {
  std::ranges::replace(name, '/', '_');
  return name;
}

class Cri {
 public:
  Cri(const Endpoint& endpoint, std::chrono::milliseconds patience)
      : endpoint_(endpoint), peer_(endpoint, patience, engine_) {}

  LiveEngine look() {
    if (!find_version()) return std::move(engine_);
    const auto sandboxes = peer_.ask_one(method("ListPodSandbox"), {});
    if (!sandboxes) return std::move(engine_);
    const auto containers = peer_.ask_one(method("ListContainers"), {});
    if (!containers) return std::move(engine_);
    ask_images();
    ask_pods(ProtobufMessage(*sandboxes).all(1, most_containers));
    ask_containers(ProtobufMessage(*containers).all(1, most_containers));
    std::ranges::sort(engine_.containers, {}, [](const LiveContainer& each) {
      return std::tuple(std::string_view(each.scope), std::string_view(each.name),
                        std::string_view(each.id));
    });
    return std::move(engine_);
  }

 private:
  std::string method(std::string_view name) const {
    return "/" + service_ + ".RuntimeService/" + std::string(name);
  }

  // Which of the interface's versions is spoken; false when none is.
  bool find_version() {
    for (const char* const service : {"runtime.v1", "runtime.v1alpha2"}) {
      service_ = service;
      const auto answer = peer_.call(method("Version"), {});
      if (!answer) {
        engine_.errors.push_back(refusal(endpoint_, answer.error()));
        return false;
      }
      if (answer->status.code == GrpcStatus::unimplemented) continue;
      const auto version = peer_.ask_one(method("Version"), {});
      if (!version) return false;
      const ProtobufMessage said(*version);
      engine_.version = said.text(2) + " " + said.text(3);
      return true;
    }
    engine_.is_absent = !endpoint_.is_named;
    peer_.error("serves no Container Runtime Interface (runtime.v1, runtime.v1alpha2)");
    return false;
  }

  // Which image each name means now.
  void ask_images() {
    const auto list = peer_.ask_one("/" + service_ + ".ImageService/ListImages", {});
    if (!list) return;
    for (const std::string_view each : ProtobufMessage(*list).all(1, most_containers)) {
      const ProtobufMessage image(each);
      for (const std::string_view tag : image.all(2, most_tags)) {
        engine_.images[std::string(tag)] = image.text(1);
      }
    }
  }

  // What is said about `ids`, in their order. Of one that is gone meanwhile, or that is not told,
  // there is nothing; the latter is an error.
  std::vector<std::string> statuses(std::string_view name, const std::vector<std::string>& ids,
                                    bool is_verbose, std::string_view what) {
    std::vector<std::string> answers(ids.size()), troubles(ids.size());
    for_each_in_parallel(0, ids.size(), requests_at_once, [&](std::size_t at) {
      const auto answer = peer_.call(method(name), about(ids[at], is_verbose));
      if (!answer) {
        troubles[at] = answer.error().message;
      } else if (answer->status.code == GrpcStatus::not_found) {
        return;
      } else if (answer->status.code != GrpcStatus::ok) {
        troubles[at] =
            "status " + std::to_string(answer->status.code) + ": " + answer->status.message;
      } else if (answer->messages.size() != 1 ||
                 !ProtobufMessage(answer->messages.front()).is_whole()) {
        troubles[at] = "an answer that cannot be read";
      } else {
        answers[at] = answer->messages.front();
      }
    });
    const auto is_trouble = [](const std::string& trouble) { return !trouble.empty(); };
    const auto first = std::ranges::find_if(troubles, is_trouble);
    if (first != troubles.end()) {
      const auto count = static_cast<std::size_t>(std::ranges::count_if(troubles, is_trouble));
      peer_.error("does not tell of " + counted(count, what) + ": " + *first);
    }
    return answers;
  }

  void ask_pods(const std::vector<std::string_view>& list) {
    std::vector<std::string> ids;
    for (const std::string_view each : list) ids.push_back(ProtobufMessage(each).text(1));
    const auto answers = statuses("PodSandboxStatus", ids, false, "pod");
    for (std::size_t at = 0; at < ids.size(); ++at) {
      pods_[ids[at]] = ProtobufMessage(answers[at]).text(1);
    }
  }

  void ask_containers(const std::vector<std::string_view>& list) {
    std::vector<std::string> ids;
    for (const std::string_view each : list) ids.push_back(ProtobufMessage(each).text(1));
    const auto answers = statuses("ContainerStatus", ids, true, "container");
    for (std::size_t at = 0; at < ids.size(); ++at) {
      if (answers[at].empty()) continue;
      const std::string sandbox = ProtobufMessage(list[at]).text(2);
      if (auto container = container_of(ids[at], pods_[sandbox], ProtobufMessage(answers[at]))) {
        engine_.containers.push_back(std::move(*container));
      } else {
        engine_.untold.push_back(ids[at]);
      }
    }
  }

  // Nothing when the runtime does not show what it started (cri-dockerd).
  static std::optional<LiveContainer> container_of(const std::string& id, const std::string& pod,
                                                   const ProtobufMessage& answer) {
    std::string_view text;
    const auto info = info_of(answer, text);
    if (!info || info->find("runtimeSpec") == info->end()) return std::nullopt;
    const ProtobufMessage status = answer.message(1);
    const ProtobufMessage sandbox(pod);
    LiveContainer container;
    container.id = id;
    container.name = status.message(2).text(1);
    if (container.name.empty()) container.name = id;
    container.scope =
        "pod " + one_part(sandbox.message(2).text(3)) + "/" + one_part(sandbox.message(2).text(1));
    container.source = "oci";
    // An id, or where it was pulled from: "busybox@sha256:…".
    if (status.bytes(9).starts_with("sha256:")) container.image_id = status.text(9);
    const auto pid = info->find("pid");
    if (pid != info->end() && pid->is_number_integer()) container.pid = pid->get<int>();
    container.text = cri_record(status, sandbox, text);
    return container;
  }

  const Endpoint& endpoint_;
  LiveEngine engine_;
  GrpcPeer peer_;
  std::string service_;
  std::map<std::string, std::string> pods_;  // by id: runtime.v1.PodSandboxStatus
};

}  // namespace

LiveEngine look_at_cri(const Endpoint& endpoint, std::chrono::milliseconds patience) {
  return Cri(endpoint, patience).look();
}

}  // namespace boltseal

#include "engines/kubernetes/kubernetes.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/parallel.h"
#include "base/text.h"
#include "engines/kubernetes/access.h"
#include "engines/kubernetes/api.h"
#include "engines/kubernetes/kinds.h"
#include "engines/kubernetes/object.h"
#include "engines/kubernetes/owners.h"

namespace boltseal {
namespace {

using Outcome = KubernetesApi::Outcome;
using Answer = KubernetesApi::Answer;

constexpr std::size_t most_objects = 100'000;  // of one kind
constexpr std::size_t most_bytes = 512 << 20;  // of all objects together
constexpr unsigned requests_at_once = 4;

// A list to be asked for: a kind, everywhere or in one namespace.
struct Question {
  const KubernetesKind* kind = nullptr;
  std::string name_space = {};
  std::vector<std::string> versions = {};

  std::vector<OwnedObject> objects = {};
  Answer answer = {};
  bool is_cut = false;
};

class Kubernetes {
 public:
  Kubernetes(const Endpoint& endpoint, std::chrono::milliseconds patience)
      : endpoint_(endpoint), access_(*endpoint.cluster), api_(access_, patience) {
    engine_.name = title_of(endpoint);
    engine_.endpoint = endpoint.path;
  }

  LiveEngine look() {
    if (!find_version()) return std::move(engine_);
    find_groups();
    std::vector<Question> questions;
    for (const KubernetesKind& kind : kubernetes_kinds) add_questions(kind, questions);
    for_each_in_parallel(0, questions.size(), requests_at_once,
                         [&](std::size_t at) { ask(questions[at]); });
    std::vector<OwnedObject> all;
    for (Question& each : questions) {
      std::ranges::move(each.objects, std::back_inserter(all));
    }
    look_at_namespaces(all);
    tell_gaps(questions);
    engine_.objects = each_workload_once(std::move(all));
    std::ranges::stable_sort(engine_.objects, {}, [](const LiveObject& each) {
      return std::tuple(std::string_view(each.name_space), std::string_view(each.kind),
                        std::string_view(each.name));
    });
    return std::move(engine_);
  }

 private:
  void error(std::string message, std::string remedy = {}) {
    engine_.errors.push_back({std::move(message), place_of(engine_), {}, std::move(remedy)});
  }

  // False when nobody answers there who could be asked further.
  bool find_version() {
    const Answer answer = api_.get("/version");
    if (answer.outcome == Outcome::told) engine_.version = text_in(answer.body, "gitVersion");
    const bool may_go_on = answer.outcome == Outcome::told || answer.outcome == Outcome::forbidden;
    if (may_go_on) return true;
    // Another program's port, or the API server of a cluster that is gone.
    const bool is_other = answer.outcome != Outcome::silent && answer.outcome != Outcome::unknown &&
                          text_in(answer.body, "kind") != "Status";
    engine_.is_absent = is_other && !endpoint_.is_named;
    error(answer.message, answer.remedy);
    return false;
  }

  // Which groups of the API are served, in which versions. Whom it does not tell that asks for all.
  void find_groups() {
    const Answer answer = api_.get("/apis");
    if (answer.outcome != Outcome::told) return;
    const auto groups = answer.body.find("groups");
    if (groups == answer.body.end() || !groups->is_array()) return;
    groups_.emplace();
    for (const json& group : *groups) {
      const auto versions = group.is_object() ? group.find("versions") : group.end();
      if (!group.is_object() || versions == group.end() || !versions->is_array()) continue;
      std::set<std::string>& served = (*groups_)[text_in(group, "name")];
      for (const json& version : *versions) served.insert(text_in(version, "version"));
    }
  }

  // Null: nobody told, or it is the core group, which is always there.
  const std::set<std::string>* versions_of(std::string_view group) const {
    static const std::set<std::string> none;
    if (!groups_ || group.empty()) return nullptr;
    const auto found = groups_->find(group);
    return found == groups_->end() ? &none : &found->second;
  }

  void add_questions(const KubernetesKind& kind, std::vector<Question>& questions) {
    Question question{.kind = &kind};
    const std::set<std::string>* const served = versions_of(kind.group);
    if (served != nullptr && served->empty()) return;
    for (const std::string_view version : split(kind.versions, ' ')) {
      if (served == nullptr || served->contains(std::string(version))) {
        question.versions.emplace_back(version);
      }
    }
    if (question.versions.empty()) {
      error("serves " + std::string(kind.plural) + " in other versions than are known here (" +
            std::string(kind.group) + ")");
      return;
    }
    if (access_.namespaces.empty()) {
      questions.push_back(std::move(question));
      return;
    }
    // What is of the whole cluster was not asked for, but may decide about the network.
    if (!kind.is_namespaced) {
      if (kind.kind.ends_with("Policy")) questions.push_back(std::move(question));
      return;
    }
    for (const std::string& name : access_.namespaces) {
      question.name_space = name;
      questions.push_back(question);
    }
  }

  static std::string folder_of(const Question& question, const std::string& version) {
    const std::string group(question.kind->group);
    return (group.empty() ? "/api/" : "/apis/" + group + "/") + version +
           (question.name_space.empty()
                ? ""
                : "/namespaces/" + net::percent_encode(question.name_space));
  }

  void ask(Question& question) {
    for (const std::string& version : question.versions) {
      if (is_silent_) return;
      question.answer = api_.list(
          folder_of(question, version) + "/" + std::string(question.kind->plural),
          [&](json&& item) { take(std::move(item), version, question); },
          [&] { question.objects.clear(); });
      const Outcome outcome = question.answer.outcome;
      if (outcome == Outcome::silent || outcome == Outcome::absent) is_silent_ = true;
      if (question.answer.outcome != Outcome::missing) return;
    }
  }

  void take(json&& item, std::string_view version, Question& question) {
    if (!is_of_interest(item, *question.kind)) return;
    if (question.objects.size() == most_objects || bytes_ > most_bytes) {
      question.is_cut = true;
      return;
    }
    OwnedObject read = read_object(std::move(item), *question.kind, version);
    bytes_ += read.object.text.size();
    question.objects.push_back(std::move(read));
  }

  // The namespaces themselves, where they were chosen and not listed.
  void look_at_namespaces(std::vector<OwnedObject>& all) {
    for (const std::string& name : access_.namespaces) {
      if (is_silent_) return;
      Answer answer = api_.get("/api/v1/namespaces/" + net::percent_encode(name));
      if (answer.outcome == Outcome::told) {
        all.push_back(read_object(std::move(answer.body), kubernetes_kinds.front(), "v1"));
      } else if (answer.outcome != Outcome::forbidden) {
        error("does not tell of the namespace " + sanitize(name) + ": it " + answer.message,
              answer.remedy);
      }
    }
  }

  void tell_gaps(const std::vector<Question>& questions) {
    using Kinds = std::vector<std::string>;
    std::map<std::string, Kinds> forbidden, untold;  // by namespace
    const Answer* first = nullptr;
    for (const Question& each : questions) {
      const std::string kind(each.kind->plural);
      const std::string where =
          each.name_space.empty() ? "" : " in the namespace " + sanitize(each.name_space);
      if (each.is_cut) error("has more " + kind + where + " than are looked at");
      if (each.answer.outcome == Outcome::forbidden) {
        forbidden[where].push_back(kind);
      } else if (each.answer.outcome != Outcome::told && each.answer.outcome != Outcome::missing) {
        untold[where].push_back(kind);
        // Of those that were not asked any more there is no message.
        if (first == nullptr && !each.answer.message.empty()) first = &each.answer;
      }
    }
    for (const auto& [where, kinds] : forbidden) {
      error("does not let you list " + join(kinds, ", ") + where,
            "bind the ClusterRole of docs/audit.md to who asks" +
                std::string(where.empty() ? ", or name what they may see: --namespace=NAME" : ""));
    }
    for (const auto& [where, kinds] : untold) {
      error("does not tell of " + join(kinds, ", ") + where +
                (first == nullptr ? "" : ": " + first->message),
            first == nullptr ? "" : first->remedy);
    }
  }

  const Endpoint& endpoint_;
  const KubernetesAccess& access_;
  const KubernetesApi api_;
  LiveEngine engine_;
  std::optional<std::map<std::string, std::set<std::string>, std::less<>>> groups_;
  std::atomic<bool> is_silent_ = false;
  std::atomic<std::size_t> bytes_ = 0;
};

}  // namespace

LiveEngine look_at_kubernetes(const Endpoint& endpoint, std::chrono::milliseconds patience) {
  return Kubernetes(endpoint, patience).look();
}

}  // namespace boltseal

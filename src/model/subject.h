#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/facts.h"
#include "model/shell_command.h"

namespace boltseal {

/// Who runs a workload. It decides defaults and what applies (model/defaults.h).
enum class Platform : std::uint8_t { unknown, docker, podman, nerdctl, swarm, kubernetes };
std::string_view name_of(Platform platform);

/// Who declares, from the outside in. A later level overrides an earlier one.
enum class LevelKind : std::uint8_t { daemon, base_image, build_stage, service, pod, container };

/// One place that declares facts about a subject.
struct Level {
  LevelKind kind = LevelKind::container;
  std::string name;  ///< For people: "image debian:12", "stage runtime", "service web".
  Origin site;       ///< The nearest enclosing key: where an absent fact is pointed at.
  Facts facts;
  /// Set when this level may declare more than could be read (an unknown base image, `$OPTS` on a
  /// command line, a template): facts absent here are then unknown, not default.
  std::optional<Origin> open;
};

/// What has facts on levels.
struct Subject {
  std::string
      name;  ///< Stable and unique in its file set: "service web", "Deployment/api container api".
  Platform platform = Platform::unknown;
  std::vector<Level> levels;  ///< From the outside in; never empty once a source is done.

  Origin site() const { return levels.empty() ? Origin{} : levels.back().site; }
};

/// Docker's build of an image as a workload asks for it; linked to a Build by check/link.h.
struct BuildRequest {
  std::string dockerfile;  ///< Path as Files knows it; empty with inline text.
  Text target;             ///< Stage; empty: the last.
  Settings arguments;
  Origin origin;
};

/// One container as it is going to run (or an image as it would run by default).
struct Workload : Subject {
  std::optional<BuildRequest> build;
  std::string name_space;  ///< Kubernetes namespace; empty: not stated.
  Settings pod_labels;     ///< What Kubernetes selectors match.
  bool is_image = false;   ///< The result of a Dockerfile that no workload here is known to run.
  bool only_kubernetes = false;  ///< An image of a tree in which all that runs are pods.
  bool is_init = false;      ///< Ends before the others start: probes and restarts do not apply.
  bool windows = false;      ///< Runs on Windows: uids, capabilities, seccomp … do not exist.
  bool is_removed = false;   ///< With all its data when it ends (`--rm`), and that is intended.
  bool is_attached = false;  ///< The command that starts it waits for it: `docker run` without -d.
  bool is_job = false;  ///< Runs to completion: Job, CronJob, a tool in a script or a pipeline.

  /// A tool that somebody or a pipeline runs once: it serves nobody, and is gone when it ends.
  bool is_tool() const { return is_job && platform != Platform::kubernetes; }
};

/// One container engine's own configuration.
struct Engine : Subject {};

/// One machine as its first-boot script makes it.
struct Host : Subject {
  std::vector<ShellCommand> commands;  ///< What the script runs, in order.
};

/// Whether a fact that a level of this kind declares counts on this platform: Kubernetes ignores an
/// image's HEALTHCHECK, and no image can limit memory. The table is in model/defaults.cpp.
bool applies(Platform platform, LevelKind kind, Fact fact);

/// Untyped answer behind `effective`: the entry of `level`, else of the defaults table; null with
/// `open` set when an open level hides it.
struct EffectiveEntry {
  const Facts::Any* value = nullptr;
  const Level* level = nullptr;
  const Origin* open = nullptr;
};
EffectiveEntry effective_entry(const Subject& subject, Fact fact);

/// The effective value of a fact: the innermost level that states it, else the engine's default.
/// Refers to the subject, which it must not outlive; rules ask hundreds of times, so nothing is
/// copied.
template <class T>
class Effective {
 public:
  explicit Effective(const EffectiveEntry& entry)
      : unknown_(entry.open ? std::optional(Value<T>::unknown(*entry.open)) : std::nullopt),
        value(unknown_      ? *unknown_
              : entry.value ? *std::get_if<Value<T>>(entry.value)
                            : absent()),
        level(entry.level) {}
  Effective(const Effective&) = delete;
  Effective& operator=(const Effective&) = delete;

  const Value<T>* operator->() const { return &value; }
  const T& operator*() const { return *value; }

 private:
  static const Value<T>& absent() {
    static const Value<T> nothing;
    return nothing;
  }
  std::optional<Value<T>> unknown_;

 public:
  const Value<T>& value;  ///< Absent: nobody states it, and no default of the engine is known.
  const Level* level;     ///< Null for a default.
};

/// Walks the levels from the inside out, skips what does not apply (model/defaults.h), stops as
/// unknown at an open level, and ends at the default of the platform. Lists that add up (mounts,
/// ports, environment …) are better read with `gather`.
template <class T>
Effective<T> effective(const Subject& subject, FactKey<T> key) {
  return Effective<T>(effective_entry(subject, key.fact));
}

/// Elements of several lists one after the other; refers to them.
template <class E>
class Gathered {
 public:
  class Iterator {
   public:
    using value_type = E;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(const E* const* at) : at_(at) {}
    const E& operator*() const { return **at_; }
    const E* operator->() const { return *at_; }
    Iterator& operator++() { return ++at_, *this; }
    Iterator operator++(int) { return Iterator(at_++); }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const E* const* at_ = nullptr;
  };

  void add(const std::vector<E>& list) {
    for (const E& element : list) all_.push_back(&element);
  }
  Iterator begin() const { return Iterator(all_.data()); }
  Iterator end() const { return Iterator(all_.data() + all_.size()); }
  bool empty() const { return all_.empty(); }
  std::size_t size() const { return all_.size(); }
  const E& front() const { return *all_.front(); }
  const E& back() const { return *all_.back(); }

 private:
  std::vector<const E*> all_;
};

/// All elements of a list fact over all levels that apply, from the outside in.
template <class E>
Gathered<E> gather(const Subject& subject, FactKey<std::vector<E>> key) {
  Gathered<E> all;
  for (const Level& level : subject.levels) {
    if (!level.facts.states(key.fact) || !applies(subject.platform, level.kind, key.fact)) continue;
    const Value<std::vector<E>>& value = level.facts.get(key);
    if (value.is_known()) all.add(*value);
  }
  return all;
}

/// Whether an open level could add to a list fact or state an absent one; the reason when it could.
const Origin* may_have_more(const Subject& subject, Fact fact);

/// Where a fact that nobody states is missing: the built stage's FROM for what belongs to an image
/// (user, health check) when that is built here, else the innermost level.
Origin site_of_absent(const Subject& subject, Fact fact);

}  // namespace boltseal

#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>

#include "model/subject.h"

namespace boltseal::test {

// What the writers of all formats share.

inline bool known(const Text& text) { return text.is_known(); }

// Visits every stated fact; `say` answers whether the format could say it.
template <class Say>
bool all_said(const Facts& facts, Say say) {
  for (const Facts::Entry& entry : facts.entries()) {
    if (!say(entry.fact)) return false;
  }
  return true;
}

template <class T>
const T* known_value(const Facts& facts, FactKey<T> key) {
  const Value<T>& value = facts.get(key);
  return value.is_known() ? &*value : nullptr;
}

inline std::string user_text(const User& user) {
  return user.name.bytes() + (user.group.empty() ? "" : ":" + user.group.bytes());
}

inline std::string restart_text(const Restart& restart) {
  return restart.policy + (restart.attempts ? fmt::format(":{}", *restart.attempts) : "");
}

// What else a mount says: only the propagation is written, the options of NFS belong to volumes.
inline bool can_say_options(const Mount& mount) {
  return mount.options.empty() && !mount.propagation.is_unknown() &&
         (!mount.propagation.is_known() || mount.propagation->is_known());
}

inline std::string propagation_of(const Mount& mount, std::string_view before) {
  return mount.propagation.is_known() ? std::string(before) + mount.propagation->bytes() : "";
}

// One for each format; nothing when it cannot say a fact.
std::optional<std::string> write_docker_run(const Facts& facts);
std::optional<std::string> write_compose(const Facts& facts);
std::optional<std::string> write_pod(const Facts& facts);

}  // namespace boltseal::test

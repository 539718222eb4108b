#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/subject.h"

namespace boltseal {

/// How values are written out, for people and for the goldens of the tests. Unknown parts of text
/// stand between « and »; nothing is sanitized.
enum class Spelled : std::uint8_t {
  bare,    ///< `app`
  quoted,  ///< `"app"`, so that empty text shows
};

std::string describe(const Text& text, Spelled how);
std::string describe(bool value, Spelled how);
std::string describe(std::int64_t value, Spelled how);
std::string describe(const User& user, Spelled how);
std::string describe(const ImageReference& image, Spelled how);
std::string describe(const Command& command, Spelled how);
std::string describe(const HealthCheck& check, Spelled how);
std::string describe(const Restart& restart, Spelled how);
std::string describe(const Item& item, Spelled how);
std::string describe(const Setting& setting, Spelled how);
std::string describe(const Mount& mount, Spelled how);
std::string describe(const Port& port, Spelled how);

/// The number of a fact in its own unit: "256 MiB", "0.5 CPUs", "no limit".
std::string describe_number(Fact fact, std::int64_t number);

std::string_view name_of(LevelKind kind);
std::string_view name_of(MountKind kind);

}  // namespace boltseal

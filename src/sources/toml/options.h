#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/grant.h"
#include "sources/source.h"
#include "sources/yaml/fields.h"

namespace boltseal::toml_text {

/// How a setting of an engine is written.
enum class Form : std::uint8_t {
  text,
  boolean,
  negated,  ///< A boolean that says the opposite of the fact: `no_pivot_root = true`.
  number,
  list,          ///< Of strings.
  pairs,         ///< The same, each "NAME=value".
  capabilities,  ///< All that a container has; others are dropped.
  ulimits,       ///< "nofile=SOFT:HARD"
  volumes,       ///< As behind `podman run -v`.
  mounts,        ///< As behind `podman run --mount`.
};

/// One setting of an engine that states a fact as it stands. Facts of an engine are its own, all
/// others those of each container that says nothing else.
struct Option {
  std::string_view table;  ///< Keys to it, between '/': "plugins/io.containerd.grpc.v1.cri".
  std::string_view key;
  Form form = Form::text;
  Fact fact{};
};

/// What one file says.
struct Said {
  Facts engine;
  Facts containers;
  std::vector<Grant> logins;  ///< Passwords of registries.
};

/// The table with these keys; none when it is not there.
yaml::Fields table_at(const yaml::Fields& root, std::string_view path);

/// States what the options say, in their order: of two that state one fact the later counts.
void read_options(const yaml::Fields& root, std::span<const Option> options, Said& said);

/// A password of a registry that stands in the file.
void add_login(const yaml::Fields& fields, std::string_view key, std::string_view registry,
               Said& said);

/// Adds the engine, the containers that it makes, and the logins. Both are open: other files may
/// say more.
/// @param engine "podman", "containerd"
void add_settings(Said said, std::string_view engine, Platform platform, const Document& document,
                  Reader& reader);

/// Replaces or removes a value, or adds it to its table; the rest of the file keeps its bytes.
Result<std::vector<Edit>> write_option(const Document& document, const Change& change,
                                       std::span<const Option> options);
/// `log_level = "info"`; empty when the engine has no such thing.
std::string spell_option(const Change& change, std::span<const Option> options);

}  // namespace boltseal::toml_text

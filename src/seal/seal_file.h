#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace boltseal {

/// Where the seal of a file, a folder or an image on this disk lies: "compose.yaml.boltseal.json",
/// "web/.boltseal.json".
std::string seal_file_of(const std::string& path);
bool is_seal_file(std::string_view path);
/// Files that no seal is about: other seals, and policies, which are compared by what they demand.
bool is_beside_the_point(std::string_view path);

/// The envelopes in such a file: one a line (in-toto, "Bundle"), or one in all.
std::vector<std::string> read_seal_file(std::string_view text);

/// A file with these envelopes, and with those of `before` that say something else or that somebody
/// else has signed.
std::string merged_seal_file(std::string_view before, const std::vector<std::string>& envelopes);

}  // namespace boltseal

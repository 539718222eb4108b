#include "seal/seal_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "policy/policy.h"
#include "seal/dsse.h"
#include "seal/statement.h"

namespace boltseal {
namespace {

constexpr std::string_view ending = ".boltseal.json";
constexpr std::size_t most_envelopes = 256;

// Who says what: the signers' hints and the kind of the statement.
std::pair<std::string, std::string> saying_of(std::string_view text) {
  const auto envelope = read_envelope(text);
  if (!envelope) return {};
  const auto statement = read_statement(envelope->payload);
  if (!statement) return {};
  return {envelope->signatures.front().key_id, statement->predicate_type};
}

}  // namespace

std::string seal_file_of(const std::string& path) {
  struct stat status = {};
  const bool is_folder = ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  if (!is_folder) return path + std::string(ending);
  return path + (path.ends_with('/') ? "" : "/") + std::string(ending);
}

bool is_seal_file(std::string_view path) { return path.ends_with(ending); }

bool is_beside_the_point(std::string_view path) {
  return is_seal_file(path) || base_name(path) == policy_file_name;
}

std::vector<std::string> read_seal_file(std::string_view text) {
  std::vector<std::string> envelopes;
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view each = trim(line);
    if (each.empty()) continue;
    // What is written over several lines is one.
    if (each.front() != '{' || each.back() != '}') return {std::string(text)};
    envelopes.emplace_back(each);
    if (envelopes.size() == most_envelopes) break;
  }
  return envelopes;
}

std::string merged_seal_file(std::string_view before, const std::vector<std::string>& envelopes) {
  std::set<std::pair<std::string, std::string>> renewed;
  std::string text;
  for (const std::string& envelope : envelopes) {
    renewed.insert(saying_of(envelope));
    text.append(envelope).append("\n");
  }
  for (const std::string& envelope : read_seal_file(before)) {
    const auto saying = saying_of(envelope);
    if (saying.second.empty() || renewed.contains(saying)) continue;
    text.append(envelope).append("\n");
  }
  return text;
}

}  // namespace boltseal

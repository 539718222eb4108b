#include "advisories/feeds/osv/feed.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "advisories/feeds/osv/record.h"
#include "advisories/feeds/records.h"
#include "advisories/feeds/statements.h"
#include "base/files.h"
#include "base/text.h"

namespace boltseal {
namespace {

bool is_yaml(std::string_view path) { return path.ends_with(".yaml") || path.ends_with(".yml"); }

// The keys of the outermost object that begin in the first bytes, or of the first object in a list.
// Cheap: strings are skipped as a whole.
class LeadingKeys {
 public:
  explicit LeadingKeys(std::string_view bytes) : bytes_(bytes.substr(0, window)) {
    int depth = 0, keys_at = 1;
    for (std::size_t at = 0; at < bytes_.size(); ++at) {
      const char c = bytes_[at];
      if (c == '[' && depth == 0) keys_at = 2;
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      if (c != '"') continue;
      const std::size_t begin = at + 1;
      for (++at; at < bytes_.size() && bytes_[at] != '"'; ++at) at += bytes_[at] == '\\';
      const std::size_t colon =
          bytes_.find_first_not_of(" \t\r\n", std::min(at + 1, bytes_.size()));
      if (depth != keys_at || colon == bytes_.npos || bytes_[colon] != ':') continue;
      if (count_ < keys_.size()) keys_[count_++] = bytes_.substr(begin, at - begin);
    }
  }
  bool has(std::string_view key) const { return std::ranges::find(keys_, key) != keys_.end(); }

 private:
  static constexpr std::size_t window = 4096;
  std::string_view bytes_;
  std::array<std::string_view, 16> keys_;
  std::size_t count_ = 0;
};

bool recognises(const FeedFile& file) {
  if (is_yaml(file.path)) {
    const std::string_view head = file.bytes.substr(0, 4096);
    return (head.starts_with("id: ") || head.starts_with("id:\t") ||
            head.find("\nid: ") != head.npos) &&
           (head.find("\nmodified: ") != head.npos || head.find("\naffected:") != head.npos ||
            head.starts_with("modified: "));
  }
  const char first = feeds::first_byte(file.bytes);
  if (first != '{' && first != '[') return false;
  const LeadingKeys keys(file.bytes);
  if (keys.has("schema_version") && keys.has("id")) return true;
  if (keys.has("id")) return keys.has("modified") || keys.has("affected") || keys.has("details");
  // BellSoft's begin with a list that may be long.
  return keys.has("affected") && feeds::begins_with(file.bytes, {"\"package\"", "\"ecosystem\""});
}

// One record a line.
Result<void> read_lines(const FeedFile& file, AdvisorySink& sink) {
  std::size_t number = 0;
  for (std::string_view rest = file.bytes; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (line.empty()) continue;
    if (const Result<json> record = feeds::read_json({file.path, line})) {
      osv::read_record(*record, file, sink);
    } else {
      sink.trouble({"line " + std::to_string(number) + " is no complete JSON",
                    std::string(file.path),
                    {},
                    record.error().remedy});
    }
  }
  return {};
}

// Whether the first line is a whole object and another one follows it.
bool is_one_a_line(std::string_view bytes) {
  bytes = trim(bytes);
  const std::size_t end = bytes.find('\n');
  if (end == bytes.npos) return false;
  const std::string_view first = trim(bytes.substr(0, end));
  return first.size() > 1 && first.back() == '}' && trim(bytes.substr(end)).starts_with('{');
}

Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  if (is_yaml(file.path)) {
    const auto documents = feeds::read_yaml(file);
    if (!documents) return std::unexpected(documents.error());
    for (const json& record : *documents) osv::read_record(record, file, sink);
    return {};
  }
  if (feeds::first_byte(file.bytes) == '[') {
    return feeds::stream_json(
        file, 1, [&](auto, const json& record) { osv::read_record(record, file, sink); });
  }
  if (is_one_a_line(file.bytes)) return read_lines(file, sink);
  const Result<json> record = feeds::read_json(file);
  if (!record) return std::unexpected(record.error());
  osv::read_record(*record, file, sink);
  return {};
}

}  // namespace

const Feed osv_feed = {"osv", "OSV", recognises, read};

}  // namespace boltseal

#include "sources/compose/write.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/text.h"
#include "sources/compose/interpolate.h"
#include "sources/compose/short_syntax.h"
#include "sources/yaml/quote.h"
#include "sources/yaml/yaml.h"

namespace boltseal::compose {
namespace {

using yaml::Entry;
using yaml::Node;

/// A node that stands at wanted bytes, and how often the document uses it.
struct Found {
  const Node* node = nullptr;
  const Node* value = nullptr;  ///< Of a key: what it names.
  std::size_t uses = 0;
};

// Aliases are followed, so that a node is met once for every place that uses it; parse() bounds how
// many that are, and how deep.
void search(const Node& node, ByteSpan span, Found& found) {
  if (node.span == span) {
    found.node = &node;
    ++found.uses;
  }
  for (const Node* item : node.items) search(*item, span, found);
  for (const Entry& entry : node.entries) {
    if (entry.key->span == span) {
      found.node = entry.key;
      found.value = entry.value;
      ++found.uses;
    }
    search(*entry.value, span, found);
  }
}

/// What stands under a top-level `x-` key is used only where an alias names it.
void search_root(const Node& root, ByteSpan span, Found& found) {
  for (const Entry& entry : root.entries) {
    if (!entry.key->value.starts_with("x-")) search(*entry.value, span, found);
  }
}

void count_uses(const Node& node, const Node* wanted, std::size_t& uses) {
  if (&node == wanted) ++uses;
  for (const Node* item : node.items) count_uses(*item, wanted, uses);
  for (const Entry& entry : node.entries) count_uses(*entry.value, wanted, uses);
}

std::unexpected<Error> refuse(const Document& document, ByteSpan at, std::string why) {
  return std::unexpected(document.error(std::move(why), at));
}

constexpr const char* shared =
    "an anchor gives this value to several places, so that changing it would change them all";
constexpr const char* interpolated = "a variable decides what stands here";

Result<std::vector<Edit>> write_user(const Document& document, const Change& change,
                                     const Found& found, const Node& root) {
  const std::string* const user = std::get_if<std::string>(&change.value);
  if (user == nullptr || user->empty()) {
    return refuse(document, found.node->span, "a service cannot be left without a user");
  }
  if (!change.missing) {
    if (!found.node->is_scalar() || found.value) {
      return refuse(document, found.node->span, "this is not the user of a service");
    }
    if (found.uses > 1) return refuse(document, found.node->span, shared);
    if (needs_interpolation(found.node->value)) {
      return refuse(document, found.node->span, interpolated);
    }
    return std::vector{yaml::replace_scalar(*found.node, *user, yaml::WriteAs::text)};
  }
  const Node* const service = found.value;
  if (service == nullptr || !service->is_mapping()) {
    return refuse(document, found.node->span, "there is no service here that could get a user");
  }
  std::size_t uses = 0;
  count_uses(root, service, uses);
  if (uses > 1 || service->span.begin < found.node->span.end) {
    return refuse(document, found.node->span, shared);
  }
  const std::string value =
      yaml::is_typed(*user) || !yaml::is_plain(*user) ? yaml::quote_double(*user) : *user;
  // Beside the image, where people look for it.
  const Entry* after = nullptr;
  for (const Entry& entry : service->entries) {
    if (entry.key->value == "image" && entry.value->is_scalar()) after = &entry;
  }
  Result<Edit> edit = yaml::add_entry(*service, "user", value, after);
  if (!edit) return std::unexpected(edit.error());
  return std::vector{std::move(*edit)};
}

/// The options of a volume in short form after the change; "ro" leads, as everybody writes it.
std::string with_mode(std::string_view options, std::string_view mode) {
  std::string out;
  bool stated = false;
  for (const std::string_view word : split(options, ',')) {
    if (!out.empty()) out += ',';
    const bool is_mode = word == "ro" || word == "rw";
    out += is_mode ? mode : word;
    stated = stated || is_mode;
  }
  return stated || out.empty() ? (out.empty() ? std::string(mode) : out)
                               : std::string(mode) + "," + out;
}

/// `SOURCE:TARGET[:OPTIONS]`: only the options are touched, so that quotes and variables stay.
Result<std::vector<Edit>> write_short(const Document& document, const Node& entry,
                                      std::string_view mode) {
  const std::uint32_t quote = entry.style == yaml::Style::plain ? 0 : 1;
  const ByteSpan inside{entry.span.begin + quote, entry.span.end - quote};
  const Interpolated expanded = interpolate(entry.value, {});
  const ShortVolume parts = split_volume(expanded.text);
  if (inside.end < inside.begin || document.at(inside) != entry.value) {
    return refuse(document, entry.span, "the entry is not written on one line without escapes");
  }
  if (parts.source.empty()) {
    // "${DATA}" may hold everything; "/data" is an anonymous volume, made to be written.
    return refuse(document, entry.span,
                  parts.target.is_known() ? "an anonymous volume has no options in short form"
                                          : interpolated);
  }
  if (parts.options.empty()) {
    if (!expanded.text.is_known_at(expanded.text.bytes().size() - 1)) {
      return refuse(document, entry.span, interpolated);
    }
    return std::vector{Edit{{inside.end, inside.end}, ":" + std::string(mode)}};
  }
  const std::string_view options =
      std::string_view(expanded.text.bytes()).substr(parts.options.front().begin);
  if (!expanded.text.substr(parts.options.front().begin).is_known() ||
      !entry.value.ends_with(":" + std::string(options))) {
    return refuse(document, entry.span, interpolated);
  }
  const auto begin = static_cast<std::uint32_t>(inside.end - options.size());
  return std::vector{Edit{{begin, inside.end}, with_mode(options, mode)}};
}

Result<std::vector<Edit>> write_read_only(const Document& document, const Change& change,
                                          const Found& found) {
  const bool* const read_only = std::get_if<bool>(&change.value);
  if (read_only == nullptr) {
    return refuse(document, found.node->span, "read_only is either true or false");
  }
  if (found.uses > 1) return refuse(document, found.node->span, shared);
  const Node& entry = *found.node;
  if (entry.is_mapping()) {
    if (const Entry* present = entry.find("read_only")) {
      const bool own =
          entry.span.contains(present->span) && present->span.contains(present->value->span);
      if (!own) return refuse(document, entry.span, shared);
      if (needs_interpolation(present->value->value)) {
        return refuse(document, present->value->span, interpolated);
      }
      return std::vector{Edit{present->value->span, *read_only ? "true" : "false"}};
    }
    const Entry* after = entry.find("target");
    if (after && !entry.span.contains(after->span)) after = nullptr;
    Result<Edit> edit = yaml::add_entry(entry, "read_only", *read_only ? "true" : "false", after);
    if (!edit) return std::unexpected(edit.error());
    return std::vector{std::move(*edit)};
  }
  if (!entry.is_scalar() || found.value) {
    return refuse(document, entry.span, "this is not a volume of a service");
  }
  return write_short(document, entry, *read_only ? "ro" : "rw");
}

}  // namespace

Result<std::vector<Edit>> write(const Document& document, const Change& change) {
  const bool is_user = change.fact == Fact::user;
  const bool is_read_only = change.fact == Fact::mounts && change.field == "read_only";
  if (!is_user && !is_read_only) {
    return fail("this change cannot be written to a Compose file yet", document.path());
  }
  const std::optional<ByteSpan> at = document.to_local(change.at.span);
  yaml::Tree tree;
  if (const Result<void> parsed = yaml::parse(document, tree); !parsed) {
    return std::unexpected(parsed.error());
  }
  Found found;
  const Node* root = nullptr;
  for (const Node* each : tree.documents) {
    if (found.node || !at) break;
    root = each;
    search_root(*each, *at, found);
  }
  if (found.node == nullptr) {
    return fail("the place is not part of a service here", document.path());
  }
  return is_user ? write_user(document, change, found, *root)
                 : write_read_only(document, change, found);
}

std::string spell(const Change& change) {
  if (change.fact == Fact::user) {
    const std::string* const user = std::get_if<std::string>(&change.value);
    if (user == nullptr) return {};
    return "user: " +
           (yaml::is_typed(*user) || !yaml::is_plain(*user) ? yaml::quote_double(*user) : *user);
  }
  if (change.fact == Fact::mounts && change.field == "read_only") {
    const bool* const read_only = std::get_if<bool>(&change.value);
    if (read_only == nullptr) return {};
    const Origin& at = change.at;
    std::string_view entry;
    if (at.file && at.span.end <= at.file->text.size()) {
      entry = std::string_view(at.file->text).substr(at.span.begin, at.span.size());
    }
    const bool is_short = !entry.empty() && entry.find('\n') == std::string_view::npos &&
                          entry.find("target:") == std::string_view::npos;
    if (!is_short) return std::string("read_only: ") + (*read_only ? "true" : "false");
    if (entry.front() == '"' || entry.front() == '\'') {
      entry = entry.substr(1, entry.size() - std::min<std::size_t>(entry.size(), 2));
    }
    const ShortVolume parts = split_volume(interpolate(entry, {}).text);
    std::string_view kept = entry;
    std::string options;
    if (!parts.options.empty()) {
      const std::size_t colon = entry.rfind(':');
      kept = entry.substr(0, colon);
      options = entry.substr(colon + 1);
    }
    return "- " + std::string(kept) + ":" + with_mode(options, *read_only ? "ro" : "rw");
  }
  return {};
}

}  // namespace boltseal::compose

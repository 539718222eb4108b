#include "advisories/feeds/records.h"

#include <utility>

#include "advisories/feeds/statements.h"
#include "sources/yaml/yaml.h"

namespace boltseal::feeds {
namespace {

constexpr std::size_t most_depth = 64;

// Ends soon: parse() bounds depth and size of what a walk meets.
json tree_of(const yaml::Node& node) {
  if (node.is_scalar()) return node.is_null() ? json() : json(node.value);
  if (node.is_sequence()) {
    json list = json::array();
    for (const yaml::Node* const item : node.items) list.push_back(tree_of(*item));
    return list;
  }
  json object = json::object();
  for (const yaml::Entry& entry : node.entries) {
    json value = tree_of(*entry.value);
    json& slot = object[entry.key->value];
    if (slot.is_array() && value.is_array()) {
      slot.insert(slot.end(), value.begin(), value.end());
    } else {
      slot = std::move(value);
    }
  }
  return object;
}

Error no_json(const FeedFile& file) {
  return {"is no complete JSON", std::string(file.path), {}, "fetch the file again"};
}

}  // namespace

Result<json> read_json(const FeedFile& file) {
  // Without a callback, which takes twice the time; neither reading nor freeing recurses.
  json value = json::parse(file.bytes, nullptr, /*allow_exceptions=*/false);
  if (value.is_discarded()) return std::unexpected(no_json(file));
  return value;
}

Result<std::vector<json>> read_yaml(const FeedFile& file) {
  const File whole{std::string(file.path), std::string(file.bytes)};
  const Document document(whole);
  yaml::Tree tree;
  if (const auto read = yaml::parse(document, tree); !read) return std::unexpected(read.error());
  std::vector<json> documents;
  for (const yaml::Node* const root : tree.documents) documents.push_back(tree_of(*root));
  return documents;
}

Result<void> read_records(const FeedFile& file, AdvisorySink& sink, ReadRecord read) {
  const auto documents = read_yaml(file);
  if (!documents) return std::unexpected(documents.error());
  for (const json& record : *documents) {
    Result<Advisory> advisory = read(record, file);
    if (advisory) {
      sink.add(std::move(*advisory));
    } else {
      advisory.error().path = file.path;
      sink.trouble(std::move(advisory.error()));
    }
  }
  return {};
}

Result<void> stream_json(const FeedFile& file, std::size_t depth, const EachObject& each) {
  std::vector<std::string> keys(depth);
  const auto see = [&](int level, json::parse_event_t event, json& parsed) {
    const auto at = static_cast<std::size_t>(level);
    if (event == json::parse_event_t::key && at >= 1 && at <= depth) {
      keys[at - 1] = parsed.get_ref<const std::string&>();
    }
    if (event != json::parse_event_t::object_end || at != depth) return at < most_depth;
    each(keys, parsed);
    return false;
  };
  const json rest = json::parse(file.bytes, see, /*allow_exceptions=*/false);
  // Discarded is also what an outermost object becomes that `each` took.
  if (rest.is_discarded() && !(depth == 0 && json::accept(file.bytes))) {
    return std::unexpected(no_json(file));
  }
  return {};
}

const json& in(const json& object, const char* key) {
  static const json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(key);
  return found == object.end() ? nothing : *found;
}

std::span<const json> items_of(const json& value) {
  if (!value.is_array()) return {};
  return value.get_ref<const json::array_t&>();
}

std::vector<std::string> texts_of(const json& value) {
  std::vector<std::string> texts;
  if (value.is_string()) texts.push_back(value.get<std::string>());
  for (const json& item : items_of(value)) {
    if (item.is_string()) texts.push_back(item.get<std::string>());
  }
  return texts;
}

std::vector<std::string> ids_of(const json& value) {
  std::vector<std::string> ids = texts_of(value);
  std::erase_if(ids, [](const std::string& id) { return !is_advisory_id(id); });
  return ids;
}

}  // namespace boltseal::feeds

#include "sources/daemon/daemon_json.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"
#include "sources/daemon/options.h"
#include "sources/daemon/state.h"
#include "sources/yaml/json.h"
#include "sources/yaml/yaml.h"

namespace boltseal::daemon {
namespace {

// What a JSON value is: the reader keeps strings as double-quoted and everything else as plain.
bool is_string(const yaml::Node& node) {
  return node.is_scalar() && node.style == yaml::Style::double_quoted;
}
bool is_plain(const yaml::Node& node) { return node.is_scalar() && !is_string(node); }
bool is_null(const yaml::Node& node) { return is_plain(node) && node.value == "null"; }
bool is_boolean(const yaml::Node& node) {
  return is_plain(node) && (node.value == "true" || node.value == "false");
}
bool is_number(const yaml::Node& node) {
  return is_plain(node) && !is_null(node) && !is_boolean(node);
}

std::string_view kind_of(const yaml::Node& node) {
  if (node.is_mapping()) return "an object";
  if (node.is_sequence()) return "a list";
  if (is_string(node)) return "a string";
  if (is_null(node)) return "null";
  return is_boolean(node) ? "a boolean" : "a number";
}

std::string_view expected_by(Type type) {
  switch (type) {
    case Type::boolean: return "true or false";
    case Type::number: return "a number";
    case Type::text: return "a string";
    case Type::list: return "a list of strings";
    case Type::map: return "an object of strings";
    case Type::ulimits: return "an object of limits";
    case Type::object: break;
  }
  return "an object";
}

class JsonReader {
 public:
  JsonReader(const Document& document, Reader& reader) : document_(document), reader_(reader) {}

  void read(const yaml::Node& root) {
    if (is_somebody_elses(root)) return;
    Level level;
    level.kind = LevelKind::daemon;
    level.name = file_level;
    level.site = document_.origin({root.span.begin, root.span.begin + 1});
    for (std::size_t i = 0; i < root.entries.size(); ++i) {
      const yaml::Entry& entry = root.entries[i];
      const Option* const option = find_key(entry.key->value);
      if (option == nullptr) {
        unknown_key(*entry.key);
      } else if (!is_null(*entry.value)) {
        // Go's decoder keeps the last of several equal keys.
        if (option->fact != Fact::count_) level.facts.remove(option->fact);
        state(*option, *entry.value, level.facts);
      }
    }
    add_engine(std::move(level), document_, reader_);
  }

 private:
  // Other programs call their configuration daemon.json, too. Without one key that dockerd knows,
  // and without "docker" in the path, it is theirs.
  bool is_somebody_elses(const yaml::Node& root) const {
    if (root.entries.empty() || document_.path().find("docker") != std::string::npos) return false;
    return std::none_of(root.entries.begin(), root.entries.end(), [](const yaml::Entry& entry) {
      return find_key(entry.key->value) != nullptr;
    });
  }

  void error(std::string message, const yaml::Node& at, std::string remedy = {}) {
    reader_.inventory.errors.push_back(
        document_.error(std::move(message), at.span, std::move(remedy)));
  }

  void unknown_key(const yaml::Node& key) {
    if (!with_placeholders(key.value).is_known()) return;
    const std::string_view meant = nearest_key(key.value);
    std::string remedy =
        meant.empty() ? std::string("remove the key, or check its name in dockerd's reference")
                      : "did you mean \"" + std::string(meant) + "\"?";
    error("dockerd has no option \"" + std::string(key.value) + "\" and refuses to start with it",
          key, std::move(remedy));
  }

  void wrong_type(const Option& option, std::string_view what, const yaml::Node& value) {
    error("\"" + std::string(option.key) + "\" must be " + std::string(what) + ", not " +
              std::string(kind_of(value)) + ": dockerd refuses to start",
          value);
  }

  void state(const Option& option, const yaml::Node& value, Facts& facts) {
    switch (option.type) {
      case Type::boolean:
        if (!is_boolean(value)) return placeholder_or_error(option, value, facts);
        if (option.fact == Fact::count_) return;
        return facts.set(FactKey<bool>{option.fact}, value.value == "true", value.origin());
      case Type::number:
        if (!is_number(value)) placeholder_or_error(option, value, facts);
        return;
      case Type::text:
        if (!is_string(value)) return wrong_type(option, expected_by(option.type), value);
        // An empty string is what dockerd has when nothing is said.
        if (option.fact == Fact::count_ || value.value.empty()) return;
        return facts.set(FactKey<Text>{option.fact}, with_placeholders(value.value),
                         value.origin());
      case Type::list: return state_list(option, value, facts);
      case Type::map: return state_map(option, value, facts);
      case Type::ulimits: return state_ulimits(option, value, facts);
      case Type::object: break;
    }
    if (value.is_scalar()) return wrong_type(option, expected_by(option.type), value);
    if (option.fact == Fact::content_trust && value.is_mapping()) {
      // {"mode": "enforced"} (Mirantis Container Runtime, "Enable Docker Content Trust").
      const yaml::Node* const mode = value.get("mode");
      if (mode != nullptr && is_string(*mode)) {
        facts.set(fact::content_trust, mode->value == "enforced", mode->origin());
      }
    }
  }

  // A template may leave a quoted placeholder where a boolean or a number will stand.
  void placeholder_or_error(const Option& option, const yaml::Node& value, Facts& facts) {
    if (!is_string(value) || with_placeholders(value.value).is_known()) {
      return wrong_type(option, expected_by(option.type), value);
    }
    if (option.type == Type::boolean && option.fact != Fact::count_) {
      facts.set(FactKey<bool>{option.fact}, Value<bool>::unknown(value.origin()));
    }
  }

  void state_list(const Option& option, const yaml::Node& value, Facts& facts) {
    if (!value.is_sequence()) return wrong_type(option, expected_by(option.type), value);
    Items items;
    for (const yaml::Node* const item : value.items) {
      if (!is_string(*item)) {
        wrong_type(option, expected_by(option.type), *item);
        continue;
      }
      items.push_back({with_placeholders(item->value), item->origin()});
    }
    if (items.empty() || option.fact == Fact::count_) return;
    facts.set(FactKey<Items>{option.fact}, std::move(items), value.origin());
  }

  void state_map(const Option& option, const yaml::Node& value, Facts& facts) {
    if (!value.is_mapping()) return wrong_type(option, expected_by(option.type), value);
    Settings settings;
    for (const yaml::Entry& entry : value.entries) {
      if (!is_string(*entry.value)) {
        // The classic is `"max-file": 3`: Go's decoder takes only strings here.
        error("\"" + std::string(option.key) + "\" takes strings only, but \"" +
                  std::string(entry.key->value) + "\" is " + std::string(kind_of(*entry.value)) +
                  ": dockerd refuses to start",
              *entry.value,
              is_plain(*entry.value) ? "write \"" + std::string(entry.value->value) + "\" in quotes"
                                     : "");
        continue;
      }
      settings.push_back({std::string(entry.key->value), with_placeholders(entry.value->value),
                          entry.value->origin()});
    }
    if (settings.empty() || option.fact == Fact::count_) return;
    facts.set(FactKey<Settings>{option.fact}, std::move(settings), value.origin());
  }

  void state_ulimits(const Option& option, const yaml::Node& value, Facts& facts) {
    if (!value.is_mapping()) return wrong_type(option, expected_by(option.type), value);
    Gathered limits;
    for (const yaml::Entry& entry : value.entries) {
      if (!entry.value->is_mapping()) {
        wrong_type(option, expected_by(option.type), *entry.value);
        continue;
      }
      const auto limit = [&](std::string_view name) -> std::string {
        // encoding/json matches the names of a struct's fields whatever their case.
        for (const yaml::Entry& field : entry.value->entries) {
          if (equals_ignoring_case(field.key->value, name) && is_number(*field.value)) {
            return std::string(field.value->value);
          }
        }
        return "0";
      };
      limits.setting(option, {std::string(entry.key->value),
                              Text(limit("Soft") + ":" + limit("Hard")), entry.value->origin()});
    }
    std::move(limits).state_in(facts);
  }

  const Document& document_;
  Reader& reader_;
};

}  // namespace

void read_daemon_json(const Document& document, Reader& reader) {
  if (trim(document.text()).empty()) {
    // dockerd takes an empty file for one that says nothing.
    Level level;
    level.kind = LevelKind::daemon;
    level.name = file_level;
    level.site = document.origin({0, 0});
    return add_engine(std::move(level), document, reader);
  }
  yaml::Tree tree;
  const Result<void> parsed = yaml::parse_json(document, tree);
  if (!parsed) reader.inventory.errors.push_back(parsed.error());
  if (tree.documents.empty() || tree.documents.front() == nullptr) return;
  const yaml::Node& root = *tree.documents.front();
  if (!root.is_mapping()) {
    if (parsed) {
      reader.inventory.errors.push_back(
          document.error("daemon.json must hold an object, not " + std::string(kind_of(root)),
                         root.span, "write { \"icc\": false }"));
    }
    return;
  }
  if (parsed) JsonReader(document, reader).read(root);
}

}  // namespace boltseal::daemon

#include "sources/compose/values.h"

#include "base/text.h"
#include "sources/compose/short_syntax.h"

namespace boltseal::compose {
namespace {

using yaml::Entry;
using yaml::Node;

template <class T>
Value<T> wrong(Project& project, const Node& node, std::string_view what) {
  project.error(node, "this is not " + std::string(what), "Write " + std::string(what));
  return Value<T>::unknown(node.origin());
}

Setting setting_of(Project& project, const Node& item, bool from_outside) {
  Expanded whole = scalar_of(project, &item).value_or(Expanded{});
  Setting setting;
  setting.origin = std::move(whole.origin);
  const std::size_t sign = whole.text.find('=');
  setting.name = whole.text.substr(0, sign).bytes();
  if (sign != std::string::npos) {
    setting.value = whole.text.substr(sign + 1);
  } else if (from_outside) {
    setting.value = Text::unknown("${" + setting.name + "}");
  }
  return setting;
}

void resolve_outside(Project& project, const Node& node, Setting& setting) {
  const Layer* const layer = project.layer_of(node);
  if (layer == nullptr) return;
  const auto found = layer->environment->find(setting.name);
  if (found == layer->environment->end()) return;
  setting.value = found->second.value;
  setting.origin = with_step(std::move(setting.origin), found->second.origin);
}

}  // namespace

std::optional<Expanded> scalar_of(Project& project, const Node* node) {
  if (node == nullptr || !node->is_scalar() || node->is_null()) return std::nullopt;
  return project.expand(*node);
}

Value<bool> bool_of(Project& project, const Node* node) {
  if (node == nullptr || node->is_null()) return {};
  const std::optional<Expanded> scalar = scalar_of(project, node);
  if (!scalar) return wrong<bool>(project, *node, "true or false");
  if (!scalar->text.is_known()) return Value<bool>::unknown(scalar->origin);
  const std::string word = to_lower(scalar->text.bytes());
  // Compose takes YAML 1.1's words too, with a warning.
  for (const std::string_view yes : {"true", "yes", "on", "y"}) {
    if (word == yes) return Value<bool>::known(true, scalar->origin);
  }
  for (const std::string_view no : {"false", "no", "off", "n"}) {
    if (word == no) return Value<bool>::known(false, scalar->origin);
  }
  return wrong<bool>(project, *node, "true or false");
}

Value<std::int64_t> number_of(Project& project, const Node* node,
                              std::optional<std::int64_t> (*parse)(std::string_view),
                              std::string_view what) {
  if (node == nullptr || node->is_null()) return {};
  const std::optional<Expanded> scalar = scalar_of(project, node);
  if (!scalar) return wrong<std::int64_t>(project, *node, what);
  if (!scalar->text.is_known()) return Value<std::int64_t>::unknown(scalar->origin);
  const std::optional<std::int64_t> number = parse(scalar->text.bytes());
  if (!number) return wrong<std::int64_t>(project, *node, what);
  return Value<std::int64_t>::known(*number, scalar->origin);
}

Value<std::int64_t> int_of(Project& project, const Node* node) {
  return number_of(project, node, parse_int, "a whole number");
}

Value<Text> text_of(Project& project, const Node* node) {
  std::optional<Expanded> scalar = scalar_of(project, node);
  if (!scalar) return {};
  return Value<Text>::known(std::move(scalar->text), std::move(scalar->origin));
}

void each_scalar(const Node* node, const std::function<void(const Node&)>& visit) {
  if (node == nullptr) return;
  if (node->is_scalar() && !node->is_null()) visit(*node);
  for (const Node* item : node->items) {
    if (item->is_scalar() && !item->is_null()) visit(*item);
  }
}

Items items_of(Project& project, const Node* node) {
  Items items;
  each_scalar(node, [&](const Node& item) {
    Expanded scalar = project.expand(item);
    items.push_back({std::move(scalar.text), std::move(scalar.origin)});
  });
  return items;
}

Settings settings_of(Project& project, const Node* node, bool from_outside) {
  Settings settings;
  if (node == nullptr) return settings;
  for (const Node* item : node->items) {
    if (!item->is_scalar() || item->is_null()) continue;
    settings.push_back(setting_of(project, *item, from_outside));
    const bool has_value = item->value.find('=') != std::string::npos;
    if (from_outside && !has_value) resolve_outside(project, *item, settings.back());
  }
  if (!node->is_mapping()) return settings;
  for (const Entry& entry : yaml::merged_entries(*node)) {
    if (!entry.key->is_scalar() || !entry.value->is_scalar()) continue;
    Setting setting;
    setting.name = entry.key->value;
    if (std::optional<Expanded> scalar = scalar_of(project, entry.value)) {
      setting.value = std::move(scalar->text);
      setting.origin = std::move(scalar->origin);
    } else if (from_outside) {
      setting.value = Text::unknown("${" + setting.name + "}");
    }
    // The name belongs to what is decided: the whole line, except for a value from elsewhere.
    const bool here =
        entry.span.contains(entry.value->span) && entry.value->document == entry.key->document;
    if (here || !setting.origin.has_place()) {
      const Origin place = entry.key->document->origin(entry.span);
      setting.origin.file = place.file;
      setting.origin.span = place.span;
    }
    if (from_outside && entry.value->is_null()) {
      resolve_outside(project, *entry.key, setting);
    }
    settings.push_back(std::move(setting));
  }
  return settings;
}

}  // namespace boltseal::compose

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "model/facts.h"
#include "sources/compose/project.h"

namespace boltseal::compose {

// How the values of a Compose file are read: after interpolation, in short or long form, as values
// of the model.

/// A scalar that says something; nothing for null, collections and a missing node.
std::optional<Expanded> scalar_of(Project& project, const yaml::Node* node);

/// A boolean, a whole number …; absent when the node is missing or null, unknown where a variable
/// decides, an error of the project when it is something else.
Value<bool> bool_of(Project& project, const yaml::Node* node);
Value<std::int64_t> int_of(Project& project, const yaml::Node* node);
/// A number through one of the parsers of short_syntax.h; `what` is for the error: "a size".
Value<std::int64_t> number_of(Project& project, const yaml::Node* node,
                              std::optional<std::int64_t> (*parse)(std::string_view),
                              std::string_view what);
Value<Text> text_of(Project& project, const yaml::Node* node);

/// The scalars of a list, or the one that stands where a list could.
void each_scalar(const yaml::Node* node, const std::function<void(const yaml::Node&)>& visit);
Items items_of(Project& project, const yaml::Node* node);

/// `NAME: value` or `- NAME=value`. A variable without a value comes from outside: `.env`, else it
/// is unknown.
Settings settings_of(Project& project, const yaml::Node* node, bool from_outside);

/// States a value that is not absent.
template <class T>
void state(Facts& facts, FactKey<T> key, Value<T> value) {
  if (!value.is_absent()) facts.set(key, std::move(value));
}

}  // namespace boltseal::compose

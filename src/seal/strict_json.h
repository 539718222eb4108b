#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "sources/yaml/yaml.h"

namespace boltseal {

/// JSON that something is decided by, so that nobody else can read it otherwise: a key that an
/// object gives twice, a byte order mark, bytes behind the value, more than 32 levels or more than
/// 16 MiB are errors. Owns the text and its nodes.
class StrictJson {
 public:
  static Result<std::shared_ptr<const StrictJson>> read(std::string text);

  const yaml::Node& root() const { return *tree_.documents.front(); }
  /// A value as it is written.
  std::string_view written(const yaml::Node& value) const { return document_.at(value.span); }

 private:
  explicit StrictJson(std::string text) : file_{{}, std::move(text)}, document_(file_) {}

  const File file_;
  const Document document_;  // refers to file_, and the nodes to it
  yaml::Tree tree_;
};

}  // namespace boltseal

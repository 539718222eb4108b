#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"
#include "model/verdict.h"

namespace boltseal {

/// Objects of an engine that a source has to see together, as one text, and the way back from a
/// place in it to one in the object alone.
class ObjectDocument {
 public:
  explicit ObjectDocument(std::string path) : path_(std::move(path)) {}

  /// `name`: the path of places in this object: "kubernetes Deployment shop/web".
  /// @return the bytes of the object in the text
  ByteSpan add(std::string name, std::string_view object);

  const std::string& path() const { return path_; }
  const std::string& text() const { return text_; }

  /// A place in the text becomes one in its object; any other stays.
  void resolve(Place& place) const;

 private:
  struct Part {
    std::string name;
    std::uint32_t begin = 0;  // byte
    std::uint32_t lines = 0;  // before it
  };
  const std::string path_;
  std::string text_;
  std::uint32_t lines_ = 0;
  std::vector<Part> parts_;  // by begin
};

}  // namespace boltseal

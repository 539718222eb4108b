#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "advisories/feed.h"

namespace boltseal::feeds {

/// The attributes of an element, in file order, without the prefixes of namespaces.
class XmlAttributes {
 public:
  void add(std::string_view name, std::string_view value) { all_.emplace_back(name, value); }
  /// Empty when there is none.
  std::string_view get(std::string_view name) const;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> all_;
};

/// Hears the elements of a document as they begin and end, by their names without prefixes; `text`
/// is what stands in an element itself, without white space around it.
struct XmlEvents {
  std::function<void(std::string_view name, const XmlAttributes& attributes)> begin;
  std::function<void(std::string_view name, std::string_view text)> end;
};

/// Fails when it is no well-formed XML, is nested deeper than 64 elements, or declares entities.
Result<void> read_xml(const FeedFile& file, const XmlEvents& events);

/// The same for an object with functions begin() and end() of that form.
template <typename Reader>
Result<void> read_xml(const FeedFile& file, Reader& reader) {
  return read_xml(
      file, {[&](std::string_view name, const XmlAttributes& given) { reader.begin(name, given); },
             [&](std::string_view name, std::string_view text) { reader.end(name, text); }});
}

}  // namespace boltseal::feeds

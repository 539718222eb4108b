#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "packages/sbom/spdx.h"

namespace boltseal {
namespace {

struct TagValue {
  std::string_view tag, value;
};

/// "Tag: value" lines, where <text>…</text> goes over several.
class Tags {
 public:
  explicit Tags(std::string_view text) : rest_(text) {}

  bool next(TagValue& found) {
    while (!rest_.empty()) {
      const std::size_t end = std::min(rest_.find('\n'), rest_.size());
      const std::string_view line = trim(rest_.substr(0, end));
      const std::size_t colon = line.find(':');
      if (line.empty() || line.starts_with('#') || colon == std::string_view::npos) {
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        continue;
      }
      found = {line.substr(0, colon), trim(line.substr(colon + 1))};
      constexpr std::string_view open = "<text>", close = "</text>";
      std::size_t after = end;
      if (found.value.starts_with(open)) {
        const std::size_t begin = rest_.find(open) + open.size();
        const std::size_t closed = std::min(rest_.find(close, begin), rest_.size());
        found.value = rest_.substr(begin, closed - begin);
        after = std::min(rest_.find('\n', closed), rest_.size());
      }
      rest_.remove_prefix(std::min(after + 1, rest_.size()));
      return true;
    }
    return false;
  }

 private:
  std::string_view rest_;
};

std::pair<std::string_view, std::string_view> first_word(std::string_view text) {
  const std::size_t space = std::min(text.find_first_of(" \t"), text.size());
  return {text.substr(0, space), trim(text.substr(space))};
}

void read_relation(std::string_view value, SpdxDocument& document) {
  const auto [from, rest] = first_word(value);
  const auto [kind, to] = first_word(rest);
  document.relations.push_back({std::string(from), std::string(kind), std::string(to)});
}

void read_into(SpdxPackage& package, const TagValue& line) {
  const auto& [tag, value] = line;
  if (tag == "SPDXID") package.id = value;
  if (tag == "PackageVersion") package.version = value;
  if (tag == "PackageSupplier") package.supplier = value;
  if (tag == "PackageSourceInfo") package.source = value;
  if (tag == "PrimaryPackagePurpose") package.purpose = value;
  if (tag == "PackageComment") package.comment = value;
  const bool is_better = package.license.empty() || package.license == "NOASSERTION";
  if (tag == "PackageLicenseDeclared" && (is_better || value != "NOASSERTION")) {
    package.license = value;
  }
  if (tag == "PackageLicenseConcluded" && is_better) package.license = value;
  if (tag == "ExternalRef") {
    const auto [category, rest] = first_word(value);
    const auto [type, locator] = first_word(rest);
    if (type == "purl") package.purls.emplace_back(locator);
  }
}

}  // namespace

Result<SpdxDocument> read_spdx_tags(std::string_view text, const std::string& path) {
  SpdxDocument document;
  std::string_view version;
  // Which element the lines are about: the document, a package, or one that nobody asked for.
  enum class Element { whole, package, other } element = Element::whole;
  Tags tags(text);
  for (TagValue line; tags.next(line);) {
    if (line.tag == "SPDXVersion") version = line.value;
    if (line.tag == "PackageName") {
      element = Element::package;
      document.packages.emplace_back().name = line.value;
    } else if (line.tag == "FileName" || line.tag == "SnippetSPDXID" || line.tag == "LicenseID") {
      element = Element::other;
    } else if (line.tag == "Relationship") {
      read_relation(line.value, document);
    } else if (element == Element::package) {
      read_into(document.packages.back(), line);
    } else if (element == Element::whole && line.tag == "DocumentName") {
      document.name = line.value;
    } else if (element == Element::whole && line.tag == "SPDXID") {
      document.id = line.value;
    }
  }
  if (!version.starts_with("SPDX-2.")) {
    return fail("is SPDX \"" + sanitize(version.substr(0, 20)) + "\", a version that is not read",
                path, {}, "write it as SPDX 2.3");
  }
  return document;
}

}  // namespace boltseal

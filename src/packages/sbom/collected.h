#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "packages/sbom/bom.h"

namespace boltseal {

/// Puts together what every kind of bill of materials holds: packages with their URLs, and errors
/// of which hostile documents could make millions.
class BomCollector {
 public:
  BomCollector(Bom& bom, const std::string& path) : bom_(bom), path_(path) {}
  ~BomCollector() { finish(); }
  BomCollector(const BomCollector&) = delete;
  BomCollector& operator=(const BomCollector&) = delete;

  /// A package, from its URL; its place in the list, or nowhere when the URL is none or names no
  /// package but a whole image. `name` is shown in an error.
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  std::size_t add(std::string_view purl, std::string_view name);
  Package& at(std::size_t place) { return bom_.packages[place]; }

  /// Something that would be a package, and has no URL.
  void add_nameless(std::string_view name);
  void add_error(std::string message);

  /// The second needs the first.
  void add_need(std::size_t place, std::size_t needed);

 private:
  void finish();

  Bom& bom_;
  const std::string& path_;
  std::vector<std::string> nameless_;
  std::size_t nameless_count_ = 0, errors_ = 0;
  std::vector<std::pair<std::size_t, std::size_t>> needs_;
  std::vector<Distribution> systems_;
};

/// Licences as one text.
std::string license_text(const std::vector<std::string>& licenses);

}  // namespace boltseal

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "packages/database.h"

namespace boltseal {

/// A package list while its database is read: bounded in every count, and with what each package
/// needs and provides, which is joined to Package::depends at the end. A need that several packages
/// meet counts for the one of that name, else for the first; one that the package meets itself
/// counts for none.
class PackageCollector {
 public:
  /// Takes a package that stands at `span` of its file. False, and an error, when it has no name or
  /// no version, and once there are as many packages as any system may have. One without a source
  /// gets itself as its source.
  bool add(Package package, ByteSpan span);
  /// Of the package added last.
  void provides(std::string_view name);
  void needs(std::string_view name);
  /// Beyond a number of them, no more are kept.
  void trouble(Error error);
  std::size_t size() const { return list_.packages.size(); }

  PackageList finish() &&;

 private:
  using Id = std::uint32_t;
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Relation = std::pair<Id, Id>;  // package, name
  struct Provided {
    Id package;
    std::uint32_t size;  // of its name in provided_names_
  };
  bool take_relation();
  Id last() const { return static_cast<Id>(list_.packages.size() - 1); }
  std::vector<Relation> wanted_provisions() const;

  PackageList list_;
  std::unordered_map<std::string, Id, Hash, std::equal_to<>> ids_;  // of names that are needed
  std::vector<Relation> needed_;
  // One package of rpm may provide thousands of names of which nobody needs any, so that they are
  // looked up at the end only.
  std::vector<Provided> provided_;
  std::string provided_names_;
  bool full_ = false;
};

}  // namespace boltseal

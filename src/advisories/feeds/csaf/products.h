#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace boltseal::csaf {

/// A package in a release, as a product of the tree.
struct Component {
  std::string ecosystem;  ///< "Red Hat:8", "SUSE:Linux Enterprise Server 15 SP5".
  std::string package;
  std::string version;     ///< With its epoch; empty where the product is the package as such.
  std::string modularity;  ///< "nodejs:18"; may be empty.
};

/// The product tree of a document: what its ids mean.
class Products {
 public:
  explicit Products(const json& tree);

  /// Nothing for what is no package of a release that Boltseal knows: a container image, a layered
  /// product, a minor release with support of its own.
  std::optional<Component> component(const std::string& id) const;

 private:
  struct Product {
    std::string name, cpe, purl;
  };
  struct Relation {
    std::string part, of;
  };
  void add(const json& product);
  const Product* find(const std::string& id) const;

  std::map<std::string, Product> products_;
  std::map<std::string, Relation> relations_;
};

/// "SUSE:Linux Enterprise Server 15 SP5" of that name of a product; empty for other names.
std::string ecosystem_of_suse(std::string_view name);
/// "Red Hat:8" for "cpe:/o:redhat:enterprise_linux:8::baseos". A CPE of a minor release ("8.6")
/// that is no extended support counts for its major one; rhel_eus, rhel_aus and the like are left
/// out, because their versions continue an older release and compare wrongly with the main one's.
std::string ecosystem_of(std::string_view cpe, std::string_view name);

}  // namespace boltseal::csaf

#include "advisories/feeds/csaf/products.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "advisories/feeds/records.h"
#include "advisories/feeds/statements.h"
#include "base/text.h"
#include "model/purl.h"

namespace boltseal::csaf {
namespace {

// What a package URL says of a component: pkg:rpm/redhat/podman@4.9.4-14.el9?arch=src&epoch=2
void read_purl(const PackageUrl& purl, Component& component) {
  component.package = purl.name;
  component.version = purl.version;
  const auto qualifier = [&](const char* key) {
    const auto found = purl.qualifiers.find(key);
    return found == purl.qualifiers.end() ? std::string() : found->second;
  };
  const std::string epoch = qualifier("epoch");
  if (!component.version.empty() && !epoch.empty() && epoch != "0") {
    component.version.insert(0, epoch + ":");
  }
  component.modularity = feeds::module_stream(qualifier("rpmmod"));
}

// "libssl-1.1.1l-150500.17.1.x86_64": how SUSE names products.
bool read_nevra(std::string_view id, Component& component) {
  constexpr std::array<std::string_view, 16> architectures = {
      ".x86_64", ".aarch64", ".noarch",  ".s390x",   ".ppc64le", ".i586", ".i686", ".src",
      ".ppc64",  ".s390",    ".armv7hl", ".armv6hl", ".riscv64", ".ia64", ".ppc",  ".i386"};
  const auto known =
      std::ranges::find_if(architectures, [&](auto ending) { return id.ends_with(ending); });
  if (known != architectures.end()) id.remove_suffix(known->size());
  const std::size_t release = id.rfind('-');
  if (release == id.npos || release == 0) return false;
  const std::size_t version = id.rfind('-', release - 1);
  if (version == id.npos || version == 0 || !is_digit(id[version + 1])) return false;
  component.package = id.substr(0, version);
  component.version = id.substr(version + 1);
  return true;
}

// "kernel", "container-tools:rhel8/podman": how Red Hat names what has no version and, in documents
// made before 2024, no package URL. "openshift3/ose-console" is an image.
bool read_name(std::string_view id, Component& component) {
  const std::size_t slash = id.find('/');
  if (slash != id.npos) {
    component.modularity = feeds::module_stream(id.substr(0, slash));
    if (component.modularity.empty()) return false;
    id.remove_prefix(slash + 1);
  }
  component.package = id;
  return !id.empty() && std::ranges::all_of(id, [](char c) {
    return is_word(c) || c == '-' || c == '.' || c == '+';
  });
}

}  // namespace

std::string ecosystem_of(std::string_view cpe, std::string_view name) {
  constexpr std::string_view red_hat = ":redhat:enterprise_linux:";
  if (const std::size_t at = cpe.find(red_hat); at != cpe.npos) {
    const std::string_view version = cpe.substr(at + red_hat.size());
    const std::string_view major = version.substr(0, version.find_first_of(":.*"));
    return !major.empty() && std::ranges::all_of(major, is_digit) ? "Red Hat:" + std::string(major)
                                                                  : "";
  }
  const bool is_suse = cpe.find(":suse:") != cpe.npos || cpe.find(":opensuse:") != cpe.npos;
  return is_suse ? ecosystem_of_suse(name) : std::string();
}

std::string ecosystem_of_suse(std::string_view name) {
  for (const std::string_view vendor : {"openSUSE ", "SUSE "}) {
    if (!name.starts_with(vendor)) continue;
    name.remove_prefix(vendor.size());
    return std::string(trim(vendor)) + ":" + std::string(name);
  }
  return {};
}

Products::Products(const json& tree) {
  // By hand instead of by recursion; the reader of JSON bounds only bytes.
  std::vector<const json*> branches = {&tree};
  while (!branches.empty()) {
    const json& branch = *branches.back();
    branches.pop_back();
    add(feeds::in(branch, "product"));
    for (const json& below : feeds::items_of(feeds::in(branch, "branches"))) {
      branches.push_back(&below);
    }
  }
  for (const json& product : feeds::items_of(feeds::in(tree, "full_product_names"))) add(product);
  for (const json& relation : feeds::items_of(feeds::in(tree, "relationships"))) {
    std::string id = text_in(feeds::in(relation, "full_product_name"), "product_id");
    if (id.empty()) continue;
    relations_[std::move(id)] = {text_in(relation, "product_reference"),
                                 text_in(relation, "relates_to_product_reference")};
  }
}

void Products::add(const json& product) {
  std::string id = text_in(product, "product_id");
  if (id.empty()) return;
  const json& helper = feeds::in(product, "product_identification_helper");
  products_[std::move(id)] = {text_in(product, "name"), text_in(helper, "cpe"),
                              text_in(helper, "purl")};
}

const Products::Product* Products::find(const std::string& id) const {
  const auto found = products_.find(id);
  return found == products_.end() ? nullptr : &found->second;
}

std::optional<Component> Products::component(const std::string& id) const {
  // A package is part of a module that is part of a repository, or of the repository itself.
  constexpr int most_steps = 4;
  Component component;
  std::string at = id, part;
  for (int step = 0; step < most_steps; ++step) {
    const auto relation = relations_.find(at);
    if (relation == relations_.end()) break;
    if (part.empty()) part = relation->second.part;
    const Product* const module = step > 0 ? find(relation->second.part) : nullptr;
    const auto purl = module ? parse_purl(module->purl) : fail("");
    if (purl && purl->type == "rpmmod") {
      component.modularity = feeds::module_stream(purl->name + ":" + purl->version);
    }
    at = relation->second.of;
  }
  const Product* const release = find(at);
  if (release == nullptr || part.empty()) return std::nullopt;
  component.ecosystem = ecosystem_of(release->cpe, release->name);
  if (component.ecosystem.empty()) return std::nullopt;

  const Product* const package = find(part);
  const std::string module = component.modularity;
  const auto purl = package ? parse_purl(package->purl) : fail("");
  if (purl && purl->type == "rpm") {
    read_purl(*purl, component);
  } else if (purl) {
    return std::nullopt;
  } else if (!read_nevra(part, component)) {
    const bool is_red_hat = component.ecosystem.starts_with("Red Hat:");
    if (!is_red_hat || !read_name(part, component)) return std::nullopt;
  }
  if (component.modularity.empty()) component.modularity = module;
  return component;
}

}  // namespace boltseal::csaf

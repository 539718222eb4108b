#include "packages/sbom/cyclonedx.h"

#include <initializer_list>
#include <map>
#include <unordered_map>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "packages/sbom/collected.h"
#include "packages/sbom/purl_package.h"

namespace boltseal {
namespace {

const json* member(const json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

const json* array_in(const json& object, const char* key) {
  const json* const found = member(object, key);
  return found != nullptr && found->is_array() ? found : nullptr;
}

std::string first_of(const std::map<std::string, std::string>& properties,
                     std::initializer_list<const char*> names) {
  for (const char* const name : names) {
    const auto found = properties.find(name);
    if (found != properties.end() && !found->second.empty()) return found->second;
  }
  return {};
}

std::map<std::string, std::string> properties_of(const json& component) {
  std::map<std::string, std::string> all;
  if (const json* const list = array_in(component, "properties")) {
    for (const json& each : *list) all.emplace(text_in(each, "name"), text_in(each, "value"));
  }
  return all;
}

std::string licenses_of(const json& component) {
  std::vector<std::string> licenses;
  if (const json* const list = array_in(component, "licenses")) {
    for (const json& each : *list) {
      std::string text = text_in(each, "expression");
      if (const json* const license = member(each, "license")) {
        text = text_in(*license, "id");
        if (text.empty()) text = text_in(*license, "name");
      }
      if (!text.empty()) licenses.push_back(std::move(text));
    }
  }
  return license_text(licenses);
}

std::string vendor_of(const json& component) {
  for (const char* const key : {"supplier", "manufacturer"}) {
    if (const json* const vendor = member(component, key)) {
      if (std::string name = text_in(*vendor, "name"); !name.empty()) return name;
    }
  }
  return text_in(component, "publisher");
}

// What Trivy, Syft and Boltseal say of a package beside its URL.
void read_properties(const json& component, Package& package) {
  const auto properties = properties_of(component);
  const auto trivy = [&](const char* name) {
    return first_of(properties, {(std::string("aquasecurity:trivy:") + name).c_str()});
  };
  std::string source = trivy("SrcName");
  std::string version = trivy("SrcVersion");
  if (const std::string release = trivy("SrcRelease"); !release.empty() && !version.empty()) {
    version += "-" + release;
  }
  if (const std::string epoch = trivy("SrcEpoch"); !version.empty() && parse_int(epoch) > 0) {
    version = epoch + ":" + version;
  }
  if (source.empty()) {
    source = first_of(properties, {"syft:metadata:source", "syft:metadata:originPackage"});
    version = first_of(properties, {"syft:metadata:sourceVersion"});
  }
  if (!source.empty()) {
    // The URL may have said its version, too.
    if (!version.empty() || source != package.source_name) package.source_version = version;
    package.source_name = std::move(source);
  } else if (const std::string rpm = first_of(properties, {"syft:metadata:sourceRpm"});
             !rpm.empty()) {
    set_source_rpm(rpm, package);
  }
  if (package.modularity.empty()) {
    const std::string label = first_of(
        properties, {"aquasecurity:trivy:Modularitylabel", "syft:metadata:modularityLabel"});
    const std::size_t name = label.find(':');
    package.modularity =
        label.substr(0, name == std::string::npos ? name : label.find(':', name + 1));
  }
  package.path = first_of(properties,
                          {"boltseal:path", "aquasecurity:trivy:FilePath", "syft:location:0:path"});
  while (package.path.starts_with('/')) package.path.erase(0, 1);
}

bool is_package_type(std::string_view type) {
  return type == "library" || type == "application" || type == "framework";
}

std::string full_name(const json& component) {
  const std::string name = text_in(component, "name"), version = text_in(component, "version");
  if (version.empty()) return name;
  return name + (version.starts_with("sha256:") ? "@" : ":") + version;
}

class Reader {
 public:
  Reader(Bom& bom, const std::string& path) : bom_(bom), all_(bom, path) {}

  void read(const json& document) {
    if (const json* const metadata = member(document, "metadata")) {
      if (const json* const subject = member(*metadata, "component")) {
        bom_.subject = full_name(*subject);
        if (const json* const parts = array_in(*subject, "components")) read_components(*parts);
      }
    }
    if (const json* const components = array_in(document, "components")) {
      read_components(*components);
    }
    if (const json* const needs = array_in(document, "dependencies")) read_needs(*needs);
  }

 private:
  // With a list of what is to be read instead of recursion: components nest.
  void read_components(const json& components) {
    std::vector<std::pair<const json*, std::size_t>> open = {{&components, 0}};
    while (!open.empty()) {
      auto& [list, next] = open.back();
      if (next == list->size()) {
        open.pop_back();
        continue;
      }
      const json& component = (*list)[next++];
      read_component(component);
      if (const json* const parts = array_in(component, "components")) open.emplace_back(parts, 0);
    }
  }

  void read_component(const json& component) {
    const std::string type = text_in(component, "type"), name = text_in(component, "name");
    if (type == "operating-system") {
      if (!bom_.distribution && !name.empty() && name != "none") {
        bom_.distribution = distribution_named(name, text_in(component, "version"));
        read_system(component, *bom_.distribution);
      }
      return;
    }
    const std::string purl = text_in(component, "purl");
    if (purl.empty()) {
      // Without a version it is a file that lists packages, or a group of them.
      if (is_package_type(type) && !text_in(component, "version").empty()) all_.add_nameless(name);
      return;
    }
    const std::size_t place = all_.add(purl, name);
    if (place == BomCollector::nowhere) return;
    Package& package = all_.at(place);
    package.license = licenses_of(component);
    package.vendor = vendor_of(component);
    read_properties(component, package);
    std::string reference = text_in(component, "bom-ref");
    if (!reference.empty()) places_.emplace(std::move(reference), place);
  }

  // Syft's, of os-release.
  static void read_system(const json& component, Distribution& system) {
    const auto properties = properties_of(component);
    const std::string title = first_of(properties, {"syft:distro:prettyName", "boltseal:title"});
    if (!title.empty()) system.title = title;
    const std::string codename =
        first_of(properties, {"syft:distro:versionCodename", "boltseal:codename"});
    if (!codename.empty()) system.codename = codename;
  }

  void read_needs(const json& needs) {
    for (const json& each : needs) {
      const auto place = places_.find(text_in(each, "ref"));
      const json* const needed = array_in(each, "dependsOn");
      if (place == places_.end() || needed == nullptr) continue;
      for (const json& reference : *needed) {
        if (!reference.is_string()) continue;
        const auto other = places_.find(reference.get<std::string>());
        if (other != places_.end()) all_.add_need(place->second, other->second);
      }
    }
  }

  Bom& bom_;
  BomCollector all_;
  std::unordered_map<std::string, std::size_t> places_;  // by bom-ref
};

}  // namespace

Result<Bom> read_cyclonedx(std::string_view text, const std::string& path) {
  const json document = parse_json(text);
  if (!document.is_object()) return fail("is no valid JSON", path);
  const std::string version = text_in(document, "specVersion");
  const auto minor = version.starts_with("1.") ? parse_int(version.substr(2)) : std::nullopt;
  if (!minor || *minor < 2) {
    return fail(
        "is CycloneDX \"" + sanitize(version.substr(0, 20)) + "\", a version that is not read",
        path, {}, "write it as CycloneDX 1.6");
  }
  Bom bom;
  Reader(bom, path).read(document);
  return bom;
}

}  // namespace boltseal

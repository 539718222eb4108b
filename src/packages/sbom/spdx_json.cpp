#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "packages/sbom/spdx.h"

namespace boltseal {
namespace {

const json* array_in(const json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? &*found : nullptr;
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  return text;
}

SpdxPackage read_package(const json& value) {
  SpdxPackage package{.id = text_in(value, "SPDXID"),
                      .name = text_in(value, "name"),
                      .version = text_in(value, "versionInfo"),
                      .license = text_in(value, "licenseDeclared"),
                      .supplier = text_in(value, "supplier"),
                      .source = text_in(value, "sourceInfo"),
                      .purpose = upper(text_in(value, "primaryPackagePurpose")),
                      .comment = text_in(value, "comment"),
                      .purls = {},
                      .file = {}};
  if (package.license.empty() || package.license == "NOASSERTION") {
    package.license = text_in(value, "licenseConcluded");
  }
  if (const json* const references = array_in(value, "externalRefs")) {
    for (const json& reference : *references) {
      if (text_in(reference, "referenceType") != "purl") continue;
      package.purls.push_back(text_in(reference, "referenceLocator"));
    }
  }
  return package;
}

// What stands behind the names of licences that are none of SPDX's list.
std::map<std::string, std::string> licenses_in(const json& document) {
  std::map<std::string, std::string> texts;
  if (const json* const list = array_in(document, "hasExtractedLicensingInfos")) {
    for (const json& each : *list) {
      texts.emplace(text_in(each, "licenseId"), text_in(each, "name"));
    }
  }
  return texts;
}

// Names of files, by id.
std::unordered_map<std::string, std::string> files_in(const json& document) {
  std::unordered_map<std::string, std::string> names;
  if (const json* const list = array_in(document, "files")) {
    for (const json& each : *list) {
      names.emplace(text_in(each, "SPDXID"), text_in(each, "fileName"));
    }
  }
  return names;
}

std::string first_file(const json& package,
                       const std::unordered_map<std::string, std::string>& files) {
  if (const json* const ids = array_in(package, "hasFiles")) {
    for (const json& id : *ids) {
      const auto found = id.is_string() ? files.find(id.get<std::string>()) : files.end();
      if (found != files.end()) return found->second;
    }
  }
  return {};
}

// The elements of a graph that refer to each other by name.
class Graph {
 public:
  explicit Graph(const json& elements) : elements_(elements) {}

  SpdxDocument read() {
    SpdxDocument document;
    for (const json& element : elements_) {
      const std::string type = text_in(element, "type");
      if (type == "SpdxDocument") {
        document.id = id_of(element);
        document.name = text_in(element, "name");
        for (const std::string& root : texts_in(element, "rootElement")) roots_.push_back(root);
      } else if (type == "software_Sbom") {
        for (const std::string& root : texts_in(element, "rootElement")) roots_.push_back(root);
      } else if (type == "software_Package") {
        document.packages.push_back(read_package_of_3(element));
      } else if (type == "Relationship" || type == "LifecycleScopedRelationship") {
        for (std::string& to : texts_in(element, "to")) {
          document.relations.push_back({text_in(element, "from"),
                                        upper(text_in(element, "relationshipType")),
                                        std::move(to)});
        }
      }
    }
    std::ranges::sort(roots_);
    const auto repeated = std::ranges::unique(roots_);
    roots_.erase(repeated.begin(), repeated.end());
    for (std::string& root : roots_) {
      document.relations.push_back({document.id, "DESCRIBES", std::move(root)});
    }
    return document;
  }

 private:
  static std::string id_of(const json& element) {
    std::string id = text_in(element, "spdxId");
    return id.empty() ? text_in(element, "@id") : id;
  }

  static std::vector<std::string> texts_in(const json& element, const char* key) {
    std::vector<std::string> texts;
    if (const json* const list = array_in(element, key)) {
      for (const json& each : *list) {
        if (each.is_string()) texts.push_back(each.get<std::string>());
      }
    } else if (std::string single = text_in(element, key); !single.empty()) {
      texts.push_back(std::move(single));
    }
    return texts;
  }

  static SpdxPackage read_package_of_3(const json& element) {
    SpdxPackage package;
    package.id = id_of(element);
    package.name = text_in(element, "name");
    package.version = text_in(element, "software_packageVersion");
    package.source = text_in(element, "software_sourceInfo");
    package.purpose = upper(text_in(element, "software_primaryPurpose"));
    if (std::string purl = text_in(element, "software_packageUrl"); !purl.empty()) {
      package.purls.push_back(std::move(purl));
    }
    if (const json* const identifiers = array_in(element, "externalIdentifier")) {
      for (const json& each : *identifiers) {
        const bool is_purl =
            equals_ignoring_case(text_in(each, "externalIdentifierType"), "packageurl");
        if (is_purl) package.purls.push_back(text_in(each, "identifier"));
      }
    }
    return package;
  }

  const json& elements_;
  std::vector<std::string> roots_;
};

}  // namespace

Result<SpdxDocument> read_spdx_json(std::string_view text, const std::string& path) {
  const json value = parse_json(text);
  if (!value.is_object()) return fail("is no valid JSON", path);
  const std::string version = text_in(value, "spdxVersion");
  if (!version.starts_with("SPDX-2.")) {
    return fail("is SPDX \"" + sanitize(version.substr(0, 20)) + "\", a version that is not read",
                path, {}, "write it as SPDX 2.3");
  }
  SpdxDocument document;
  document.name = text_in(value, "name");
  if (std::string id = text_in(value, "SPDXID"); !id.empty()) document.id = std::move(id);
  if (const json* const packages = array_in(value, "packages")) {
    const auto licenses = licenses_in(value);
    const auto files = files_in(value);
    for (const json& package : *packages) {
      document.packages.push_back(read_package(package));
      document.packages.back().file = first_file(package, files);
      std::string& license = document.packages.back().license;
      const auto extracted = licenses.find(license);
      if (extracted != licenses.end() && !extracted->second.empty()) license = extracted->second;
    }
  }
  if (const json* const described = array_in(value, "documentDescribes")) {
    for (const json& id : *described) {
      if (id.is_string()) {
        document.relations.push_back({document.id, "DESCRIBES", id.get<std::string>()});
      }
    }
  }
  if (const json* const relations = array_in(value, "relationships")) {
    for (const json& relation : *relations) {
      document.relations.push_back({text_in(relation, "spdxElementId"),
                                    text_in(relation, "relationshipType"),
                                    text_in(relation, "relatedSpdxElement")});
    }
  }
  return document;
}

Result<SpdxDocument> read_spdx3_json(std::string_view text, const std::string& path) {
  const json value = parse_json(text);
  const json* const elements = array_in(value, "@graph");
  if (elements == nullptr) return fail("is SPDX 3 without a list of elements (@graph)", path);
  return Graph(*elements).read();
}

}  // namespace boltseal

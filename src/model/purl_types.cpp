// The type definitions of the purl specification
// (https://github.com/package-url/purl-spec/tree/main/types).

#include "model/purl_types.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace boltseal {
namespace {

enum class Namespace { optional, required, prohibited };

struct PurlType {
  std::string_view name;
  Namespace name_space = Namespace::optional;
  std::string_view lower = {};  // the parts whose case does not count: n amespace, N ame, v ersion
  std::string_view qualifier = {};  // one that must be there
};

using enum Namespace;
constexpr std::array types = {
    PurlType{"alpm", required, "nN"},
    PurlType{"apk", required, "nN"},
    PurlType{"bazel", prohibited},
    PurlType{"bitbucket", required, "nN"},
    PurlType{"bitnami", prohibited, "N"},
    PurlType{"brew", optional, "nN"},
    PurlType{"cargo", prohibited},
    PurlType{"chrome-extension", prohibited, "N"},
    PurlType{"cocoapods", prohibited},
    PurlType{"composer", required, "nN"},
    PurlType{"conda", prohibited},
    PurlType{"cran", prohibited},
    PurlType{"deb", required, "nN"},
    PurlType{"gem", prohibited},
    PurlType{"git", required},
    PurlType{"github", required, "nN"},
    // Required by its definition, but everybody writes Go's own library as pkg:golang/stdlib.
    PurlType{"golang", optional},
    PurlType{"hackage", prohibited},
    PurlType{"hex", optional, "nN"},
    PurlType{"huggingface", required, "v"},
    PurlType{"julia", prohibited, "", "uuid"},
    PurlType{"luarocks", optional, "nN"},
    PurlType{"maven", required},
    PurlType{"mlflow", prohibited},
    PurlType{"nuget", prohibited},
    PurlType{"oci", prohibited, "Nv"},
    PurlType{"opam", prohibited},
    PurlType{"otp", prohibited, "N"},
    PurlType{"pub", prohibited, "N"},
    PurlType{"pypi", prohibited, "Nv"},
    PurlType{"qpkg", required, "n"},
    PurlType{"rpm", required, "n"},
    PurlType{"swid", optional, "", "tag_id"},
    PurlType{"swift", required},
    PurlType{"vcpkg", prohibited},
    PurlType{"vscode-extension", required, "nNv"},
    PurlType{"yocto", optional, "n"},
};

const PurlType* find_type(std::string_view name) {
  const auto found = std::ranges::find(types, name, &PurlType::name);
  return found == types.end() ? nullptr : &*found;
}

// Numbers between dots, one to four.
bool is_chrome_version(std::string_view version) {
  const std::vector<std::string_view> numbers = split(version, '.');
  return numbers.size() <= 4 && std::ranges::all_of(numbers, [](std::string_view number) {
           return !number.empty() && std::ranges::all_of(number, is_digit);
         });
}

bool is_chrome_name(std::string_view name) {
  return name.size() == 32 &&
         std::ranges::all_of(name, [](char c) { return c >= 'a' && c <= 'p'; });
}

// Servers that tell no names apart by their case.
bool ignores_case(const PackageUrl& purl) {
  if (purl.type == "git") {
    return purl.name_space == "github" || purl.name_space == "github.com" ||
           purl.name_space == "bitbucket.org";
  }
  const auto repository = purl.qualifiers.find("repository_url");
  return purl.type == "mlflow" && repository != purl.qualifiers.end() &&
         repository->second.find("databricks") != std::string::npos;
}

}  // namespace

void normalize_by_type(PackageUrl& purl) {
  if (const PurlType* const type = find_type(purl.type)) {
    if (type->lower.contains('n')) purl.name_space = to_lower(purl.name_space);
    if (type->lower.contains('N')) purl.name = to_lower(purl.name);
    if (type->lower.contains('v')) purl.version = to_lower(purl.version);
  }
  if (purl.type == "git") {
    // The namespace is the host; the whole path is the name.
    if (const std::size_t slash = purl.name_space.find('/'); slash != std::string::npos) {
      purl.name = purl.name_space.substr(slash + 1) + "/" + purl.name;
      purl.name_space.resize(slash);
    }
  }
  if (ignores_case(purl)) purl.name = to_lower(purl.name);
  if (purl.type == "pypi") std::ranges::replace(purl.name, '_', '-');
  if (purl.type == "pub") {
    std::ranges::replace_if(purl.name, [](char c) { return !is_digit(c) && !is_letter(c); }, '_');
  }
}

Result<void> check_by_type(const PackageUrl& purl, bool needs_namespace) {
  const std::string of_type = "a package URL of type " + sanitize(purl.type) + " ";
  if (const PurlType* const type = find_type(purl.type)) {
    if (type->name_space == prohibited && !purl.name_space.empty()) {
      return fail(of_type + "has no namespace");
    }
    if (needs_namespace && type->name_space == required && purl.name_space.empty()) {
      return fail(of_type + "needs a namespace");
    }
    if (!type->qualifier.empty() && !purl.qualifiers.contains(std::string(type->qualifier))) {
      return fail(of_type + "needs the qualifier " + std::string(type->qualifier));
    }
  }
  if (purl.type == "cpan" && purl.name.find("::") != std::string::npos) {
    return fail(of_type + "names a distribution, not a module with \"::\"");
  }
  if (purl.type == "chrome-extension") {
    if (!is_chrome_name(purl.name)) return fail(of_type + "has a name of 32 letters from a to p");
    if (!purl.version.empty() && !is_chrome_version(purl.version)) {
      return fail(of_type + "has a version of one to four numbers");
    }
  }
  return {};
}

}  // namespace boltseal

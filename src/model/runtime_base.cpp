#include "model/runtime_base.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/text.h"

namespace boltseal {
namespace {

struct Row {
  std::string_view repository;  // of docker.io
  Toolchain toolchain;
};

// The images' own Dockerfiles: WORKDIR, GOPATH, CARGO_HOME.
constexpr std::array table = {
    Row{"library/alpine", {.only_packages = true}},
    Row{"library/amazoncorretto", {.language = Language::java}},
    Row{"library/debian", {.only_packages = true}},
    Row{"library/eclipse-temurin", {.language = Language::java}},
    Row{"library/gcc", {.has_libraries = true}},
    Row{"library/golang", {.language = Language::go, .folder = "/go", .programs = "/go/bin"}},
    Row{"library/gradle", {.language = Language::java, .folder = "/home/gradle"}},
    Row{"library/maven", {.language = Language::java}},
    Row{"library/node", {.language = Language::node}},
    Row{"library/openjdk", {.language = Language::java}},
    Row{"library/python", {.language = Language::python}},
    Row{"library/rust",
        {.language = Language::rust, .programs = "/usr/local/cargo/bin", .has_libraries = true}},
    Row{"library/ubuntu", {.only_packages = true}},
};

// A tag names the version of the language first, then what it stands on: "1.22-alpine3.20".
struct Tag {
  std::string_view version;
  std::vector<std::string_view> parts;

  bool has(std::string_view part) const { return std::ranges::find(parts, part) != parts.end(); }
};

Tag read_tag(std::string_view text) {
  Tag tag;
  tag.parts = split(text, '-');
  if (!tag.parts.front().empty() && is_digit(tag.parts.front().front())) {
    tag.version = tag.parts.front();
    tag.parts.erase(tag.parts.begin());
  }
  return tag;
}

struct Version {
  std::int64_t major = 0, minor = 0;
  friend auto operator<=>(const Version&, const Version&) = default;
};

// "1.22.3" is 1.22; a version that is only "1" names no minor.
std::optional<Version> read_version(std::string_view text, bool needs_minor) {
  const std::vector<std::string_view> parts = split(text, '.');
  const auto major = parse_int(parts[0]);
  const auto minor = parts.size() > 1 ? parse_int(parts[1]) : std::optional<std::int64_t>(0);
  if (!major || !minor || (needs_minor && parts.size() < 2)) return std::nullopt;
  return Version{*major, *minor};
}

constexpr std::array<std::string_view, 4> debian_releases = {"trixie", "bookworm", "bullseye",
                                                             "buster"};

// Releases for which docker-library has made a variant of these versions, so that the name with
// the release exists. Which one the name without it means changes as time goes by.
struct Variant {
  std::string_view repository;
  Version from, to;
  std::string_view release;
};
constexpr std::array variants = {
    Variant{"library/golang", {1, 16}, {1, 18}, "bullseye"},
    Variant{"library/golang", {1, 20}, {1, 25}, "bookworm"},
    Variant{"library/rust", {1, 55}, {1, 69}, "bullseye"},
    Variant{"library/rust", {1, 71}, {1, 89}, "bookworm"},
};

constexpr std::string_view static_image = "gcr.io/distroless/static-debian12";
// Where a tag says only "alpine" and the program needs nothing of it.
constexpr std::string_view alpine_image = "alpine:3.22";

std::unexpected<std::string> refuse(std::string why) { return std::unexpected(std::move(why)); }

std::string_view release_in(const Tag& tag) {
  for (const std::string_view part : tag.parts) {
    if (std::ranges::find(debian_releases, part) != debian_releases.end()) return part;
  }
  return {};
}

std::optional<std::string> alpine_in(const Tag& tag) {
  for (const std::string_view part : tag.parts) {
    if (part.starts_with("alpine")) return std::string(part.substr(6));
  }
  return std::nullopt;
}

bool is_unusual(const Tag& tag, std::initializer_list<std::string_view> known) {
  return std::ranges::any_of(tag.parts, [&](std::string_view part) {
    return !part.starts_with("alpine") && !part.empty() &&
           std::ranges::find(debian_releases, part) == debian_releases.end() &&
           std::ranges::find(known, part) == known.end();
  });
}

using Found = std::expected<RuntimeBase, std::string>;

Found compiled(const ImageReference& image, const Tag& tag, bool is_static, bool needs_shell) {
  const std::string& written = image.written.bytes();
  RuntimeBase base{.build = written, .runtime = {}};
  if (is_unusual(tag, {"slim", "latest"}))
    return refuse("what " + written + " stands on is not known");
  if (const auto alpine = alpine_in(tag)) {
    if (alpine->empty() && !is_static) {
      return refuse("which Alpine " + written +
                    " stands on changes as time goes by; name it, as in alpine3.22");
    }
    base.runtime = alpine->empty() ? std::string(alpine_image) : "alpine:" + *alpine;
    return base;
  }
  if (is_static && !needs_shell) {
    base.runtime = static_image;
    base.has_shell = false;
    return base;
  }
  std::string release(release_in(tag));
  if (release.empty()) {
    const auto version = read_version(tag.version, true);
    const auto variant = std::ranges::find_if(variants, [&](const Variant& row) {
      return image.repository.bytes() == row.repository && version && row.from <= *version &&
             *version <= row.to;
    });
    if (variant == variants.end() && !is_static) {
      return refuse("which release of Debian " + written +
                    " stands on changes as time goes by, and with it the C library; name it, as "
                    "in a tag that ends in -bookworm");
    }
    release = variant == variants.end() ? "bookworm" : std::string(variant->release);
    if (!is_static) base.build += "-" + release;
  }
  base.runtime = "debian:" + release + "-slim";
  base.lacks_certificates = true;
  return base;
}

// GCC's own C++ library is newer than that of the release, unless the release is made with it.
Found gcc(const ImageReference& image, const Tag& tag) {
  struct Made {
    std::int64_t version;
    std::string_view release;
  };
  static constexpr std::array made = {Made{10, "bullseye"}, Made{12, "bookworm"},
                                      Made{14, "trixie"}};
  const std::string& written = image.written.bytes();
  const auto version = read_version(tag.version, false);
  const std::string_view release = release_in(tag);
  for (const Made& row : made) {
    if (!version || version->major != row.version || is_unusual(tag, {})) continue;
    if (!release.empty() && release != row.release) continue;
    return RuntimeBase{
        .build = release.empty() ? written + "-" + std::string(row.release) : written,
        .runtime = "debian:" + std::string(row.release) + "-slim",
        .lacks_certificates = true};
  }
  return refuse(
      "no release of Debian has the libraries of " + written +
      "; those of gcc:12-bookworm are those of debian:bookworm-slim, and of gcc:14-trixie those of "
      "debian:trixie-slim");
}

// The version of Java that a tag names: "3.9-eclipse-temurin-17", "jdk-8", "jdk17", "17-jdk-slim".
std::string java_version(std::string_view repository, const Tag& tag) {
  const bool is_tool = repository == "library/maven" || repository == "library/gradle";
  if (!is_tool) return std::string(split(tag.version, '.').front());
  for (std::size_t at = 0; at < tag.parts.size(); ++at) {
    std::string_view part = tag.parts[at];
    if (part == "jdk" || part == "openjdk" || part == "temurin" || part == "corretto" ||
        part == "amazoncorretto" || part == "sapmachine") {
      return at + 1 < tag.parts.size() ? std::string(split(tag.parts[at + 1], '.').front()) : "";
    }
    if (part.starts_with("jdk")) return std::string(part.substr(3));
  }
  return {};
}

Found java(const ImageReference& image, const Tag& tag) {
  // hub.docker.com/_/eclipse-temurin: JRE images are made of the long-term releases.
  static constexpr std::array<std::string_view, 5> long_term = {"8", "11", "17", "21", "25"};
  const std::string& written = image.written.bytes();
  const std::string version = java_version(image.repository.bytes(), tag);
  if (version.empty()) {
    return refuse("which Java " + written + " has changes as time goes by; name it in the tag");
  }
  if (std::ranges::find(long_term, version) == long_term.end()) {
    return refuse("Eclipse Temurin has no runtime image of Java " + version);
  }
  RuntimeBase base{.build = written, .runtime = "eclipse-temurin:" + version + "-jre"};
  if (alpine_in(tag)) base.runtime += "-alpine";
  return base;
}

Found node(const ImageReference& image, const Tag& tag) {
  RuntimeBase base{.build = image.written.bytes(), .runtime = image.written.bytes()};
  base.is_same = tag.has("slim") || alpine_in(tag).has_value();
  if (base.is_same) return base;
  if (is_unusual(tag, {"latest", "lts", "current"}) || !image.digest.empty()) {
    return refuse("no small variant of " + base.build + " is known");
  }
  if (image.tag.empty()) {
    base.runtime += ":slim";
  } else if (image.tag.bytes() == "latest") {
    base.runtime.replace(base.runtime.rfind("latest"), 6, "slim");
  } else {
    base.runtime += "-slim";
  }
  return base;
}

}  // namespace

const Toolchain* toolchain_of(const ImageReference& image) {
  if (image.registry.equals("docker.io") != Truth::yes || !image.repository.is_known()) {
    return nullptr;
  }
  const auto row = std::ranges::find(table, image.repository.bytes(), &Row::repository);
  return row == table.end() ? nullptr : &row->toolchain;
}

std::expected<RuntimeBase, std::string> runtime_base(const ImageReference& image, bool is_static,
                                                     bool needs_shell) {
  const std::string& written = image.written.bytes();
  const Toolchain* const toolchain = toolchain_of(image);
  if (toolchain == nullptr || !image.written.is_known()) {
    return refuse("what runs what " + written + " builds is not known");
  }
  const Tag tag = read_tag(image.tag.bytes());
  const bool same = toolchain->only_packages || toolchain->language == Language::python;
  if (same) return RuntimeBase{.build = written, .runtime = written, .is_same = true};
  if (toolchain->language == Language::node) return node(image, tag);
  if (!image.digest.empty()) {
    return refuse(written + " is named by its digest, and no image for running stands beside it");
  }
  if (image.repository.bytes() == "library/gcc") return gcc(image, tag);
  if (toolchain->language == Language::java) return java(image, tag);
  return compiled(image, tag, is_static, needs_shell);
}

}  // namespace boltseal

#include "model/image_programs.h"

#include <algorithm>
#include <array>
#include <string>

namespace boltseal {
namespace {

// What kind of system an image is built on, which decides what is in it.
enum class System : std::uint8_t {
  nothing,   // scratch, distroless: no shell
  busybox,   // Alpine and busybox: sh, wget and nc of busybox; no curl, no bash
  debian,    // Debian slim: sh and bash; neither curl nor wget
  redhat,    // Fedora and those made from it, in full: bash and curl
  complete,  // buildpack-deps and the like: curl and wget as well
};

struct Row {
  std::string_view repository;  // of docker.io, or with another registry; "…*": begins so
  System system;
  std::string_view tag = {};  // the row counts for tags that contain this
};

// Sources: GoogleContainerTools/distroless (README: "do not contain … shells"; the :debug images
// have busybox); docker-library/official-images, "What is in the image" of each
// (from knowledge, not compared row by row): the default tags of node, python, ruby, golang,
// openjdk, php stand on buildpack-deps or install curl; those of postgres, mysql, redis, mongo,
// nginx, mariadb … stand on Debian slim or Oracle Linux without curl. nginx: curl is part of the
// Debian image since 1.21.
constexpr std::array table = {
    Row{"gcr.io/distroless/*", System::busybox, "debug"},
    Row{"gcr.io/distroless/*", System::nothing},
    Row{"cgr.dev/chainguard/*", System::busybox, "dev"},
    Row{"cgr.dev/chainguard/static", System::nothing},
    Row{"library/hello-world", System::nothing},
    Row{"library/traefik", System::busybox, "alpine"},
    Row{"library/alpine", System::busybox},
    Row{"library/busybox", System::busybox},
    Row{"library/debian", System::debian},
    Row{"library/ubuntu", System::debian},
    Row{"library/centos", System::redhat},
    Row{"library/fedora", System::redhat},
    Row{"library/eclipse-temurin", System::busybox, "alpine"},
    Row{"library/node", System::busybox, "alpine"},
    Row{"library/node", System::debian, "slim"},
    Row{"library/node", System::complete},
    Row{"library/python", System::busybox, "alpine"},
    Row{"library/python", System::debian, "slim"},
    Row{"library/python", System::complete},
    Row{"library/ruby", System::busybox, "alpine"},
    Row{"library/ruby", System::debian, "slim"},
    Row{"library/ruby", System::complete},
    Row{"library/golang", System::busybox, "alpine"},
    Row{"library/golang", System::complete},
    Row{"library/rust", System::debian, "slim"},
    Row{"library/postgres", System::busybox, "alpine"},
    Row{"library/postgres", System::debian},
    Row{"library/redis", System::busybox, "alpine"},
    Row{"library/redis", System::debian},
    Row{"library/memcached", System::busybox, "alpine"},
    Row{"library/memcached", System::debian},
    Row{"library/mariadb", System::debian},
    Row{"library/httpd", System::busybox, "alpine"},
    Row{"library/httpd", System::debian},
    Row{"library/haproxy", System::busybox, "alpine"},
    Row{"library/haproxy", System::debian},
};

bool is_name(std::string_view pattern, const std::string& name) {
  if (!pattern.ends_with('*')) return pattern == name;
  return std::string_view(name).starts_with(pattern.substr(0, pattern.size() - 1));
}

Truth contains(System system, std::string_view program) {
  const auto one_of = [&](std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, program) != names.end();
  };
  if (!one_of({"sh", "bash", "curl", "wget", "nc", "adduser", "useradd"})) return Truth::unknown;
  const auto yes = [](bool there) { return there ? Truth::yes : Truth::no; };
  switch (system) {
    case System::nothing: return Truth::no;
    case System::busybox: return yes(one_of({"sh", "wget", "nc", "adduser"}));
    case System::debian: return yes(one_of({"sh", "bash", "useradd"}));
    case System::complete:
      if (program == "adduser") return Truth::no;
      return program == "nc" ? Truth::unknown : Truth::yes;
    case System::redhat:
      if (one_of({"nc", "wget"})) return Truth::unknown;
      return yes(one_of({"sh", "bash", "curl", "useradd"}));
  }
  return Truth::unknown;
}

}  // namespace

Truth has_program(const ImageReference& image, std::string_view program) {
  if (image.is_scratch()) return contains(System::nothing, program);
  const std::string name = published_name(image);
  if (name.empty() || !image.tag.is_known()) return Truth::unknown;
  for (const Row& row : table) {
    if (!is_name(row.repository, name)) continue;
    if (!row.tag.empty() && image.tag.bytes().find(row.tag) == std::string::npos) continue;
    // With a digest alone nobody sees which variant it is.
    if (image.tag.empty() && !image.digest.empty() && row.system != System::nothing) {
      return Truth::unknown;
    }
    return contains(row.system, program);
  }
  return Truth::unknown;
}

}  // namespace boltseal

#include "model/tool_package.h"

#include <algorithm>
#include <array>

namespace boltseal {
namespace {

using Manager = PackageCommand::Manager;

constexpr std::array<std::string_view, 30> tools = {"@development-tools",
                                                    "autoconf",
                                                    "automake",
                                                    "bazel",
                                                    "build-base",
                                                    "build-essential",
                                                    "cargo",
                                                    "clang",
                                                    "cmake",
                                                    "default-jdk",
                                                    "dpkg-dev",
                                                    "g++",
                                                    "gcc",
                                                    "gcc-c++",
                                                    "go",
                                                    "golang",
                                                    "golang-go",
                                                    "gradle",
                                                    "libtool",
                                                    "make",
                                                    "maven",
                                                    "meson",
                                                    "musl-dev",
                                                    "nasm",
                                                    "ninja-build",
                                                    "rust",
                                                    "rustc",
                                                    "ninja",
                                                    "llvm",
                                                    "default-jdk-headless"};

struct Row {
  Manager manager;
  std::string_view development;
  std::array<std::string_view, 2> libraries;
};

// packages.debian.org and pkgs.alpinelinux.org, the dependencies of each package; libstdc++6 and
// libgcc-s1 are in every Debian and Ubuntu, because apt needs them. Only those -dev packages whose
// library has had one name in Debian 11 to 12 and Ubuntu 20.04 to 22.04 are here: libssl-dev
// stands for libssl1.1 or libssl3.
constexpr std::array table = {
    Row{Manager::apt, "build-essential", {"libgomp1"}},
    Row{Manager::apt, "g++", {"libgomp1"}},
    Row{Manager::apt, "gcc", {"libgomp1"}},
    Row{Manager::apk, "build-base", {"libgomp", "libstdc++"}},
    Row{Manager::apk, "g++", {"libgomp", "libstdc++"}},
    Row{Manager::apk, "gcc", {"libgomp", "libgcc"}},
    Row{Manager::apt, "default-libmysqlclient-dev", {"libmariadb3"}},
    Row{Manager::apt, "libc6-dev", {}},
    Row{Manager::apt, "libmariadb-dev", {"libmariadb3"}},
    Row{Manager::apt, "libpq-dev", {"libpq5"}},
    Row{Manager::apt, "libsqlite3-dev", {"libsqlite3-0"}},
    Row{Manager::apt, "libxml2-dev", {"libxml2"}},
    Row{Manager::apt, "libxslt1-dev", {"libxslt1.1"}},
    Row{Manager::apt, "libyaml-dev", {"libyaml-0-2"}},
    Row{Manager::apt, "pkg-config", {}},
    Row{Manager::apt, "python3-dev", {}},
    Row{Manager::apt, "zlib1g-dev", {"zlib1g"}},
    Row{Manager::apk, "libc-dev", {}},
    Row{Manager::apk, "libffi-dev", {"libffi"}},
    Row{Manager::apk, "libpq-dev", {"libpq"}},
    Row{Manager::apk, "libxml2-dev", {"libxml2"}},
    Row{Manager::apk, "libxslt-dev", {"libxslt"}},
    Row{Manager::apk, "linux-headers", {}},
    Row{Manager::apk, "mariadb-dev", {"mariadb-connector-c"}},
    Row{Manager::apk, "pkgconf", {}},
    Row{Manager::apk, "postgresql-dev", {"libpq"}},
    Row{Manager::apk, "python3-dev", {}},
    Row{Manager::apk, "zlib-dev", {"zlib"}},
};

}  // namespace

std::string_view bare_package(std::string_view word) {
  word = word.substr(0, word.find_first_of("=~<>"));
  const std::size_t dash = word.rfind('-');
  if (dash != std::string_view::npos && dash + 1 < word.size() &&
      word.find_first_not_of("0123456789.", dash + 1) == std::string_view::npos) {
    word = word.substr(0, dash);
  }
  return word;
}

bool is_tool_package(std::string_view package) {
  return std::ranges::find(tools, package) != tools.end();
}

std::optional<std::span<const std::string_view>> runtime_packages(Manager manager,
                                                                  std::string_view package) {
  for (const Row& row : table) {
    if (row.manager != manager || row.development != package) continue;
    const auto end = std::ranges::find(row.libraries, std::string_view());
    return std::span(row.libraries).first(static_cast<std::size_t>(end - row.libraries.begin()));
  }
  return std::nullopt;
}

}  // namespace boltseal

// Package databases and release files that are text. The first byte says which.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "packages/apk/apk.h"
#include "packages/distribution.h"
#include "packages/dpkg/dpkg.h"
#include "packages/pacman/pacman.h"
#include "packages/rpm/rpm.h"

namespace {

struct Kind {
  const boltseal::PackageDatabase* database;  // null: the file says what system it is
  std::string_view path;
};
constexpr std::array kinds = {
    Kind{&boltseal::dpkg_database, "var/lib/dpkg/status"},
    Kind{&boltseal::opkg_database, "usr/lib/opkg/status"},
    Kind{&boltseal::apk_database, "lib/apk/db/installed"},
    Kind{&boltseal::pacman_database, "var/lib/pacman/local/x/desc"},
    Kind{&boltseal::rpm_database, "var/lib/rpmmanifest/container-manifest-2"},
    Kind{nullptr, "etc/os-release"},
    Kind{nullptr, "etc/redhat-release"},
    Kind{nullptr, "etc/SuSE-release"},
    Kind{nullptr, "etc/lsb-release"},
    Kind{nullptr, "etc/debian_version"},
};

// A root file system with one file.
class OneFile final : public boltseal::RootFiles {
 public:
  OneFile(std::string_view path, std::string_view text) : path_(path), text_(text) {}
  boltseal::Result<std::optional<std::string_view>> read(std::string_view path) const override {
    if (path != path_) return std::nullopt;
    return text_;
  }
  std::vector<std::string> list(std::string_view folder) const override {
    if (folder == "var/lib/pacman/local") return {"x"};
    return {};
  }

 private:
  std::string_view path_, text_;
};

void expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Kind& kind = kinds[data[0] % kinds.size()];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const OneFile root(kind.path, text);
  if (kind.database == nullptr) {
    const auto found = boltseal::read_distribution(root);
    if (!found) return 0;
    expect(!found->id.empty());
    const boltseal::AdvisoryScope scope = boltseal::advisory_scope(*found);
    expect(scope.ecosystem.empty() != scope.why.empty());
    (void)boltseal::end_of_life_of(*found);
    return 0;
  }
  const boltseal::PackageList list = kind.database->read(root);
  for (const boltseal::Package& package : list.packages) {
    expect(!package.name.empty() && !package.version.empty() && package.path == kind.path);
    expect(!package.source_name.empty() && !package.source_version.empty());
    expect(std::ranges::is_sorted(package.depends));
    (void)boltseal::is_third_party(package, {"debian", "12", "", ""});
  }
  for (const boltseal::Error& error : list.errors) {
    expect(!error.message.empty() && error.span.begin <= error.span.end);
    expect(error.span.end <= text.size());
  }
  return 0;
}

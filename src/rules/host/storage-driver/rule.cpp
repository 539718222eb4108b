#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "rules/rule.h"

namespace boltseal {
namespace {

struct Driver {
  std::string_view name, says;
  Severity severity;
};
// docs.docker.com, "Deprecated Docker Engine features" and "Select a storage driver": aufs and
// overlay were removed in 24.0, devicemapper in 25.0; vfs copies every layer and is for tests.
constexpr std::array drivers = {
    Driver{"aufs", "was removed from Docker 24", Severity::medium},
    Driver{"overlay", "was removed from Docker 24", Severity::medium},
    Driver{"devicemapper", "was removed from Docker 25", Severity::medium},
    Driver{"vfs", "is for tests: it copies every layer whole and cannot limit anything",
           Severity::low},
};

void check(const Engine& engine, Findings& findings) {
  const auto driver = effective(engine, fact::storage_driver);
  if (driver->is_unknown()) return findings.unknown(Fact::storage_driver);
  if (!driver->is_known() || driver.level == nullptr) return;
  const auto found = std::ranges::find_if(
      drivers, [&](const Driver& each) { return driver.value->equals(each.name) == Truth::yes; });
  if (found == drivers.end()) return;
  // What others call overlay is Docker's overlay2.
  if (engine.platform != Platform::docker && found->name != "vfs") return;
  findings
      .add(driver->origin(), fact_path(Fact::storage_driver),
           "the storage driver " + std::string(found->name) + " " + std::string(found->says))
      .severity = found->severity;
}

}  // namespace

extern const Rule host_storage_driver{
    .summary = "Storage driver that is not supported",
    .what =
        "The Docker daemon is told to use `aufs`, `overlay` or `devicemapper`, which current "
        "engines do not have any more, or `vfs`, which is for tests only; or storage.conf of "
        "Podman and CRI-O says `vfs`.",
    .why =
        "The daemon of a current version does not start with it, so the host stays on an engine "
        "without security updates; the old drivers have flaws of their own that nobody mends.",
    .remedy =
        "Use `overlay2` (or the containerd image store, the default of new installations). Images "
        "have to be pulled again; save what containers wrote first.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 2.6", "https://docs.docker.com/engine/deprecated/",
                   "https://docs.docker.com/engine/storage/drivers/select-storage-driver/"},
    .engine = check,
};

}  // namespace boltseal

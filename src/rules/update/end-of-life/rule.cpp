#include <array>
#include <string>
#include <string_view>

#include "model/end_of_life.h"
#include "model/image_pin.h"
#include "model/machine.h"
#include "model/package_command.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

std::string said(const EndOfLife& ended) {
  std::string text(ended.product);
  if (!ended.series.empty()) text += " " + ended.series;
  return text + " has had no security updates since " + std::string(ended.date);
}

void check_image(const Image& image, Findings& findings) {
  if (image.reference.is_scratch()) return;
  const auto ended = end_of_life(image.reference);
  if (!ended) {
    if (!image.reference.tag.is_known()) findings.unknown(Fact::image);
    return;
  }
  findings.add(image.site, fact_path(Fact::image, name_without_digest(image.reference)),
               said(*ended));
}

struct Package {
  std::string_view name, product;
};
constexpr std::array packages = {
    Package{"docker-ce", "Docker Engine"}, Package{"docker-engine", "Docker Engine"},
    Package{"kubelet", "Kubernetes"},      Package{"kubeadm", "Kubernetes"},
    Package{"containerd", "containerd"},   Package{"containerd.io", "containerd"}};

// The version in "docker-ce=5:20.10.24~3-0~ubuntu", "kubelet-1.27.3-0"; empty when there is none.
std::string_view version_in(std::string_view word, std::string_view name) {
  if (!word.starts_with(name) || word.size() <= name.size() + 1) return {};
  const char separator = word[name.size()];
  if (separator != '=' && separator != '-') return {};
  std::string_view version = word.substr(name.size() + 1);
  if (separator == '-' && (version.front() < '0' || version.front() > '9')) return {};
  const std::size_t epoch = version.find(':');
  return epoch == std::string_view::npos ? version : version.substr(epoch + 1);
}

void check_host(const Host& host, Findings& findings) {
  for (const ShellCommand& command : host.commands) {
    const PackageCommand* const install = command.packages();
    if (!install || install->action != PackageCommand::Action::install ||
        command.program() == "sudo") {
      continue;
    }
    for (const Item* item : install->packages) {
      for (const Package& package : packages) {
        const std::string_view version = version_in(item->text.bytes(), package.name);
        if (version.empty()) continue;
        if (!item->text.is_known()) {
          findings.unknown(Fact::engine_install);
          continue;
        }
        const auto ended = end_of_life(package.product, version);
        if (ended) {
          findings.add(item->origin, fact_path(Fact::engine_install, package.name), said(*ended));
        }
      }
    }
  }
}

void check_machine(const Machine& machine, Findings& findings) {
  if (const SystemPackages& system = machine.packages; !system.ended.empty()) {
    findings.add(machine.site, "system",
                 system.system + " has had no security updates since " + system.ended);
  }
  for (const MachineEngine& engine : machine.engines) {
    const auto ended = end_of_life(engine.product, engine.version);
    if (!ended) continue;
    findings.add(engine.site, "engines[" + engine.name + "].version",
                 "version " + engine.version + " runs, and " + said(*ended));
  }
}

}  // namespace

extern const Rule update_end_of_life{
    .summary = "Version past its end of life",
    .what =
        "An image that is run, built on or copied from is of a series that gets no security "
        "updates any more: a distribution, a language, a database or server, or the system that "
        "its variant stands on (`python:3.13-bullseye`); or a host's first-boot script pins such a "
        "version of the engine, containerd or Kubernetes; or such an engine runs (`boltseal "
        "audit`), "
        "built by its publisher and not by a distribution, which may mend it on; or the machine or "
        "a container runs on such a system. The table of "
        "series is that of "
        "endoflife.date, as of 2026-11-21; Debian counts until the end of its LTS, Ubuntu without "
        "its paid extension. Tags without a version and images that are not in the table are not "
        "reported.",
    .why =
        "Flaws that are found from now on stay open for ever, and they are found: attackers read "
        "the fixes of the newer series to learn what the old one has. A scanner may show nothing, "
        "because nobody writes advisories for what is not maintained.",
    .remedy =
        "Move to a series that is maintained, and let a bot propose the next one in time; "
        "https://endoflife.date says until when each lasts.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 1.2.2", "NIST SP 800-190 4.1.1", "CWE-1104",
                   "https://endoflife.date"},
    .host = check_host,
    .image = check_image,
    .machine = check_machine,
};

}  // namespace boltseal

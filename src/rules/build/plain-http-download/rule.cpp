#include <string>

#include "model/download.h"
#include "model/engine_installer.h"
#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// A server on the machine itself, or a name that only a build network knows.
bool is_local(std::string_view url) {
  const std::size_t begin = url.find("://") + 3;
  std::string_view host = url.substr(begin, url.find_first_of("/?#", begin) - begin);
  if (host.find('@') != std::string_view::npos) host.remove_prefix(host.find('@') + 1);
  host = host.substr(0, host.find(':'));
  return host == "localhost" || host.starts_with("127.") ||
         host.find('.') == std::string_view::npos;
}

std::optional<Change> mend(const Origin& address) {
  const std::size_t at = written_at(address).find("http://");
  if (at == std::string_view::npos) return std::nullopt;
  Origin place = address;
  place.span.begin += static_cast<std::uint32_t>(at + 4);
  place.span.end = place.span.begin;
  Rewriting rewriting;
  rewriting.insert_before(place, "s");
  return rewriting.change(Safety::behaviour, "the download, if the server does not speak HTTPS");
}

// On a host the scripts that install an engine are host/engine-from-script.
void check(const Step& step, Findings& findings) {
  for (const BlindDownload& blind : blind_downloads(step.commands)) {
    const Text& url = blind.download.url;
    if (step.is_host && engine_installer_at(url.bytes()) != nullptr) continue;
    if (url.starts_with("http://") != Truth::yes && url.starts_with("ftp://") != Truth::yes) {
      continue;
    }
    if (is_local(url.bytes())) continue;
    const std::string& written = blind.download.address->text.bytes();
    findings
        .add(blind.download.address->origin, "download[" + url.bytes() + "]",
             written + " comes unencrypted and is " + std::string(blind.use) +
                 " without a check, so anybody on the way decides what it is")
        .change = mend(blind.download.address->origin);
  }
}

}  // namespace

extern const Rule build_plain_http_download{
    .summary = "Program is downloaded over plain HTTP",
    .what =
        "A `RUN` (or a host's first-boot script) fetches a file over `http://` or `ftp://`, also "
        "as a bare host name, which means the same, and unpacks, installs or runs it, while "
        "nothing in the same step compares a checksum or a signature. What is piped straight into "
        "a shell is `build/pipe-to-shell`.",
    .why =
        "Plain HTTP has no proof of who answers. Everybody between the build machine and the "
        "server, from the café to the provider, can put another program in place of the one that "
        "was asked for, and it is run as root.",
    .remedy =
        "Use the `https://` address and compare the file with a checksum or signature before it "
        "is used.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.11", "NIST SP 800-190 4.1.5", "CWE-494", "CWE-319"},
    .step = check,
    .on_images = true,
};

}  // namespace boltseal

#include <string>

#include "model/download.h"
#include "model/engine_installer.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// On a host the scripts that install an engine are host/engine-from-script.
void check(const Step& step, Findings& findings) {
  for (const BlindDownload& blind : blind_downloads(step.commands)) {
    const Text& url = blind.download.url;
    if (step.is_host && engine_installer_at(url.bytes()) != nullptr) continue;
    // build/plain-http-download says what is worse.
    if (url.starts_with("https://") != Truth::yes) continue;
    findings.add(blind.download.address->origin, "download[" + url.bytes() + "]",
                 "what " + url.bytes().substr(0, url.find('?')) + " sends is " +
                     std::string(blind.use) + " without a comparison with a checksum or signature");
  }
}

}  // namespace

extern const Rule build_unverified_download{
    .summary = "Download is used without being verified",
    .what =
        "A `RUN` (or a host's first-boot script) fetches a file over HTTPS with `curl`, `wget` and "
        "the like, and then unpacks, installs or runs it, while nothing in the same step compares "
        "a checksum or a signature. Downloads over plain HTTP and those that go straight into a "
        "shell have rules of their own.",
    .why =
        "HTTPS says which server answered, not that the file is the one that was tested. A "
        "release that is replaced, a stolen account or a hijacked mirror reaches every image that "
        "is built afterwards, and nobody sees a difference.",
    .remedy =
        "Write the checksum of the tested file beside its version and compare before use: `echo "
        "\"SUM  FILE\" | sha256sum -c -`; or verify the publisher's signature with `gpg --verify` "
        "or `cosign verify-blob`; or use `ADD --checksum=sha256:…`.",
    .severity = Severity::medium,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 4.11", "NIST SP 800-190 4.1.5", "CWE-494"},
    .step = check,
    .on_images = true,
};

}  // namespace boltseal

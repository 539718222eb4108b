#include <string>

#include "model/image_contents.h"
#include "model/secret_file.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Build& build, Findings& findings) {
  for (const Stage* stage : build.lineage()) {
    for (const Instruction& instruction : stage->instructions) {
      if (instruction.name != "COPY" && instruction.name != "ADD") continue;
      if (instruction.arguments.size() < 2) continue;
      for (std::size_t at = 0; at + 1 < instruction.arguments.size(); ++at) {
        const Item& source = instruction.arguments[at];
        if (!source.text.is_known()) continue;
        const SecretFile* const secret = secret_file_at(source.text.bytes());
        if (secret == nullptr) continue;
        Finding& finding = findings.add(
            source.origin, "copy[" + source.text.bytes() + "]",
            source.text.bytes() + " is copied into the image; a file of this name holds " +
                std::string(secret->what));
        if (!secret->certain) {
          finding.severity = Severity::medium;
          finding.confidence = Confidence::medium;
        }
      }
    }
  }
}

void check_contents(const ImageContents& image, Findings& findings) {
  for (const ContainedFile& file : image.files) {
    if (!file.body) continue;
    const HeldSecret held = secret_held(file.path, *file.body);
    if (held.what.empty()) continue;
    std::string message = file.path + " holds " + std::string(held.what) + std::string(held.note);
    if (file.is_hidden) {
      message += "; a later layer takes it away, but everybody who has the image can read it";
    }
    findings.add(file.origin, "file[" + file.path + "]", std::move(message)).severity =
        held.severity;
  }
}

}  // namespace

extern const Rule build_secret_copied{
    .summary = "Secret file copied into the image",
    .what =
        "`COPY` or `ADD`, in the stage that becomes the image or one that it starts from, takes a "
        "file or folder whose name is that of credentials: `.env`, private keys (`id_rsa`, "
        "`privkey.pem`, `*-key.pem`), `.npmrc`, `.netrc`, `.aws`, `.ssh`, `.kube`, `.docker/"
        "config.json`, `terraform.tfstate` … Samples (`.env.example`), public keys and stages that "
        "the image only copies results from are not reported. In a finished image it looks at the "
        "bytes of such files, in every layer: a private key, or a token or password that is no "
        "placeholder. What packages bring for their tests or as examples is left out; keys that "
        "a package made at its installation count less (`ssh_host_rsa_key`, "
        "`ssl-cert-snakeoil.key`).",
    .why =
        "Everybody who can pull the image can read the file, and deleting it in a later step "
        "changes nothing: it stays in its layer. An image is copied to registries, hosts and "
        "laptops, so a key in it is a key that was published.",
    .remedy =
        "Give a build its secrets with `RUN --mount=type=secret,id=…` and a container its own when "
        "it starts; list the files in `.dockerignore` so that no wildcard takes them. Replace "
        "every "
        "secret that was ever in an image.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.10", "NIST SP 800-190 4.1.4",
                   "https://docs.docker.com/build/building/secrets/", "CWE-538"},
    .build = check,
    .contents = check_contents,
};

}  // namespace boltseal

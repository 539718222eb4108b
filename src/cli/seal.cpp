#include <array>
#include <utility>

#include "cli/failed.h"
#include "cli/project.h"
#include "cli/scan_run.h"
#include "cli/seal_run.h"
#include "cli/verdict_flags.h"
#include "seal/pkcs11.h"

namespace boltseal {
namespace {

constexpr std::array flags = {
    Flag{.name = "key",
         .letter = 'k',
         .value = "KEY",
         .help = "The private key: a PEM file (ed25519, ECDSA over P-256 or P-384; also as cosign "
                 "encrypts it) or a pkcs11: URI; with --signer the public one"},
    Flag{.name = "passphrase-file",
         .value = "FILE",
         .help = "The file whose first line is the passphrase of an encrypted key"},
    Flag{.name = "signer",
         .value = "CMD",
         .help = "A shell command that signs: it reads the bytes to be signed on standard input "
                 "and writes the signature"},
    Flag{.name = "valid-for",
         .value = "DAYS",
         .help = "How long the seal holds (default: 30, or what the policy says)",
         .is_number = true},
    Flag{.name = "out",
         .letter = 'o',
         .value = "FILE",
         .help =
             "Where the seal is written (default: beside what is sealed, NAME.boltseal.json; of "
             "an image in a registry there)"},
    verdict_flags::fail_on,
    verdict_flags::profile,
    policy_flags::config,
    policy_flags::isolated,
    verdict_flags::allow_gaps,
    scan_flags::db,
    scan_flags::db_key,
    Flag{.name = "max-age",
         .value = "DAYS",
         .help = "Older advisories are a gap (default 14)",
         .is_number = true},
    seal_flags::platform,
    scan_flags::insecure,
    scan_flags::image,
    scan_flags::no_cache,
    verdict_flags::jobs,
    Flag{.name = "quiet", .letter = 'q', .help = "Say nothing when it is sealed"},
};

constexpr std::array examples = {
    Example{"boltseal seal --key=key.pem compose.yaml", "Files, with all that they lead to"},
    Example{"boltseal seal --key=key.pem registry:registry.example/web:1.2",
            "An image, for all its platforms; the seal is put beside it in its registry"},
    Example{"boltseal seal --key=key.pem --passphrase-file=pass image.tar",
            "An image as docker save or an OCI layout gives it"},
    Example{"boltseal seal --signer='vault-sign release' --key=public.pem deploy/",
            "With a key that another program keeps"},
};

Result<std::unique_ptr<Signer>> signer_of(const Arguments& arguments, const Files& files) {
  const std::string key(arguments.value("key"));
  if (key.empty()) {
    return fail("--key is needed; one is made by: openssl genpkey -algorithm ed25519 -out key.pem");
  }
  if (arguments.has("signer")) {
    const auto pem = files.read(key);
    if (!pem) return std::unexpected(pem.error());
    auto shown = PublicKey::of_pem(*pem);
    if (!shown) return fail(shown.error().message, key, {}, shown.error().remedy);
    return command_signer(std::string(arguments.value("signer")), std::move(*shown));
  }
  if (key.starts_with("pkcs11:")) {
    auto signer = pkcs11_signer(key, files);
    if (!signer && signer.error().path.empty()) signer.error().path = "the key";
    return signer;
  }
  std::optional<std::string> passphrase;
  if (arguments.has("passphrase-file")) {
    const auto text = files.read(std::string(arguments.value("passphrase-file")));
    if (!text) return std::unexpected(text.error());
    passphrase = text->substr(0, text->find_first_of("\r\n"));
  }
  return file_signer(key, passphrase, files);
}

ExitCode run_seal(const Arguments& arguments, Console& console) {
  const auto target = seal_target(arguments.positional());
  if (!target) return wrong_usage(console, "seal", target.error());
  const DiskFiles files;
  // Before anything is looked at, which may take long.
  const auto signer = signer_of(arguments, files);
  if (!signer) {
    return signer.error().path.empty() ? wrong_usage(console, "seal", signer.error())
                                       : failed(console, signer.error(), ExitCode::usage);
  }
  const SealRun run{arguments, *target, **signer, console};
  return target->kind == SealTarget::Kind::files ? seal_files(run) : seal_image(run);
}

}  // namespace

extern const CliCommand seal_command;
const CliCommand seal_command = {
    .name = "seal",
    .arguments = "IMAGE|PATH...",
    .summary = "Check files or scan an image, and sign that they passed",
    .description =
        "Checks files as `boltseal check` does, or scans an image as `boltseal scan` does. Only "
        "when "
        "that passes, by the policy, a seal is written: a signed attestation of in-toto that says "
        "by "
        "which rules, with which allowances and advisories and until when, beside the files or "
        "beside the image in its registry, where cosign reads it as well. Of an image for several "
        "platforms all are scanned and sealed together, unless --platform says otherwise. "
        "`boltseal verify` says whether it still holds.\n"
        "\n"
        "Exit codes: 0 sealed, 1 findings at or above --fail-on, 2 wrong usage or a key that "
        "cannot "
        "be used, 3 something could not be examined.",
    .examples = examples,
    .flags = flags,
    .most_arguments = 100000,
    .run = run_seal,
};

}  // namespace boltseal

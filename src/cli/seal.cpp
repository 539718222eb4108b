#include <array>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "check/check.h"
#include "check/discover.h"
#include "cli/command.h"
#include "cli/failed.h"
#include "cli/project.h"
#include "cli/scan_run.h"
#include "cli/seal_flags.h"
#include "cli/verdict_flags.h"
#include "cli/worker_text.h"
#include "cli/write_file.h"
#include "report/report.h"
#include "report/scan_report.h"
#include "scan/fail_on.h"
#include "seal/pkcs11.h"
#include "seal/registry_seals.h"
#include "seal/seal_file.h"
#include "seal/sealing.h"

namespace boltseal {
namespace {

constexpr int usual_days = 30;

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
    scan_flags::platform,
    scan_flags::insecure,
    scan_flags::image,
    scan_flags::no_cache,
    verdict_flags::jobs,
    Flag{.name = "quiet", .letter = 'q', .help = "Say nothing when it is sealed"},
};

constexpr std::array examples = {
    Example{"boltseal seal --key=key.pem compose.yaml", "Files, with all that they lead to"},
    Example{"boltseal seal --key=key.pem registry:registry.example/web:1.2",
            "An image, beside which the seal is put in its registry"},
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

// The last moment of a seal that is made now.
std::string end_of(const std::string& now, const Arguments& arguments, const Policy& policy) {
  constexpr std::int64_t most_days = 36'500;
  const int stated = policy.seal.valid_for > 0 ? policy.seal.valid_for : usual_days;
  const std::int64_t days = parse_int(arguments.value("valid-for")).value_or(stated);
  return days_after(now, static_cast<int>(std::min(days, most_days)));
}

void date(SealPredicate& predicate, const Arguments& arguments, const Policy& policy) {
  predicate.version = version();
  predicate.sealed_at = timestamp();
  predicate.expires_at = end_of(predicate.sealed_at, arguments, policy);
}

/// What is signed in the end, and where it goes.
struct ToSign {
  std::string predicate_type, statement;
};

Result<std::vector<SealToPush>> sign_all(const std::vector<ToSign>& statements, Signer& signer) {
  std::vector<SealToPush> seals;
  for (const ToSign& each : statements) {
    auto envelope = signed_envelope(each.statement, signer);
    if (!envelope) return std::unexpected(envelope.error());
    seals.push_back({each.predicate_type, std::move(*envelope)});
  }
  return seals;
}

Result<void> write_beside(const std::string& path, const std::vector<SealToPush>& seals) {
  const DiskFiles files;
  std::string before;
  if (files.exists(path)) {
    auto text = files.read(path);
    if (!text) return std::unexpected(text.error());
    before = std::move(*text);
  }
  std::vector<std::string> envelopes;
  for (const SealToPush& seal : seals) envelopes.push_back(seal.envelope);
  return write_file(path, merged_seal_file(before, envelopes));
}

ExitCode say_sealed(const std::string& what, const std::string& where, const Arguments& arguments,
                    const Policy& policy, Console& console) {
  if (arguments.has("quiet")) return ExitCode::clean;
  const std::string until = end_of(timestamp(), arguments, policy);
  console.out.write(sanitize(what) + ": sealed until " + until.substr(0, 10) + " in " +
                    sanitize(where) + "\n");
  return ExitCode::clean;
}

ExitCode not_sealed(ExitCode code, Console& console) {
  console.err.write("not sealed\n");
  return code;
}

std::string out_of(const Arguments& arguments, const std::string& path) {
  const std::string asked(arguments.value("out"));
  return asked.empty() ? seal_file_of(path) : asked;
}

ExitCode seal_files(const Arguments& arguments, const SealTarget& target, Signer& signer,
                    Console& console) {
  const DiskFiles disk;
  const RecordingFiles files(disk);
  const Result<ProjectPolicy> project = project_policy(arguments, target.paths, disk);
  if (!project) return wrong_configuration(console, project.error(), disk);
  CheckOptions options;
  options.paths = target.paths;
  options.policy = &project->policy;
  options.whole_project = project->whole_project;
  options.honour_comments = !arguments.has("isolated");
  options.profile = asked_profile(arguments, project->policy);
  if (const auto jobs = parse_int(arguments.value("jobs"))) {
    options.threads = static_cast<unsigned>(*jobs);
  }
  const Verdict verdict = check(options, files);
  if (const ExitCode code = exit_code(verdict, arguments, project->policy);
      code != ExitCode::clean) {
    all_reports()[0]->write(verdict, report_options(arguments, options.profile, console),
                            console.out);
    return not_sealed(code, console);
  }
  // What no rule had to say of may be what it has to say of tomorrow.
  for (const Discovered::Candidate& each : discover(target.paths).files) {
    if (each.named || project->policy.admits(each.path)) static_cast<void>(files.read(each.path));
  }
  const std::string where = out_of(arguments, target.paths.front());
  const std::string folder = directory_of(where);
  SealPredicate predicate =
      predicate_of(verdict, file_rule_book(arguments, project->policy), folder);
  predicate.absent = files.absent(folder);
  date(predicate, arguments, project->policy);
  const auto subjects = files.subjects(folder);
  if (subjects.empty()) {
    return failed(console, {"there is nothing to seal", target.paths.front(), {}, {}},
                  ExitCode::gaps);
  }
  const auto seals =
      sign_all({{std::string(seal_predicate_type),
                 write_statement(subjects, seal_predicate_type, write_predicate(predicate))}},
               signer);
  if (!seals) return failed(console, seals.error(), ExitCode::usage);
  if (const auto done = write_beside(where, *seals); !done) {
    return failed(console, done.error(), ExitCode::usage);
  }
  return say_sealed(join(target.paths, ", "), where, arguments, project->policy, console);
}

/// What a scan in a worker hands out.
struct ScannedImage {
  WorkerText digest, seal, sbom;

  ExitCode fill(const ScanResult& result, const Arguments& arguments, const Policy& policy,
                Console& console) {
    ScanReportOptions shown;
    shown.version = version();
    shown.timestamp = timestamp();
    const SystemInventory& inventory = result.inventory;
    if (inventory.kind != SystemInventory::Kind::image || !is_digest(inventory.digest)) {
      return failed(console, {"is no image", inventory.subject, {}, {}}, ExitCode::gaps);
    }
    RuleBook book = image_rule_book(arguments, policy);
    const bool has_failed = fails(result, book.fail_on);
    if (has_failed || (!result.gaps.empty() && !arguments.has("allow-gaps"))) {
      shown.color = console.out_color;
      shown.width = console.out_width;
      all_scan_reports()[0]->write(result, shown, console.out);
      return has_failed ? ExitCode::findings : ExitCode::gaps;
    }
    const std::string name = inventory.reference.empty() ? inventory.subject : inventory.reference;
    const std::vector<SealedSubject> subjects = {{name, inventory.digest}};
    StringOutput bill;
    find_scan_report("cyclonedx")->write(result, shown, bill);
    const std::string statement =
        write_statement(subjects, sbom_predicate_type, compact(bill.text));
    SealPredicate predicate = predicate_of(result, std::move(book));
    predicate.sbom = sha256_digest(statement);
    date(predicate, arguments, policy);
    digest.write(inventory.digest);
    sbom.write(statement);
    seal.write(write_statement(subjects, seal_predicate_type, write_predicate(predicate)));
    return ExitCode::clean;
  }

 private:
  // Without the line ends and the indentation of a text for people, which none of its strings has.
  static std::string compact(std::string_view text) {
    std::string all;
    for (const std::string_view line : split(text, '\n')) all += trim(line);
    return all;
  }
};

ExitCode seal_image(const Arguments& arguments, const SealTarget& target, Signer& signer,
                    Console& console) {
  const DiskFiles disk;
  const Result<ProjectPolicy> project = project_policy(arguments, {"."}, disk);
  if (!project) return failed(console, project.error(), ExitCode::usage);
  const Policy& policy = project->policy;
  Result<PreparedScan> prepared = prepare_scan(arguments, target.paths.front(), console);
  if (!prepared) return failed(console, prepared.error(), ExitCode::gaps);
  ScanOptions& options = prepared->options;
  // Its digest speaks of the layers only when they have theirs.
  options.inventory.verify = true;
  options.most_age = static_cast<int>(parse_int(arguments.value("max-age")).value_or(14));
  options.profile = image_profile(arguments, policy);
  options.policy = &policy;
  ScannedImage scanned;
  const ExitCode code = scan_in_worker(
      options,
      [&](const ScanResult& result, const ScanRun&) {
        return scanned.fill(result, arguments, policy, console);
      },
      console);
  if (code != ExitCode::clean) return not_sealed(code, console);
  const auto seals = sign_all({{std::string(seal_predicate_type), scanned.seal.read()},
                               {std::string(sbom_predicate_type), scanned.sbom.read()}},
                              signer);
  if (!seals) return failed(console, seals.error(), ExitCode::usage);
  if (target.kind == SealTarget::Kind::stored_image || arguments.has("out")) {
    const std::string where = out_of(arguments, target.paths.front());
    if (const auto done = write_beside(where, *seals); !done) {
      return failed(console, done.error(), ExitCode::usage);
    }
    return say_sealed(target.paths.front(), where, arguments, policy, console);
  }
  const auto insecure = arguments.values("insecure");
  const std::string name = with_digest(target.image, scanned.digest.read());
  const auto registry =
      RegistryImageSeals::find(name, this_platform(), disk, {insecure.begin(), insecure.end()});
  if (!registry) return failed(console, registry.error(), ExitCode::gaps);
  if (const auto done = registry->push(*seals, signer.key().id()); !done) {
    return failed(console, done.error(), ExitCode::gaps);
  }
  return say_sealed(target.image, "its registry, at " + registry->digest(), arguments, policy,
                    console);
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
  return target->kind == SealTarget::Kind::files
             ? seal_files(arguments, *target, **signer, console)
             : seal_image(arguments, *target, **signer, console);
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
        "beside the image in its registry, where cosign reads it as well. `boltseal verify` says "
        "whether it still holds.\n"
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

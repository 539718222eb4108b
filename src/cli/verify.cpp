#include <algorithm>
#include <array>
#include <utility>

#include "base/digest.h"
#include "base/environment.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "check/discover.h"
#include "cli/advisory_file.h"
#include "cli/command.h"
#include "cli/failed.h"
#include "cli/project.h"
#include "cli/scan_run.h"
#include "cli/seal_flags.h"
#include "cli/verdict_flags.h"
#include "report/text_layout.h"
#include "seal/match_again.h"
#include "seal/registry_seals.h"
#include "seal/seal_file.h"
#include "seal/sealing.h"

namespace boltseal {
namespace {

std::vector<std::string_view> formats() { return {"text", "json"}; }

std::string refuse_date(std::string_view text) {
  return parse_date(text) ? "" : "a date is written as 2027-01-31";
}

constexpr std::array flags = {
    Flag{.name = "key",
         .letter = 'k',
         .value = "FILE",
         .help = "A public key in PEM whose seals count",
         .repeatable = true},
    Flag{.name = "trust",
         .value = "FILE",
         .help = "The file that says which keys count and when, and which are revoked"},
    Flag{.name = "seal",
         .value = "FILE",
         .help = "Where the seal is (default: beside what is sealed, NAME.boltseal.json)"},
    Flag{.name = "at",
         .value = "DATE",
         .help = "Whether it holds on that day (default: now)",
         .refuse = refuse_date},
    Flag{.name = "format",
         .letter = 'f',
         .value = "NAME",
         .help = "text (default) or json",
         .choices = formats},
    verdict_flags::fail_on,
    verdict_flags::profile,
    policy_flags::config,
    policy_flags::isolated,
    verdict_flags::allow_gaps,
    scan_flags::db,
    scan_flags::db_key,
    scan_flags::platform,
    scan_flags::insecure,
    scan_flags::image,
    scan_flags::no_cache,
    scan_flags::jobs,
    Flag{.name = "quiet", .letter = 'q', .help = "Say nothing when the seal holds"},
};

constexpr std::array examples = {
    Example{"boltseal verify --key=public.pem compose.yaml", "Whether nothing has changed since"},
    Example{"boltseal verify --trust=keys.yaml registry:registry.example/web:1.2",
            "The image that the name leads to today"},
    Example{"boltseal verify --key=old.pem --key=new.pem image.tar",
            "While one key follows the other"},
    Example{"boltseal verify --key=public.pem --config=gate.yaml deploy/",
            "By a policy that is not the project's own"},
};

// A project does not say itself whose seals count: whoever changes it could say that theirs do.
std::string trust_file(const Arguments& arguments, const Policy& policy) {
  if (arguments.has("trust") || arguments.has("key")) return std::string(arguments.value("trust"));
  const bool is_named = arguments.has("config") || !environment_variable("BOLTSEAL_CONFIG").empty();
  return is_named && !arguments.has("isolated") ? policy.seal.trust : std::string();
}

Result<Trust> trust_of(const Arguments& arguments, const std::string& listed, const Files& files) {
  Trust trust;
  if (!listed.empty()) {
    auto text = files.read(listed);
    if (!text) return std::unexpected(text.error());
    auto read = read_trust(File{listed, std::move(*text)}, files);
    if (!read) return read;
    trust = std::move(*read);
  }
  for (const std::string& path : arguments.values("key")) {
    if (const auto done = trust_key(trust, path, files); !done) {
      return std::unexpected(done.error());
    }
  }
  return trust;
}

/// All that one call holds seals against, and what it says in the end.
struct Verification {
  const Arguments& arguments;
  Console& console;
  Trust trust;
  Policy policy;
  Demands demands;
  std::string now;
  std::string what;  // as the user named it
  std::unique_ptr<const LookupBytes> advisories;
  std::string advisory_key;
};

std::string now_of(const Arguments& arguments) {
  const std::string day(arguments.value("at"));
  if (!day.empty()) return day + "T12:00:00Z";
  // Not timestamp(), which a variable of the environment may stop.
  return to_text(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

// What became of the vulnerabilities.
struct Rematch {
  std::string said;  // for people; empty: there was nothing to be looked up
  bool is_gap = false;
};

Result<Rematch> look_again(JudgedSeal& seal, const std::vector<std::string>& envelopes,
                           const Verification& asked) {
  if (!seal.predicate || seal.predicate->sbom.empty()) return Rematch{};
  if (asked.advisories == nullptr) {
    return Rematch{"vulnerabilities were not matched again: there are no advisories"};
  }
  const auto advisories =
      LookupFile::of(asked.advisories->bytes(), asked.advisory_key, asked.advisories->signatures());
  if (!advisories) {
    return fail(advisories.error().message, asked.advisories->path(), {},
                advisories.error().remedy);
  }
  if (!is_newer(*advisories, *seal.predicate)) {
    return Rematch{advisories->digest() == seal.predicate->advisories_digest
                       ? "the advisories are those of the seal"
                       : "the advisories here are older than the seal's"};
  }
  const std::string sbom = find_sbom(envelopes, seal.predicate->sbom);
  if (sbom.empty()) {
    return Rematch{"vulnerabilities were not matched again: the bill of materials is not there",
                   true};
  }
  auto broken = match_again(sbom, *advisories, asked.demands);
  if (!broken) return std::unexpected(broken.error());
  std::ranges::move(*broken, std::back_inserter(seal.broken));
  return Rematch{"its packages were matched with newer advisories"};
}

void write_json(const JudgedSeal& seal, const Rematch& rematch, const Verification& asked) {
  JsonWriter out(asked.console.out);
  out.begin_object();
  out.member("schema", "boltseal/verify/1");
  out.member("subject", asked.what);
  out.member("holds", seal.broken.empty() && !rematch.is_gap);
  out.begin_array("broken");
  for (const BrokenBy& each : seal.broken) {
    out.begin_object();
    out.member("kind", name_of(each.kind));
    out.member("why", each.why);
    out.end_object();
  }
  out.end_array();
  out.begin_array("signers");
  for (const TrustedKey* signer : seal.signers) out.value(signer->name);
  out.end_array();
  if (seal.predicate) {
    const SealPredicate& predicate = *seal.predicate;
    out.member("sealed_at", predicate.sealed_at);
    out.member("expires_at", predicate.expires_at);
    out.member("version", predicate.version);
    out.member("policy", predicate.book.policy);
    out.member("profile", predicate.book.profile);
    out.member("fail_on", predicate.book.fail_on);
    out.member("policy_now", asked.demands.book.policy);
    out.member("rules", predicate.book.rules.size());
    out.member("allowances", predicate.allowances.size());
    out.begin_array("subjects");
    for (const SealedSubject& subject : seal.statement->subjects) {
      out.begin_object();
      out.member("name", subject.name);
      out.member("digest", subject.digest);
      out.end_object();
    }
    out.end_array();
  }
  if (!rematch.said.empty()) out.member("vulnerabilities", rematch.said);
  out.end_object();
}

void write_text(const JudgedSeal& seal, const Rematch& rematch, const Verification& asked) {
  const bool holds = seal.broken.empty() && !rematch.is_gap;
  if (holds && asked.arguments.has("quiet")) return;
  const auto line = [&](const std::string& text) { asked.console.out.write(text + "\n"); };
  const bool color = asked.console.out_color;
  line(sanitize(asked.what) + ": " +
       (holds ? "the seal holds"
              : paint(color, Paint::high,
                      seal.broken.empty() ? "the seal could not be examined"
                      : seal.broken.front().kind == Break::none_found ? "not sealed"
                                                                      : "the seal is broken")));
  for (const BrokenBy& each : seal.broken) {
    if (each.kind == Break::none_found) continue;
    line("  " + std::string(name_of(each.kind)) + ": " + sanitize(each.why));
  }
  if (seal.predicate) {
    const SealPredicate& predicate = *seal.predicate;
    std::string signers;
    for (const TrustedKey* signer : seal.signers) {
      signers += (signers.empty() ? "" : ", ") + sanitize(signer->name);
    }
    line("  sealed " + predicate.sealed_at.substr(0, 10) + " until " +
         predicate.expires_at.substr(0, 10) + ", signed by " + signers);
    line("  " + counted(seal.statement->subjects.size(), "subject") + ", profile " +
         sanitize(predicate.book.profile) + ", fails from " + sanitize(predicate.book.fail_on) +
         " on, " + counted(predicate.allowances.size(), "allowance"));
  }
  if (!rematch.said.empty()) line("  " + rematch.said);
}

ExitCode conclude(JudgedSeal seal, const std::vector<std::string>& envelopes,
                  const Verification& asked) {
  const auto rematch = look_again(seal, envelopes, asked);
  if (!rematch) return failed(asked.console, rematch.error(), ExitCode::gaps);
  if (asked.arguments.value("format") == "json") {
    write_json(seal, *rematch, asked);
  } else {
    write_text(seal, *rematch, asked);
  }
  if (!seal.broken.empty()) return ExitCode::findings;
  return rematch->is_gap && !asked.arguments.has("allow-gaps") ? ExitCode::gaps : ExitCode::clean;
}

// The envelopes in the file beside what is sealed; none when there is no such file.
Result<std::vector<std::string>> envelopes_beside(const Arguments& arguments,
                                                  const std::string& path, const Files& files) {
  const std::string asked(arguments.value("seal"));
  const std::string where = asked.empty() ? seal_file_of(path) : asked;
  if (asked.empty() && !files.exists(where)) return std::vector<std::string>();
  auto text = files.read(where);
  if (!text) return std::unexpected(text.error());
  return read_seal_file(*text);
}

/// Holds files against what a seal says of them.
class FileComparison {
 public:
  FileComparison(const SealTarget& target, std::string folder, const Policy& policy)
      : target_(target), folder_(std::move(folder)), policy_(policy) {}

  void operator()(const InTotoStatement& statement, const SealPredicate& predicate,
                  std::vector<BrokenBy>& broken) const {
    std::vector<std::string> sealed;
    for (const SealedSubject& subject : statement.subjects) {
      const std::string path = resolve(folder_, subject.name);
      sealed.push_back(subject.name);
      const auto text = files_.read(path);
      if (!text) {
        broken.push_back({Break::changed, path + " " + text.error().message});
      } else if (sha256_digest(*text) != subject.digest) {
        broken.push_back({Break::changed, path + " is not what was sealed"});
      }
    }
    std::ranges::sort(sealed);
    for (const Discovered::Candidate& each : discover(target_.paths).files) {
      const std::string name = seen_from(folder_, each.path);
      if (is_beside_the_point(name) || std::ranges::binary_search(sealed, name)) continue;
      if (!each.named && !policy_.admits(each.path)) continue;
      broken.push_back({Break::changed, each.path + " is not among what was sealed"});
    }
    for (const std::string& name : predicate.absent) {
      const std::string path = resolve(folder_, name);
      if (!files_.exists(path)) continue;
      broken.push_back({Break::changed, path + " is there, and was not when it was sealed"});
    }
  }

 private:
  const SealTarget& target_;
  const std::string folder_;
  const Policy& policy_;
  const DiskFiles files_;
};

ExitCode verify_files(const SealTarget& target, Verification& asked) {
  const DiskFiles files;
  const auto envelopes = envelopes_beside(asked.arguments, target.paths.front(), files);
  if (!envelopes) return failed(asked.console, envelopes.error(), ExitCode::gaps);
  const std::string named(asked.arguments.value("seal"));
  const std::string where = named.empty() ? seal_file_of(target.paths.front()) : named;
  const std::string folder = directory_of(where);
  asked.demands.folder = folder;
  const Inspection inspection{&asked.trust, &asked.demands, asked.now,
                              FileComparison(target, folder, asked.policy)};
  return conclude(judge_seals(*envelopes, inspection), *envelopes, asked);
}

Inspection image_inspection(const Verification& asked, const std::string& digest) {
  return {&asked.trust, &asked.demands, asked.now,
          [digest](const InTotoStatement& statement, const SealPredicate&,
                   std::vector<BrokenBy>& broken) {
            const auto& subjects = statement.subjects;
            if (std::ranges::any_of(
                    subjects, [&](const SealedSubject& each) { return each.digest == digest; })) {
              return;
            }
            broken.push_back({Break::changed, "the image has the digest " + digest +
                                                  ", and what was sealed has " +
                                                  subjects.front().digest});
          }};
}

ExitCode verify_stored(const SealTarget& target, Verification& asked) {
  const DiskFiles files;
  const auto envelopes = envelopes_beside(asked.arguments, target.paths.front(), files);
  if (!envelopes) return failed(asked.console, envelopes.error(), ExitCode::gaps);
  if (envelopes->empty()) return conclude(judge_seals({}, {}), {}, asked);
  auto prepared = prepare_scan(asked.arguments, target.paths.front(), asked.console);
  if (!prepared) return failed(asked.console, prepared.error(), ExitCode::gaps);
  ScanOptions options = prepared->options;
  options.database = nullptr;
  options.vulnerabilities = options.practices = false;
  options.inventory.verify = true;
  return scan_in_worker(
      options,
      [&](const ScanResult& result, const ScanRun&) {
        JudgedSeal seal = judge_seals(*envelopes, image_inspection(asked, result.inventory.digest));
        for (std::size_t i = 0; i < result.inventory.layers.size(); ++i) {
          if (result.inventory.layers[i].is_verified) continue;
          seal.broken.push_back(
              {Break::changed, "layer " + std::to_string(i + 1) + " has not its digest"});
        }
        return conclude(std::move(seal), *envelopes, asked);
      },
      asked.console);
}

ExitCode verify_in_registry(const SealTarget& target, Verification& asked) {
  const DiskFiles files;
  const auto insecure = asked.arguments.values("insecure");
  ImagePlatform platform = this_platform();
  if (asked.arguments.has("platform")) {
    platform = parse_platform(asked.arguments.value("platform")).value_or(platform);
  }
  const auto image =
      RegistryImageSeals::find(target.image, platform, files, {insecure.begin(), insecure.end()});
  if (!image) return failed(asked.console, image.error(), ExitCode::gaps);
  Result<std::vector<std::string>> envelopes = std::vector<std::string>();
  if (asked.arguments.has("seal")) {
    envelopes = envelopes_beside(asked.arguments, {}, files);
  } else {
    envelopes = image->pull();
  }
  if (!envelopes) return failed(asked.console, envelopes.error(), ExitCode::gaps);
  return conclude(judge_seals(*envelopes, image_inspection(asked, image->digest())), *envelopes,
                  asked);
}

// The bill of materials of an image is looked up again; of files there is none.
Result<void> take_advisories(Verification& asked) {
  auto advisories = open_advisories(asked.arguments.value("db"));
  if (!advisories) return std::unexpected(advisories.error());
  asked.advisories = std::move(*advisories);
  auto key = advisory_key(asked.arguments.value("db-key"), asked.arguments);
  if (!key) return std::unexpected(key.error());
  asked.advisory_key = std::move(*key);
  return {};
}

ExitCode run_verify(const Arguments& arguments, Console& console) {
  const auto target = seal_target(arguments.positional());
  if (!target) return wrong_usage(console, "verify", target.error());
  const DiskFiles files;
  const bool of_files = target->kind == SealTarget::Kind::files;
  auto project =
      project_policy(arguments, of_files ? target->paths : std::vector<std::string>{"."}, files);
  if (!project) return wrong_configuration(console, project.error(), files);
  const std::string trusted = trust_file(arguments, project->policy);
  if (trusted.empty() && !arguments.has("key")) {
    return wrong_usage(
        console, "verify",
        {"say whose seals count: with --key, --trust, or seal: trust: in the policy that --config "
         "names",
         {},
         {},
         {}});
  }
  auto trust = trust_of(arguments, trusted, files);
  if (!trust) return failed(console, trust.error(), ExitCode::usage);
  Verification asked{arguments,
                     console,
                     std::move(*trust),
                     std::move(project->policy),
                     {},
                     now_of(arguments),
                     of_files ? join(target->paths, ", ") : arguments.positional().front(),
                     nullptr,
                     {}};
  asked.demands.book =
      of_files ? file_rule_book(arguments, asked.policy) : image_rule_book(arguments, asked.policy);
  asked.demands.policy = &asked.policy;
  asked.demands.allows_gaps = arguments.has("allow-gaps");
  asked.demands.today = *parse_date(std::string_view(asked.now).substr(0, 10));
  if (of_files) return verify_files(*target, asked);
  asked.demands.image = arguments.positional().front();
  if (const auto done = take_advisories(asked); !done) {
    return failed(console, done.error(), ExitCode::gaps);
  }
  return target->kind == SealTarget::Kind::stored_image ? verify_stored(*target, asked)
                                                        : verify_in_registry(*target, asked);
}

}  // namespace

extern const CliCommand verify_command;
const CliCommand verify_command = {
    .name = "verify",
    .arguments = "IMAGE|PATH...",
    .summary = "Say whether the seal of files or of an image still holds, and why not",
    .description =
        "Looks at what `boltseal seal` has written: who signed it, whether each byte is the same, "
        "its last day, whether it would pass by the policy of today, and, when the advisories are "
        "newer than the seal's, whether a vulnerability is known now that counts. Nothing is asked "
        "of anybody, but for an image in a registry its manifest and the attestations beside it.\n"
        "\n"
        "Exit codes: 0 it holds, 1 it is broken or there is none, 2 wrong usage, a policy or a key "
        "that cannot be used, 3 something could not be examined.",
    .examples = examples,
    .flags = flags,
    .most_arguments = 100000,
    .run = run_verify,
};

}  // namespace boltseal

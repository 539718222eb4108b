#include <array>
#include <utility>

#include "base/environment.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "cli/advisory_file.h"
#include "cli/failed.h"
#include "cli/project.h"
#include "cli/scan_run.h"
#include "cli/verdict_flags.h"
#include "cli/verification.h"
#include "seal/seal_file.h"

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
    Flag{.name = "without-advisories",
         .help = "Do not look vulnerabilities up again: the rest alone is verified"},
    seal_flags::platform,
    scan_flags::insecure,
    scan_flags::image,
    scan_flags::no_cache,
    scan_flags::jobs,
    Flag{.name = "quiet", .letter = 'q', .help = "Say nothing when the seal holds"},
};

constexpr std::array examples = {
    Example{"boltseal verify --key=public.pem compose.yaml", "Whether nothing has changed since"},
    Example{"boltseal verify --trust=keys.yaml registry:registry.example/web:1.2",
            "The image that the name leads to today, for all its platforms"},
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

std::string now_of(const Arguments& arguments) {
  const std::string day(arguments.value("at"));
  if (!day.empty()) return day + "T12:00:00Z";
  // Not timestamp(), which a variable of the environment may stop.
  return to_text(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

// The bill of materials of an image is looked up again; of files there is none.
Result<void> take_advisories(Verification& asked) {
  if (asked.arguments.has("without-advisories")) return {};
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
  if (arguments.has("without-advisories") && arguments.has("db")) {
    return wrong_usage(console, "verify",
                       {"--db and --without-advisories exclude each other", {}, {}, {}});
  }
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
                     *target,
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
  if (of_files) return verify_files(asked);
  asked.demands.image = arguments.positional().front();
  if (const auto done = take_advisories(asked); !done) {
    return failed(console, done.error(), ExitCode::gaps);
  }
  return verify_image(asked);
}

}  // namespace

Result<std::vector<std::string>> envelopes_beside(const Arguments& arguments,
                                                  const std::string& path) {
  const DiskFiles files;
  const std::string asked(arguments.value("seal"));
  const std::string where = asked.empty() ? seal_file_of(path) : asked;
  if (asked.empty() && !files.exists(where)) return std::vector<std::string>();
  auto text = files.read(where);
  if (!text) return std::unexpected(text.error());
  return read_seal_file(*text);
}

extern const CliCommand verify_command;
const CliCommand verify_command = {
    .name = "verify",
    .arguments = "IMAGE|PATH...",
    .summary = "Say whether the seal of files or of an image still holds, and why not",
    .description =
        "Looks at what `boltseal seal` has written: who signed it, whether each byte is the same, "
        "its last day, whether it would pass by the policy of today, and, when the advisories are "
        "newer than the seal's, whether a vulnerability is known now that counts (without "
        "advisories that is a gap). Nothing is asked "
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

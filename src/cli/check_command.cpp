#include <array>
#include <string_view>
#include <vector>

#include "check/check.h"
#include "cli/check.h"
#include "cli/command.h"
#include "cli/project.h"
#include "cli/verdict_flags.h"
#include "sources/source.h"

namespace boltseal {
namespace {

std::vector<std::string_view> source_names() {
  std::vector<std::string_view> names;
  for (const Source* source : all_sources()) names.push_back(source->name);
  return names;
}

// The value of --prove without a command: the health checks of the project itself.
constexpr std::string_view its_own_checks = " ";

std::vector<std::string_view> scopes() { return {"safe", "all"}; }

constexpr std::array flags = {
    verdict_flags::format,
    verdict_flags::output,
    verdict_flags::fail_on,
    verdict_flags::profile,
    verdict_flags::rule,
    policy_flags::config,
    policy_flags::isolated,
    Flag{.name = "baseline",
         .value = "FILE",
         .help = "Accept the findings that FILE knows: only new ones count"},
    Flag{.name = "write-baseline",
         .value = "FILE",
         .help = "Write the findings of today to FILE, for --baseline, and accept them"},
    Flag{.name = "base",
         .value = "REV",
         .help = "Only what was weakened or added since this Git revision counts"},
    Flag{.name = "as",
         .value = "SOURCE",
         .help = "Read the files that are named as this kind instead of recognizing them",
         .choices = source_names},
    verdict_flags::allow_gaps,
    verdict_flags::quiet,
    verdict_flags::verbose,
    Flag{.name = "fix",
         .value = "SCOPE",
         .help = "Repair the files, then show what is left: safe changes only (default), or all, "
                 "also those that can change what a program may do",
         .choices = scopes,
         .implied = "safe"},
    Flag{.name = "diff", .help = "With --fix: show every change as a patch and write nothing"},
    Flag{.name = "online",
         .help =
             "With --fix=all: ask the registries, as your Docker or Podman would, which digests "
             "the images have today, and write them; without it nothing leaves this machine"},
    Flag{.name = "insecure",
         .value = "HOST",
         .help = "With --online: do not verify the certificate of this registry (HOST or "
                 "HOST:PORT), and speak plain HTTP where it has no TLS",
         .repeatable = true},
    Flag{.name = "prove",
         .value = "CMD",
         .help = "With --fix: build and start the Compose project before and after, apart from "
                 "everything else, on the local Docker or Podman, run the shell command CMD if one "
                 "is given, and write nothing unless all that worked still works",
         .implied = its_own_checks},
    Flag{.name = "prove-timeout",
         .value = "SECONDS",
         .help = "How long each step of --prove may take: one build, starting, CMD (default: 300)",
         .is_number = true},
    verdict_flags::jobs,
};

constexpr std::array examples = {
    Example{"boltseal check", "Everything below this folder"},
    Example{"boltseal check compose.yaml web/Dockerfile", "These files, whatever their names"},
    Example{"boltseal check --fail-on=high --output=sarif=result.sarif",
            "In a pipeline: text in the log, SARIF for code scanning"},
    Example{"boltseal check --fix=all --diff", "What would be mended, as a patch"},
    Example{"boltseal check --fix=all --online --rule update/unpinned-image "
            "--rule update/mutable-tag",
            "Pin every image to the digest that its registry has today"},
    Example{"boltseal check --fix=all --prove",
            "Mend only what leaves every service as well as it was"},
    Example{"boltseal check --base=origin/main", "In a pull request: only what it makes worse"},
    Example{"boltseal check --profile=pss-restricted@v1.30 k8s/",
            "What Pod Security admission of Kubernetes 1.30 would refuse, and why"},
    Example{"helm template web | boltseal check --as=kubernetes -", "What another program writes"},
};

}  // namespace

extern const CliCommand check_command{
    .name = "check",
    .arguments = "[PATH...]",
    .summary = "Check files that build, configure and deploy containers",
    .description =
        "Reads Dockerfiles, Compose files, Kubernetes manifests, scripts and pipelines that run "
        "containers, and the Docker daemon's configuration. Folders are walked; what .gitignore or "
        ".boltsealignore exclude is left out. A file that is named is always read; - is standard "
        "input.\n"
        "\n"
        "Exit codes: 0 clean, 1 findings at or above --fail-on, 2 wrong usage, 3 something could "
        "not be examined.",
    .examples = examples,
    .flags = flags,
    .most_arguments = 100000,
    .run = run_check,
};

}  // namespace boltseal

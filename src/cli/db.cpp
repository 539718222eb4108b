#include <array>

#include "advisories/sources.h"
#include "cli/action.h"
#include "cli/db_actions.h"

namespace boltseal {
namespace {

constexpr CliAction all_actions[] = {
    {"update", 0, " source without mirror config isolated out sign-with jobs allow-gaps verbose ",
     db_update},
    {"build", 1000, " out sign-with jobs allow-gaps verbose ", db_build},
    {"info", 1, " db key config isolated format ", db_info},
    {"verify", 1, " db key config isolated ", db_verify},
    {"sign", 1, " db key ", db_sign},
    {"diff", 2, " format verbose ", db_diff},
    {"sources", 0, " source without config isolated ", db_sources},
};

std::vector<std::string_view> formats() { return {"text", "json"}; }
std::vector<std::string_view> actions() { return names_of(all_actions); }

constexpr std::array flags = {
    Flag{.name = "source",
         .value = "NAME",
         .help = "update: only this source of advisories, which the file then holds",
         .choices = source_names,
         .repeatable = true},
    Flag{.name = "without",
         .value = "NAME",
         .help = "update: not this source of advisories",
         .choices = source_names,
         .repeatable = true},
    Flag{.name = "mirror",
         .value = "URL",
         .help = "update: where to fetch everything from instead, from a folder for each source"},
    Flag{.name = "config", .value = "FILE", .help = "update: the boltseal.yaml that counts"},
    Flag{.name = "isolated", .help = "Use no boltseal.yaml"},
    Flag{.name = "out",
         .letter = 'o',
         .value = "FILE",
         .help = "update, build: where to write (default: the file that `boltseal scan` reads)"},
    Flag{.name = "sign-with",
         .value = "FILE",
         .help = "update, build: also sign, with the private ed25519 key in this PEM file"},
    Flag{.name = "db",
         .value = "FILE",
         .help = "info, verify, sign: the file that is meant (default: the one that scan reads)"},
    Flag{.name = "key",
         .value = "FILE",
         .help = "info, verify: the public key in PEM of who has to have signed; sign: the private "
                 "one"},
    Flag{.name = "format",
         .value = "NAME",
         .help = "info, diff: text (default) or json",
         .choices = formats},
    Flag{.name = "jobs",
         .letter = 'j',
         .value = "N",
         .help = "How many threads work (default: one for each core)",
         .is_number = true},
    Flag{.name = "allow-gaps",
         .help = "update, build: do not exit with 3 when something could not be had or read"},
    Flag{.name = "verbose",
         .letter = 'v',
         .help = "build: name all that was left out; diff: list all that changed"},
};

constexpr std::array examples = {
    Example{"boltseal db update", "Fetch what changed, and put it into the file that scan reads"},
    Example{"boltseal db update --source=debian --source=kev", "Only these"},
    Example{"boltseal db build advisories/ -o advisories.db",
            "Advisories from local copies, without a network"},
    Example{"boltseal db info", "What is in the file, and how old it is"},
    Example{"boltseal db diff old.db new.db", "What an update brought"},
    Example{"boltseal db sign advisories.db --key=key.pem",
            "For machines that take nothing else (scan --db-key)"},
    Example{"boltseal db verify --key=public.pem",
            "Whether it is still what was written, and by whom"},
};

ExitCode run_db(const Arguments& arguments, Console& console) {
  return run_action(db_command, all_actions, arguments, console);
}

}  // namespace

const CliCommand db_command = {
    .name = "db",
    .arguments = "ACTION [FILE...]",
    .summary = "Fetch advisories into the file that scan reads, and look at it",
    .description =
        "update fetches from publishers of advisories what changed since the last time, over "
        "HTTPS, "
        "and puts everything into one file; sources lists them. build does the same from local "
        "copies (OSV, Debian, Ubuntu, Alpine, Red Hat and others; files, folders, tar and zip "
        "archives), the same bytes for the same input. info says what is in the file, verify "
        "whether "
        "it is still what was written, diff what came, went and changed from one file to another; "
        "sign writes a signature beside it.",
    .examples = examples,
    .flags = flags,
    .most_arguments = 1001,
    .words = actions,
    .run = run_db,
};

}  // namespace boltseal

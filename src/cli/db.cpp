#include <array>

#include "advisories/build.h"
#include "advisories/lookup_file.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "cli/advisory_file.h"
#include "cli/command.h"
#include "cli/write_file.h"
#include "report/text_layout.h"

namespace boltseal {
namespace {

std::vector<std::string_view> formats() { return {"text", "json"}; }
std::vector<std::string_view> actions() { return {"build", "info", "verify"}; }

constexpr std::array flags = {
    Flag{.name = "out",
         .letter = 'o',
         .value = "FILE",
         .help = "build: where to write (default: the file that `boltseal scan` reads)"},
    Flag{.name = "db",
         .value = "FILE",
         .help =
             "info, verify: the file that is meant (default: the one that `boltseal scan` reads)"},
    Flag{.name = "format",
         .value = "NAME",
         .help = "info: text (default) or json",
         .choices = formats},
    Flag{.name = "jobs",
         .letter = 'j',
         .value = "N",
         .help = "How many threads work (default: one for each core)",
         .is_number = true},
    Flag{.name = "verbose", .letter = 'v', .help = "build: also name the files that no feed knows"},
};

constexpr std::array examples = {
    Example{"boltseal db build advisories/ -o advisories.db",
            "Advisories from local copies, without a network"},
    Example{"boltseal db info", "What is in the file, and how old it is"},
    Example{"boltseal db verify", "Whether it is still what was written"},
};

ExitCode failed(Console& console, const Error& error, ExitCode code) {
  std::string text = paint(console.err_color, Paint::high, "error") + ": ";
  if (!error.path.empty()) text += sanitize(error.path) + " ";
  text += sanitize(error.message);
  if (!error.remedy.empty()) text += "; " + sanitize(error.remedy);
  console.err.write(text + "\n");
  return code;
}

std::string megabytes(std::uint64_t bytes) {
  return std::to_string(bytes / 1'000'000) + "." + std::to_string(bytes / 100'000 % 10) + " MB";
}

void list_sources(const std::vector<AdvisorySource>& sources, Output& out) {
  for (const AdvisorySource& source : sources) {
    out.write("  " + pad(sanitize(source.name), 14) + pad(std::to_string(source.records), 9) +
              "records  " + pad(std::to_string(source.affected), 9) + "affected  " +
              (source.date.empty() ? "undated" : sanitize(source.date)) + "\n");
  }
}

ExitCode build(const Arguments& arguments, Console& console) {
  std::vector<std::string> from(arguments.positional().begin() + 1, arguments.positional().end());
  if (from.empty()) {
    return wrong_usage(console, "db",
                       {"say what to build from: boltseal db build FOLDER", {}, {}, {}});
  }
  const std::string to(arguments.has("out") ? std::string(arguments.value("out"))
                                            : default_advisory_file());
  const auto jobs = parse_int(arguments.value("jobs")).value_or(0);
  auto built = build_lookup(from, static_cast<unsigned>(jobs));
  if (!built) return failed(console, built.error(), ExitCode::usage);
  if (built->files == 0) {
    return failed(console, {"no advisories were found in " + join(from, ", "), {}, {}, {}},
                  ExitCode::gaps);
  }
  for (const Error& trouble : built->troubles) {
    console.err.write("left out: " + (trouble.path.empty() ? "" : sanitize(trouble.path) + " ") +
                      sanitize(trouble.message) + "\n");
  }
  if (arguments.has("verbose")) {
    for (const std::string& path : built->ignored) {
      console.err.write("no advisories: " + sanitize(path) + "\n");
    }
  }
  if (const auto done = write_file(to, built->bytes); !done) {
    return failed(console, done.error(), ExitCode::usage);
  }
  console.out.write(sanitize(to) + ": " + megabytes(built->bytes.size()) + " from " +
                    counted(built->files, "file") + "\n");
  list_sources(built->sources, console.out);
  if (built->ignored_count > 0) {
    console.out.write(counted(built->ignored_count, "file") + " in no known form left out" +
                      (arguments.has("verbose") ? "" : " (-v names them)") + "\n");
  }
  return built->trouble_count > 0 ? ExitCode::gaps : ExitCode::clean;
}

std::string asked_file(const Arguments& arguments) {
  return arguments.has("db") ? std::string(arguments.value("db")) : default_advisory_file();
}

ExitCode info(const Arguments& arguments, Console& console) {
  const std::string path = asked_file(arguments);
  const auto file = LookupFile::open(path);
  if (!file) return failed(console, file.error(), ExitCode::gaps);
  if (arguments.value("format") == "json") {
    JsonWriter json(console.out);
    json.begin_object();
    json.member("schema", "boltseal/db/1");
    json.member("path", path);
    json.member("digest", file->digest());
    json.member("bytes", file->size());
    json.member("packages", file->package_count());
    json.member("vulnerabilities", file->vulnerability_count());
    json.begin_array("sources");
    for (const AdvisorySource& source : file->sources()) {
      json.begin_object();
      json.member("name", source.name);
      json.member("date", source.date);
      json.member("digest", source.digest);
      json.member("records", source.records);
      json.member("affected", source.affected);
      json.end_object();
    }
    json.end_array();
    json.begin_array("ecosystems");
    for (const std::string& ecosystem : file->ecosystems()) json.value(ecosystem);
    json.end_array();
    json.end_object();
    return ExitCode::clean;
  }
  console.out.write(sanitize(path) + "\n" + file->digest() + ", " + megabytes(file->size()) + ", " +
                    counted(file->package_count(), "package") + ", " +
                    std::to_string(file->vulnerability_count()) + " vulnerabilities\n");
  list_sources(file->sources(), console.out);
  console.out.write(sanitize(join(file->ecosystems(), ", ")) + "\n");
  return ExitCode::clean;
}

ExitCode verify(const Arguments& arguments, Console& console) {
  const std::string path = asked_file(arguments);
  const auto file = LookupFile::open(path);
  if (!file) return failed(console, file.error(), ExitCode::gaps);
  if (auto done = file->verify(); !done) {
    done.error().path = path;
    return failed(console, done.error(), ExitCode::findings);
  }
  console.out.write(sanitize(path) + " is what was written: " + file->digest() + "\n");
  return ExitCode::clean;
}

ExitCode run_db(const Arguments& arguments, Console& console) {
  const auto& words = arguments.positional();
  const std::string action = words.empty() ? std::string() : words.front();
  if (action == "build") return build(arguments, console);
  if (action == "info" || action == "verify") {
    if (words.size() > 1) {
      return wrong_usage(console, "db",
                         {action + " takes no path; name the file with --db", {}, {}, {}});
    }
    return action == "info" ? info(arguments, console) : verify(arguments, console);
  }
  if (action.empty()) {
    return wrong_usage(console, "db", {"say what to do: build, info or verify", {}, {}, {}});
  }
  return wrong_usage(
      console, "db",
      {"there is no action \"" + sanitize(action) + "\"" + suggestion(action, actions()),
       {},
       {},
       {}});
}

}  // namespace

extern const CliCommand db_command;
const CliCommand db_command = {
    .name = "db",
    .arguments = "ACTION [FROM...]",
    .summary = "Make and look at the advisory file that scan reads",
    .description =
        "build reads local copies of what publishers of advisories give (OSV, Debian, Ubuntu, "
        "Alpine, Red Hat and others; files, folders, tar and zip archives) and puts them into one "
        "file: the same bytes for the same input. info says what is in it, verify whether it is "
        "still what was written.",
    .examples = examples,
    .flags = flags,
    .most_arguments = 1000,
    .words = actions,
    .run = run_db,
};

}  // namespace boltseal

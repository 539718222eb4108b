#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

#include "advisories/signature.h"
#include "advisories/update.h"
#include "base/digest.h"
#include "base/file_lock.h"
#include "base/files.h"
#include "base/text.h"
#include "cli/advisory_file.h"
#include "cli/db_actions.h"
#include "cli/failed.h"
#include "cli/progress.h"
#include "cli/project.h"
#include "cli/source_choice.h"
#include "cli/write_file.h"
#include "report/text_layout.h"

namespace boltseal {
namespace {

/// Where everything is that an update touches.
struct Places {
  std::string copies;  // the folder of the sources
  std::string to;      // the lookup file
};

std::string newest_day(const SourceUpdate& update) {
  std::string day;
  for (const LookupInput& file : update.files) day = std::max(day, file.date);
  return day;
}

// "https://x.example" of a URL.
std::string server_of(const std::string& url) {
  const std::size_t begin = url.find("://");
  return begin == std::string::npos ? url : url.substr(0, url.find('/', begin + 3));
}

/// The same trouble with one server, and whose files it keeps.
struct SharedTrouble {
  std::vector<std::string> sources;
  Error error;
};

std::vector<SharedTrouble> troubles_of(const std::vector<SourceUpdate>& updates) {
  std::vector<SharedTrouble> all;
  for (const SourceUpdate& update : updates) {
    for (const Error& trouble : update.troubles) {
      const auto same = std::ranges::find_if(all, [&](const SharedTrouble& known) {
        return known.error.message == trouble.message &&
               server_of(known.error.path) == server_of(trouble.path);
      });
      if (same == all.end()) {
        all.push_back({{std::string(update.source->name)}, trouble});
      } else {
        same->sources.emplace_back(update.source->name);
        same->error.path = server_of(trouble.path);
      }
    }
  }
  return all;
}

void show(const std::vector<SourceUpdate>& updates, Console& console) {
  for (const auto& [sources, trouble] : troubles_of(updates)) {
    console.err.write(paint(console.err_color, Paint::high, "error") + ": " + join(sources, ", ") +
                      ": " + sanitize(trouble.path) + " " + sanitize(trouble.message) +
                      (trouble.remedy.empty() ? "" : "; " + sanitize(trouble.remedy)) + "\n");
  }
  for (const SourceUpdate& update : updates) {
    std::string said;
    if (update.fetched > 0) {
      said = counted(update.fetched, "file") + " fetched, " + megabytes(update.bytes);
    } else if (update.troubles.empty()) {
      said = "unchanged";
    }
    if (!update.troubles.empty()) {
      said += said.empty() ? "" : "; ";
      said += update.files.empty() ? "failed, and there is no copy of before"
                                   : "failed, its copy of " + newest_day(update) + " is used";
    }
    console.out.write("  " + pad(update.source->name, 14) + said + "\n");
  }
}

// What the lookup file depends on, beside the program: when it is the same, so is the file.
std::string fingerprint(const std::vector<SourceUpdate>& updates) {
  std::string all = std::string(version()) + "\n";
  for (const SourceUpdate& update : updates) {
    all += std::string(update.source->name) + "\n" + update.versions;
  }
  return sha256_digest(all);
}

// ".built" in the folder of the copies: what the lookup file was made from, its digest, and
// whether something was left out.
std::string note_of(const std::vector<SourceUpdate>& updates, const std::string& digest,
                    bool is_whole) {
  return fingerprint(updates) + "\n" + digest + "\n" + (is_whole ? "whole" : "not whole") + "\n";
}

void write_note(const std::string& path, const std::string& note) {
  // Without it the file is made anew next time.
  static_cast<void>(write_file(path, note));
}

std::string digest_of(const std::string& path) {
  const auto file = LookupFile::open(path);
  return file && file->verify() ? file->digest() : std::string();
}

Result<UpdateOptions> options_of(const Arguments& arguments, const Places& places) {
  auto settings = own_advisory_settings(arguments, DiskFiles());
  if (!settings) return std::unexpected(settings.error());
  auto sources = chosen_sources(arguments, *settings);
  if (!sources) return std::unexpected(sources.error());
  UpdateOptions options;
  options.sources = std::move(*sources);
  options.folder = places.copies;
  options.mirror = arguments.has("mirror") ? std::string(arguments.value("mirror"))
                                           : std::move(settings->mirror);
  // A mirror of the command line stands for all of them.
  if (!arguments.has("mirror")) options.urls = std::move(settings->urls);
  options.today = today();
  return options;
}

// The advisory file belongs to the user, not to the project that the command happens to run in.
void say_what_is_not_used(const Arguments& arguments, Console& console) {
  const auto found = found_policy(arguments, DiskFiles());
  if (!found) return;
  const AdvisorySettings& settings = found->advisories;
  if (settings.sources.empty() && settings.without.empty() && settings.mirror.empty() &&
      settings.urls.empty()) {
    return;
  }
  console.err.write("note: what " + sanitize(found->path) +
                    " says of advisories does not count here, since all projects share them; "
                    "--config=" +
                    sanitize(found->path) + " makes it count\n");
}

ExitCode finish(const std::vector<SourceUpdate>& updates, bool is_whole,
                const Arguments& arguments) {
  const bool has_failed = std::ranges::any_of(
      updates, [](const SourceUpdate& update) { return !update.troubles.empty(); });
  const bool has_gaps = has_failed || !is_whole;
  return has_gaps && !arguments.has("allow-gaps") ? ExitCode::gaps : ExitCode::clean;
}

ExitCode make_lookup(const std::vector<SourceUpdate>& updates, const std::string& key,
                     const Places& places, const Arguments& arguments, Console& console) {
  const std::string note_path = places.copies + "/.built";
  const auto note = DiskFiles().read(note_path);
  const std::string digest = note ? digest_of(places.to) : std::string();
  for (const bool is_whole : {true, false}) {
    if (digest.empty() || *note != note_of(updates, digest, is_whole)) continue;
    const auto file = LookupFile::open(places.to);
    if (file && !key.empty()) {
      if (const auto done = sign_lookup(places.to, file->header_bytes(), key); !done) {
        return failed(console, done.error(), ExitCode::usage);
      }
    }
    console.out.write(sanitize(places.to) + " is current" + (key.empty() ? "" : ", signed") + "\n");
    return finish(updates, is_whole, arguments);
  }

  std::vector<LookupInput> inputs;
  for (const SourceUpdate& update : updates) {
    inputs.insert(inputs.end(), update.files.begin(), update.files.end());
  }
  if (inputs.empty()) {
    return failed(console, {"there are no advisories: no source could be had", {}, {}, {}},
                  ExitCode::gaps);
  }
  const auto jobs = parse_int(arguments.value("jobs")).value_or(0);
  Result<BuiltLookup> built;
  {
    Progress progress(console);
    progress.show("putting advisories together");
    built = build_lookup(inputs, static_cast<unsigned>(jobs));
  }
  if (!built) return failed(console, built.error(), ExitCode::gaps);
  list_complaints(built->complaints, arguments.has("verbose"), console);
  if (const auto done = keep_lookup(places.to, built->bytes, key); !done) {
    return failed(console, done.error(), ExitCode::usage);
  }
  const bool is_whole = built->complaints.empty();
  const auto made = LookupFile::of(built->bytes);
  if (made) write_note(note_path, note_of(updates, made->digest(), is_whole));
  console.out.write(sanitize(places.to) + ": " + megabytes(built->bytes.size()) + " from " +
                    counted(built->files, "file") + (key.empty() ? "" : ", signed") + "\n");
  list_sources(built->sources, console.out);
  return finish(updates, is_whole, arguments);
}

}  // namespace

ExitCode db_update(const Arguments& arguments, Console& console) {
  Places places{cache_folder("sources"), arguments.has("out") ? std::string(arguments.value("out"))
                                                              : default_advisory_file()};
  if (places.copies.empty()) {
    return failed(
        console, {"there is no folder to keep advisories in", {}, {}, "set HOME or XDG_CACHE_HOME"},
        ExitCode::usage);
  }
  auto options = options_of(arguments, places);
  if (!options) return failed(console, options.error(), ExitCode::usage);
  const auto key = signing_key(arguments);
  if (!key) return failed(console, key.error(), ExitCode::usage);
  say_what_is_not_used(arguments, console);

  std::error_code error;
  std::filesystem::create_directories(places.copies, error);
  if (!arguments.has("out")) std::filesystem::create_directories(directory_of(places.to), error);
  const auto lock = FileLock::take(places.copies + "/.lock", [&] {
    console.err.write("waiting for another `boltseal db update`\n");
  });
  if (!lock) return failed(console, lock.error(), ExitCode::usage);

  Result<std::vector<SourceUpdate>> updates;
  {
    Progress progress(console);
    std::uint64_t all = 0, told = 0;
    std::size_t done_then = 0;
    options->progress = [&](std::uint64_t bytes, std::size_t done) {
      all += bytes;
      if (all < told + 500'000 && done == done_then) return;
      told = all;
      done_then = done;
      progress.show("fetching advisories  " + megabytes(all) + "  " + std::to_string(done) +
                    " of " + counted(options->sources.size(), "source"));
    };
    updates = update_sources(*options, net::http_settings(net::process_environment));
  }
  if (!updates) return failed(console, updates.error(), ExitCode::usage);
  show(*updates, console);
  return make_lookup(*updates, *key, places, arguments, console);
}

}  // namespace boltseal

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "advisories/signature.h"
#include "base/files.h"
#include "base/text.h"
#include "cli/advisory_file.h"
#include "cli/db_actions.h"
#include "cli/failed.h"
#include "cli/write_file.h"
#include "report/text_layout.h"

namespace boltseal {
namespace {

// What most people want to know of a source that is partly unreadable.
constexpr std::size_t few = 3;

}  // namespace

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

void list_complaints(const std::vector<Complaints>& complaints, bool all, Console& console) {
  bool is_shortened = false;
  for (const Complaints& one : complaints) {
    const std::size_t shown = all ? one.first.size() : std::min(few, one.first.size());
    console.err.write("left out" + (one.source.empty() ? "" : " of " + one.source) + ": " +
                      std::to_string(one.count) + (one.count == 1 ? " thing" : " things") +
                      " that cannot be read\n");
    for (std::size_t i = 0; i < shown; ++i) {
      const Error& error = one.first[i];
      console.err.write("  " + (error.path.empty() ? "" : sanitize(error.path) + " ") +
                        sanitize(error.message) + "\n");
    }
    if (shown < one.count) {
      console.err.write("  and " + std::to_string(one.count - shown) + " more\n");
      is_shortened = is_shortened || shown < one.first.size();
    }
  }
  if (is_shortened) console.err.write("-v names more of them\n");
}

Result<std::string> signing_key(const Arguments& arguments) {
  if (!arguments.has("sign-with")) return std::string();
  const std::string path(arguments.value("sign-with"));
  auto pem = DiskFiles().read(path);
  if (!pem) return pem;
  if (const auto good = sign("", *pem); !good) {
    return fail(good.error().message, path, {}, good.error().remedy);
  }
  return pem;
}

Result<void> sign_lookup(const std::string& path, std::string_view header,
                         std::string_view private_key_pem) {
  const auto signature = sign(header, private_key_pem);
  if (!signature) return std::unexpected(signature.error());
  return write_file(signature_path(path), *signature);
}

Result<void> keep_lookup(const std::string& path, std::string_view bytes,
                         std::string_view private_key_pem) {
  const std::string beside = signature_path(path);
  if (private_key_pem.empty()) {
    if (auto done = write_file(path, bytes); !done) return done;
    ::unlink(beside.c_str());  // that of the file before
    return {};
  }
  const auto file = LookupFile::of(bytes);
  if (!file) return std::unexpected(file.error());
  const auto signature = sign(file->header_bytes(), private_key_pem);
  if (!signature) return std::unexpected(signature.error());
  // For a moment both files have a signature, so that no reader finds one without.
  const std::string old = read_signatures(path).substr(0, signature_size);
  if (auto done = write_file(beside, *signature + old); !done) return done;
  if (auto done = write_file(path, bytes); !done) return done;
  return write_file(beside, *signature);
}

ExitCode db_build(const Arguments& arguments, Console& console) {
  std::vector<LookupInput> from;
  std::vector<std::string> names(arguments.positional().begin() + 1, arguments.positional().end());
  for (const std::string& name : names) from.push_back({name});
  if (from.empty()) {
    return wrong_usage(console, "db",
                       {"say what to build from: boltseal db build FOLDER", {}, {}, {}});
  }
  const auto key = signing_key(arguments);
  if (!key) return failed(console, key.error(), ExitCode::usage);
  const std::string to(arguments.has("out") ? std::string(arguments.value("out"))
                                            : default_advisory_file());
  const auto jobs = parse_int(arguments.value("jobs")).value_or(0);
  const auto built = build_lookup(from, static_cast<unsigned>(jobs));
  if (!built) return failed(console, built.error(), ExitCode::usage);
  if (built->files == 0) {
    return failed(console, {"no advisories were found in " + join(names, ", "), {}, {}, {}},
                  ExitCode::gaps);
  }
  const bool is_verbose = arguments.has("verbose");
  list_complaints(built->complaints, is_verbose, console);
  if (is_verbose) {
    for (const std::string& path : built->ignored) {
      console.err.write("no advisories: " + sanitize(path) + "\n");
    }
  }
  if (!arguments.has("out")) {
    std::error_code error;
    std::filesystem::create_directories(directory_of(to), error);
  }
  if (const auto done = keep_lookup(to, built->bytes, *key); !done) {
    return failed(console, done.error(), ExitCode::usage);
  }
  console.out.write(sanitize(to) + ": " + megabytes(built->bytes.size()) + " from " +
                    counted(built->files, "file") + (key->empty() ? "" : ", signed") + "\n");
  list_sources(built->sources, console.out);
  if (built->ignored_count > 0) {
    console.out.write(counted(built->ignored_count, "file") + " in no known form left out" +
                      (is_verbose ? "" : " (-v names them)") + "\n");
  }
  const bool has_gaps = !built->complaints.empty() && !arguments.has("allow-gaps");
  return has_gaps ? ExitCode::gaps : ExitCode::clean;
}

}  // namespace boltseal

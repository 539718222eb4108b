#include <algorithm>
#include <span>

#include "advisories/diff.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "cli/db_actions.h"
#include "cli/failed.h"
#include "report/text_layout.h"

namespace boltseal {
namespace {

// What a person reads of each kind, unless all is asked for.
constexpr std::size_t few = 20;

constexpr DiffKind kinds[] = {DiffKind::came, DiffKind::changed, DiffKind::went};

template <class Change>
std::vector<const Change*> of_kind(const std::vector<Change>& changes, DiffKind kind) {
  std::vector<const Change*> found;
  for (const Change& change : changes) {
    if (change.kind == kind) found.push_back(&change);
  }
  return found;
}

std::string line_of(const PackageChange& change) {
  std::string said = change.kind == DiffKind::changed ? change.before + " -> " + change.after
                                                      : change.before + change.after;
  return pad(sanitize(change.vulnerability), 22) + pad(sanitize(change.ecosystem), 18) +
         pad(sanitize(change.package), 24) + sanitize(said);
}

std::string line_of(const VulnerabilityChange& change) {
  std::string said =
      change.kind == DiffKind::changed ? change.before + " -> " + change.after : change.after;
  if (said.empty()) return sanitize(change.id);
  return pad(sanitize(change.id), 22) + sanitize(said);
}

template <class Change>
void list(const std::vector<Change>& changes, std::string_view one, std::string_view many, bool all,
          Output& out) {
  for (const DiffKind kind : kinds) {
    const auto found = of_kind(changes, kind);
    if (found.empty()) continue;
    out.write(std::to_string(found.size()) + " " + std::string(found.size() == 1 ? one : many) +
              " " + std::string(name_of(kind)) + "\n");
    const std::size_t shown = all ? found.size() : std::min(found.size(), few);
    for (std::size_t i = 0; i < shown; ++i) out.write("  " + line_of(*found[i]) + "\n");
    if (shown < found.size()) {
      out.write("  and " + std::to_string(found.size() - shown) + " more (-v lists them)\n");
    }
  }
}

void write_text(const LookupDiff& diff, bool all, Output& out) {
  if (!diff.new_ecosystems.empty()) {
    out.write("new: " + sanitize(join(diff.new_ecosystems, ", ")) + "\n");
  }
  if (!diff.gone_ecosystems.empty()) {
    out.write("gone: " + sanitize(join(diff.gone_ecosystems, ", ")) + "\n");
  }
  list(diff.vulnerabilities, "vulnerability", "vulnerabilities", all, out);
  list(diff.packages, "statement about a package", "statements about packages", all, out);
  if (diff.vulnerabilities.empty() && diff.packages.empty()) {
    out.write("both say the same of every package\n");
  } else if (diff.new_packages + diff.gone_packages > 0) {
    out.write(counted(diff.new_packages, "package") + " new, " +
              std::to_string(diff.gone_packages) + " gone\n");
  }
}

void write_json(const LookupDiff& diff, const LookupFile& before, const LookupFile& after,
                Output& out) {
  JsonWriter json(out);
  json.begin_object();
  json.member("schema", "boltseal/db-diff/1");
  json.member("before", before.digest());
  json.member("after", after.digest());
  const auto texts = [&](std::string_view name, const std::vector<std::string>& all) {
    json.begin_array(name);
    for (const std::string& text : all) json.value(text);
    json.end_array();
  };
  texts("new_ecosystems", diff.new_ecosystems);
  texts("gone_ecosystems", diff.gone_ecosystems);
  json.member("new_packages", diff.new_packages);
  json.member("gone_packages", diff.gone_packages);
  json.begin_array("vulnerabilities");
  for (const VulnerabilityChange& change : diff.vulnerabilities) {
    json.begin_object();
    json.member("change", name_of(change.kind));
    json.member("id", change.id);
    if (!change.before.empty()) json.member("before", change.before);
    if (!change.after.empty()) json.member("after", change.after);
    json.end_object();
  }
  json.end_array();
  json.begin_array("packages");
  for (const PackageChange& change : diff.packages) {
    json.begin_object();
    json.member("change", name_of(change.kind));
    json.member("ecosystem", change.ecosystem);
    json.member("package", change.package);
    json.member("vulnerability", change.vulnerability);
    if (!change.before.empty()) json.member("before", change.before);
    if (!change.after.empty()) json.member("after", change.after);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace

ExitCode db_diff(const Arguments& arguments, Console& console) {
  const auto& words = arguments.positional();
  if (words.size() != 3) {
    return wrong_usage(console, "db",
                       {"say which two files: boltseal db diff OLD NEW", {}, {}, {}});
  }
  const auto before = LookupFile::open(words[1]), after = LookupFile::open(words[2]);
  if (!before) return failed(console, before.error(), ExitCode::gaps);
  if (!after) return failed(console, after.error(), ExitCode::gaps);
  const LookupDiff diff = diff_of(*before, *after);
  if (arguments.value("format") == "json") {
    write_json(diff, *before, *after, console.out);
  } else {
    write_text(diff, arguments.has("verbose"), console.out);
  }
  return ExitCode::clean;
}

}  // namespace boltseal

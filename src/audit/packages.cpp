#include "audit/packages.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "archive/byte_stream.h"
#include "base/file_descriptor.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "base/write_all.h"
#include "check/present.h"
#include "scan/confinement.h"
#include "scan/severity.h"
#include "scan/upgrades.h"

namespace boltseal {
namespace {

// What comes from the worker, in JSON.

void tell(const Upgrade& upgrade, JsonWriter& out) {
  out.begin_object();
  out.member("name", upgrade.package);
  out.member("version", upgrade.version);
  out.member("fixed", upgrade.fixed);
  Rating worst = Rating::unknown;
  std::string exploited;
  std::vector<std::string_view> ids;  // the worst come first
  for (const VulnerabilityMatch* const match : upgrade.mends) {
    worst = std::max(worst, match->rating);
    if (exploited.empty() && !match->exploited_since.empty()) exploited = match->id;
    if (std::ranges::find(ids, match->id) == ids.end()) ids.push_back(match->id);
  }
  out.member("worst", static_cast<int>(severity_of(worst)));
  out.member("exploited", exploited);
  out.begin_array("ids");
  for (const std::string_view id : ids) out.value(id);
  out.end_array();
  out.end_object();
}

void tell(const ScanResult& result, Output& to) {
  JsonWriter out(to);
  out.begin_object();
  out.member("system", result.inventory.distribution ? result.inventory.distribution->title : "");
  out.member("ended", result.support.ended);
  out.begin_array("outdated");
  for (const Upgrade& upgrade : upgrades_of(result)) tell(upgrade, out);
  out.end_array();
  out.begin_array("gaps");
  for (const Gap& gap : result.gaps) {
    out.begin_object();
    out.member("what", gap.what);
    out.member("why", gap.why);
    out.member("remedy", gap.remedy);
    out.end_object();
  }
  out.end_array();
  out.end_object();
}

void tell(const Error& error, JsonWriter& out) {
  out.begin_object();
  out.begin_array("gaps");
  out.begin_object();
  out.member("what", "its packages could not be looked up:");
  out.member("why", error.message);
  out.member("remedy", error.remedy);
  out.end_object();
  out.end_array();
  out.end_object();
}

ShownError gap_of(const std::string& title, std::string message, std::string remedy) {
  return show({std::move(message), title, {}, std::move(remedy)});
}

std::vector<std::string> texts_in(const json& object, const char* key) {
  std::vector<std::string> texts;
  for (const json& each : json_member(object, key)) {
    if (each.is_string()) texts.push_back(each.get<std::string>());
  }
  return texts;
}

// The worker has read what strangers wrote: it is believed no more than they are.
bool hear(std::string_view text, const std::string& title, FoundPackages& found) {
  const json told = parse_json(text);
  if (!told.is_object()) return false;
  found.packages.system = text_in(told, "system");
  found.packages.ended = text_in(told, "ended");
  for (const json& each : json_member(told, "outdated")) {
    const json& worst = json_member(each, "worst");
    const int severity = worst.is_number_integer() ? worst.get<int>() : -1;
    if (severity < 0 || severity > static_cast<int>(Severity::critical)) return false;
    found.packages.outdated.push_back(
        {text_in(each, "name"), text_in(each, "version"), text_in(each, "fixed"),
         texts_in(each, "ids"), static_cast<Severity>(severity), text_in(each, "exploited")});
  }
  for (const json& each : json_member(told, "gaps")) {
    found.gaps.push_back(
        gap_of(title, text_in(each, "what") + " " + text_in(each, "why"), text_in(each, "remedy")));
  }
  return true;
}

}  // namespace

FoundPackages look_up_packages(const std::string& folder, const std::string& title,
                               const PackageLook& look) {
  FoundPackages found;
  ScanOptions options;
  options.inventory.input = folder;
  options.inventory.subject = title;
  options.inventory.threads = look.threads;
  options.database = look.advisories;
  options.database_key = look.key;
  options.policy = look.policy;
  options.today = look.today;
  options.practices = false;
  const FileDescriptor memory(memfd_create("packages", MFD_CLOEXEC));
  const WorkerEnd end = run_in_worker([&] {
    static_cast<void>(confine(confinement_of(options)));
    const Result<ScanResult> result = scan(options);
    StringOutput text;
    if (result) {
      tell(*result, text);
    } else {
      JsonWriter out(text);
      tell(result.error(), out);
    }
    return write_all(memory.get(), text.text) ? 0 : 1;
  });
  OpenFile told = OpenFile::adopt(dup(memory.get()), title);
  const auto text = told.read(0, told.size());
  if (end.signal != 0) {
    found.gaps.push_back(gap_of(title,
                                "looking up its packages ended in the middle (" +
                                    std::string(sigdescr_np(end.signal)) + ")",
                                {}));
  } else if (!text || !hear(*text, title, found)) {
    found.gaps.push_back(gap_of(title, "its packages could not be looked up", {}));
  }
  return found;
}

}  // namespace boltseal

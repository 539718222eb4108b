#include "report/scan_allowed.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "check/mask.h"
#include "report/text_layout.h"
#include "report/text_parts.h"

namespace boltseal {

std::string reason_text(const Acceptance& why) {
  std::string more = why.owner;
  if (why.until) more += (more.empty() ? "until " : ", until ") + to_text(*why.until);
  return why.reason + (more.empty() ? "" : " (" + more + ")");
}

std::vector<AllowedLine> allowed_lines(const ScanResult& result) {
  std::vector<AllowedLine> lines;
  std::map<std::pair<std::string, std::string>, std::size_t> places;  // by id and reason
  for (const AcceptedMatch& each : result.accepted) {
    const Package& package = result.inventory.packages[each.match.package].package;
    const std::string named = package.name + " " + package.version, why = reason_text(each.why);
    const auto [place, is_new] = places.try_emplace({each.match.id, why}, lines.size());
    if (is_new) {
      lines.push_back({each.match.id + " in " + named, why});
    } else {
      lines[place->second].what += ", " + named;
    }
  }
  for (const AcceptedPractice& each : result.accepted_practices) {
    const ShownFinding& finding = each.practice.finding;
    lines.push_back({std::string(finding.rule) + ": " + finding.message, reason_text(each.why)});
  }
  return lines;
}

void write_notices(const ScanResult& result, const ScanReportOptions& options, Output& out,
                   std::string_view indent) {
  for (const ShownFinding& notice : result.notices) {
    out.write(std::string(indent) + location(notice.place) + "  " +
              paint(options.color, paint_of(notice.severity), name_of(notice.severity)) + "  " +
              std::string(notice.rule) + "  " + shown(notice.message) + "\n");
  }
}

void write_allowed(const ScanResult& result, const ScanReportOptions& options, Output& out) {
  const std::vector<AllowedLine> lines = allowed_lines(result);
  if (lines.empty() && result.notices.empty()) return;
  out.write("\n" + paint(options.color, Paint::strong, "Allowed") + "\n");
  constexpr std::size_t most = 10;
  const std::size_t count = options.verbose ? lines.size() : std::min(most, lines.size());
  const std::size_t width = options.width > 20 ? options.width - 12 : 0;
  for (std::size_t i = 0; i < count; ++i) {
    out.write("  " + shown(lines[i].what) + "\n");
    for (const std::string& part : wrap("because " + shown(lines[i].why), width)) {
      out.write("            " + paint(options.color, Paint::faint, part) + "\n");
    }
  }
  if (count < lines.size()) {
    out.write("  and " + std::to_string(lines.size() - count) + " more; --verbose lists them\n");
  }
  write_notices(result, options, out, "  ");
}

}  // namespace boltseal

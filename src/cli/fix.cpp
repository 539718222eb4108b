#include "cli/fix.h"

#include <algorithm>

#include "base/text.h"
#include "repair/edits.h"
#include "repair/repair.h"
#include "report/mask.h"
#include "report/text_layout.h"

namespace boltseal {
namespace {

// A diff that goes into a file or to `patch` must hold the bytes themselves. On a terminal it is
// something that came from an input like everything else.
void show_diff(const RepairedFile& file, Console& console) {
  const std::string diff = unified_diff(file.path, file.before, file.edits);
  if (console.out_width == 0) return console.out.write(diff);
  for (std::string_view line : split(diff, '\n')) {
    if (line.empty()) continue;
    if (line.ends_with('\r')) line.remove_suffix(1);
    const Paint kind = line.starts_with("@@")  ? Paint::faint
                       : line.starts_with('+') ? Paint::good
                       : line.starts_with('-') ? Paint::high
                                               : Paint::none;
    console.out.write(paint(console.out_color, kind, shown(line)) + "\n");
  }
}

std::string place_of(const ShownFinding& finding) {
  return sanitize(finding.place.path) + ":" + std::to_string(finding.place.begin.line) + ":" +
         std::to_string(finding.place.begin.column);
}

}  // namespace

FixResult fix(const CheckOptions& options, Safety riskiest, bool only_show, Console& console) {
  const DiskFiles files;
  const Repairs repairs = repair(options, riskiest, files);
  for (const Refusal& refusal : repairs.refused) {
    console.err.write(place_of(refusal.finding) + ": " + std::string(refusal.finding.rule) +
                      " is not repaired: " + shown(refusal.reason) + "\n");
  }
  std::size_t mended = 0;
  for (const RepairedFile& file : repairs.files) {
    mended += file.mended.size();
    if (only_show) show_diff(file, console);
    for (const ShownFinding& finding : file.mended) {
      if (finding.repair->safety == Safety::safe) continue;
      console.err.write(place_of(finding) + ": " + std::string(finding.rule) +
                        ": this can stop working: " + shown(finding.repair->breaks) + "\n");
    }
  }
  const std::string what =
      counted(mended, "finding") + " in " + counted(repairs.files.size(), "file");
  if (only_show) {
    console.err.write(what + " would be repaired; nothing was written\n");
    return FixResult::shown;
  }
  const std::vector<Error> errors = write(repairs.files, files);
  for (const Error& error : errors) {
    console.err.write(sanitize(error.path) + ": " + error.message + "\n");
  }
  if (!errors.empty()) return FixResult::failed;
  if (mended > 0) console.err.write(what + " repaired\n\n");
  return FixResult::written;
}

}  // namespace boltseal

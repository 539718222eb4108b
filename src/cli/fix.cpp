#include "cli/fix.h"

#include <string>

#include "base/text.h"
#include "check/mask.h"
#include "cli/prove.h"
#include "repair/edits.h"
#include "repair/repair.h"
#include "report/text_layout.h"

namespace boltseal {
namespace {

std::string line_of(const ShownFinding& finding) {
  return sanitize(finding.place.path) + ":" + std::to_string(finding.place.begin.line) + ":" +
         std::to_string(finding.place.begin.column) + "  " + std::string(finding.rule);
}

void say_refused(const Repairs& repairs, Console& console) {
  for (const Refusal& refusal : repairs.refused) {
    console.err.write(paint(console.err_color, Paint::medium, "not mended") + "  " +
                      line_of(refusal.finding) + "  " + shown(refusal.reason) + "\n");
  }
}

std::size_t count_of_mended(const Repairs& repairs) {
  std::size_t count = 0;
  for (const RepairedFile& file : repairs.files) count += file.mended.size();
  return count;
}

void say_sum(std::string_view what, const Repairs& repairs, Console& console) {
  const std::size_t mended = count_of_mended(repairs);
  if (mended == 0 && repairs.refused.empty()) {
    console.err.write("Nothing that could be mended\n");
    return;
  }
  std::string text = std::string(what) + " " + counted(mended, "finding") + " in " +
                     counted(repairs.files.size(), "file");
  if (!repairs.refused.empty()) text += ", left " + std::to_string(repairs.refused.size());
  console.err.write(text + "\n");
}

// On a terminal a diff is read, so it is coloured and made safe to show; anywhere else it has to
// apply as it is.
std::string presentable(const std::string& diff, const Console& console) {
  if (!console.out_color && console.out_width == 0) return diff;
  std::string text;
  for (const std::string_view line : split(diff, '\n')) {
    Paint kind = Paint::none;
    if (line.starts_with("+++") || line.starts_with("---")) {
      kind = Paint::strong;
    } else if (line.starts_with("@@")) {
      kind = Paint::low;
    } else if (line.starts_with('+')) {
      kind = Paint::good;
    } else if (line.starts_with('-')) {
      kind = Paint::high;
    }
    text += paint(console.out_color, kind, shown(line)) + "\n";
  }
  text.pop_back();
  return text;
}

void show_diffs(const Repairs& repairs, Console& console) {
  for (const RepairedFile& file : repairs.files) {
    std::string diff = unified_diff(file.path, file.before, file.edits);
    if (file.is_new) diff.replace(0, diff.find('\n'), "--- /dev/null");
    console.out.write(presentable(diff, console));
  }
}

// False when a file could not be written.
bool write_all(const Repairs& repairs, const Files& files, Console& console) {
  const std::vector<Error> errors = write(repairs.files, files);
  for (const RepairedFile& file : repairs.files) {
    for (const ShownFinding& finding : file.mended) {
      std::string text =
          paint(console.err_color, Paint::good, "mended") + "      " + line_of(finding);
      if (finding.repair && !finding.repair->breaks.empty()) {
        text += "  may affect " + shown(finding.repair->breaks);
      }
      console.err.write(text + "\n");
    }
  }
  say_refused(repairs, console);
  for (const Error& error : errors) {
    console.err.write(paint(console.err_color, Paint::high, "error") + ": " + sanitize(error.path) +
                      " " + shown(error.message) + "\n");
  }
  say_sum("Mended", repairs, console);
  return errors.empty();
}

}  // namespace

FixOutcome fix(const Repairs& repairs, const FixOptions& how, const Files& files,
               Console& console) {
  if (how.only_diff) show_diffs(repairs, console);
  if (how.proof && !repairs.files.empty()) {
    const Proof::Outcome outcome = prove_by_running(repairs, *how.proof, console);
    if (outcome != Proof::Outcome::holds) {
      return outcome == Proof::Outcome::worse ? FixOutcome::worse : FixOutcome::unproved;
    }
  }
  if (how.only_diff) {
    say_refused(repairs, console);
    say_sum("Would mend", repairs, console);
    return FixOutcome::done;
  }
  return write_all(repairs, files, console) ? FixOutcome::done : FixOutcome::not_written;
}

}  // namespace boltseal

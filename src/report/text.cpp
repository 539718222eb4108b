#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "base/display_width.h"
#include "base/text.h"
#include "check/mask.h"
#include "policy/apply.h"
#include "report/excerpt.h"
#include "report/report.h"
#include "report/text_layout.h"
#include "report/text_parts.h"
#include "rules/practice.h"

namespace boltseal {
namespace {

// "service web, service api and 7 more"
std::string list_of(const std::vector<std::string>& names) {
  constexpr std::size_t most = 4;
  std::string text;
  const std::size_t shown_names = names.size() <= most + 1 ? names.size() : most;
  for (std::size_t i = 0; i < shown_names; ++i) {
    if (i > 0) text += ", ";
    text += shown(names[i]);
  }
  if (shown_names < names.size()) {
    text.append(" and ").append(std::to_string(names.size() - shown_names)).append(" more");
  }
  return text;
}

class Writer {
 public:
  Writer(const Verdict& verdict, const ReportOptions& options, Output& out)
      : verdict_(verdict), options_(options), out_(out) {}

  void run() {
    for (const ShownFinding& finding : verdict_.findings) {
      if (options_.quiet) {
        head(finding);
      } else {
        block(finding);
      }
      flush();
    }
    for (const ShownError& error : verdict_.errors) {
      block(error);
      flush();
    }
    if (options_.verbose && !verdict_.accepted.empty()) list_of_accepted();
    if (!options_.quiet) summary();
    flush();
  }

 private:
  std::string in(Paint kind, std::string_view text) const {
    return paint(options_.color, kind, text);
  }
  void line(std::string_view text) { text_.append(text).append("\n"); }
  void flush() {
    out_.write(text_);
    text_.clear();
  }

  // Breaks `prose` behind a label, its further lines aligned with the first.
  void paragraph(std::string_view label, std::size_t indent, std::string_view prose) {
    // Prose is broken in a file as well; only the first line of a block stays whole there.
    const std::size_t width = options_.width == 0 ? 100 : std::max<std::size_t>(options_.width, 40);
    const std::size_t room = width - indent;
    std::string before(label);
    for (const std::string& part : wrap(prose, room)) {
      line(before + paint_code(options_.color, part));
      before.assign(indent, ' ');
    }
  }

  void title(const Place& place, Paint kind, std::string_view word, std::string_view rule,
             const std::string& message) {
    std::string plain = location(place);
    std::string text = in(Paint::strong, plain);
    if (!plain.empty()) plain += "  ", text += "  ";
    plain += word;
    text += in(kind, word);
    if (!rule.empty()) {
      plain.append("  ").append(rule);
      text.append("  ").append(in(Paint::faint, rule));
    }
    if (options_.width == 0 ||
        display_width(plain) + 2 + display_width(message) <= options_.width) {
      line(text + "  " + paint_code(options_.color, message));
      return;
    }
    line(text);
    paragraph("  ", 2, message);
  }

  void head(const ShownFinding& finding) {
    title(finding.place, paint_of(finding.severity), name_of(finding.severity), finding.rule,
          shown(finding.message));
  }

  void begin_block(const std::string& path) {
    if (path_begun_ && path == last_path_) line("");
    if (!path_begun_ || path != last_path_) {
      if (path_begun_) line("");
      path_begun_ = true;
      last_path_ = path;
    }
  }

  void block(const ShownFinding& finding) {
    begin_block(finding.place.path);
    head(finding);
    std::uint32_t last_line = finding.place.begin.line;
    for (const Place& step : finding.chain) last_line = std::max(last_line, step.begin.line);
    gutter_ = std::max<std::size_t>(3, std::to_string(last_line).size() + 1);

    excerpt(finding.place, paint_of(finding.severity), '^');
    std::size_t number = 0;
    for (const Place& step : finding.chain) {
      ++number;
      const bool elsewhere = !step.path.empty();
      std::string text = step_of(step);
      if (finding.chain.size() > 1) text = std::to_string(number) + ". " + text;
      if (elsewhere) text += (text.empty() || text.ends_with(' ') ? "" : ", ") + location(step);
      note("from", text);
      if (elsewhere) excerpt(step, Paint::low, '-');
    }
    if (!finding.subjects.empty()) note("in", list_of(finding.subjects));
    if (finding.since == ShownFinding::Since::weakened)
      note("since", "weakened: it was safer before");
    if (finding.since == ShownFinding::Since::added)
      note("since", "added: it was not there before");
    if (finding.confidence != Confidence::high) {
      note("note", std::string(name_of(finding.confidence)) + " confidence");
    }
    const NamedRule* const rule = find_any_rule(finding.rule);
    if (options_.verbose && rule != nullptr) note("why", rule->rule->why);
    if (!finding.remedy.empty()) {
      remedy(finding.remedy);
    } else if (rule != nullptr) {
      note("fix", rule->rule->remedy);
    }
  }

  void block(const ShownError& error) {
    if (!options_.quiet) begin_block(error.place.path);
    title(error.place, Paint::high, "error", {}, shown(error.message));
    if (options_.quiet) return;
    gutter_ = std::max<std::size_t>(3, std::to_string(error.place.begin.line).size() + 1);
    excerpt(error.place, Paint::high, '^');
    if (!error.remedy.empty()) note("fix", shown(error.remedy));
  }

  void excerpt(const Place& place, Paint kind, char mark) {
    if (place.path.empty() || place.begin.line == 0) return;
    const std::size_t width = options_.width == 0 ? 140 : std::max<std::size_t>(options_.width, 40);
    const Excerpt drawn = draw(place, width - gutter_ - 3);
    const std::string number = std::to_string(place.begin.line);
    const std::string bar = in(Paint::faint, "|");
    line(std::string(gutter_ - number.size(), ' ') + in(Paint::faint, number) + " " + bar + " " +
         drawn.line);
    std::string marks(drawn.end - drawn.begin, mark);
    if (place.end.line > place.begin.line) {
      // A place that ends with its line's end does not reach into the next line.
      const std::uint32_t last = place.end.column > 1 ? place.end.line : place.end.line - 1;
      if (last > place.begin.line) marks += " to line " + std::to_string(last);
    }
    line(std::string(gutter_ + 1, ' ') + bar + " " + std::string(drawn.begin, ' ') +
         in(kind, marks));
  }

  void note(std::string_view label, std::string_view prose) {
    const std::string before = std::string(gutter_ + 1, ' ') + in(Paint::faint, "=") + " " +
                               in(Paint::faint, pad(label, 5)) + " ";
    paragraph(before, gutter_ + 9, prose);
  }

  // Code for the file at hand: its lines stay as they are.
  void remedy(std::string_view code) {
    std::string before = std::string(gutter_ + 1, ' ') + in(Paint::faint, "=") + " " +
                         in(Paint::good, "write") + " ";
    for (const std::string_view part : split(code, '\n')) {
      line(before + in(Paint::good, shown(part)));
      before.assign(gutter_ + 9, ' ');
    }
  }

  void list_of_accepted() {
    if (path_begun_) line("");
    path_begun_ = true;
    for (const Accepted& accepted : verdict_.accepted) {
      std::string text =
          in(Paint::strong, location(accepted.finding.place)) + "  " + in(Paint::good, "accepted") +
          "  " + in(Paint::faint, accepted.finding.rule) + "  " + std::string(reason_of(accepted));
      if (accepted.until) text += ", until " + to_text(*accepted.until);
      if (!accepted.owner.empty()) text += ", " + shown(accepted.owner);
      line(text);
    }
  }

  // "4 accepted: 1 by a comment, 3 in the baseline"
  void sum_of_accepted() {
    if (verdict_.accepted.empty()) return;
    constexpr std::array<std::string_view, 4> whose = {"by comments", "by the policy",
                                                       "in the baseline", "from before"};
    std::array<std::size_t, whose.size()> counts = {};
    for (const Accepted& accepted : verdict_.accepted) {
      ++counts[static_cast<std::size_t>(accepted.by)];
    }
    std::string text;
    for (std::size_t i = 0; i < whose.size(); ++i) {
      if (counts[i] == 0) continue;
      text.append(text.empty() ? ": " : ", ").append(std::to_string(counts[i])).append(" ");
      text += whose[i];
    }
    line(counted(verdict_.accepted.size(), "finding") + " accepted" + text);
  }

  void summary() {
    const Tally tally(verdict_);
    if (path_begun_) line("");
    if (!verdict_.findings.empty() && !is_pod_security(options_.profile.profile)) practices(tally);

    const std::size_t findings = verdict_.findings.size();
    std::string text = findings == 0 ? in(Paint::good, "No findings")
                                     : in(Paint::strong, counted(findings, "finding"));
    std::string severities;
    for (int i = 4; i >= 0; --i) {
      const auto severity = static_cast<Severity>(i);
      const std::size_t count = tally.by_severity[static_cast<std::size_t>(i)];
      if (count == 0) continue;
      if (!severities.empty()) severities += ", ";
      severities +=
          in(paint_of(severity), std::to_string(count) + " " + std::string(name_of(severity)));
    }
    if (!severities.empty()) text += " (" + severities + ")";
    if (findings > 0)
      text +=
          " in " + std::to_string(tally.files) + " of " + counted(verdict_.files, options_.place);
    if (findings == 0) text += " in " + counted(verdict_.files, options_.place);
    text += ", " + counted(verdict_.workloads, "workload");
    if (options_.milliseconds) text += in(Paint::faint, ", " + duration(*options_.milliseconds));
    line(text);
    sum_of_accepted();
    if (!verdict_.errors.empty()) {
      line(in(Paint::high, counted(verdict_.errors.size(), "error")) +
           ": what could not be examined may hide more");
    }
    if (verdict_.unknown > 0) {
      line(counted(verdict_.unknown, "question") +
           " left open, because a value is not known before the container starts");
    }
    if (!verdict_.findings.empty()) {
      line(in(Paint::faint, "`boltseal explain RULE` says why a rule matters, with an example"));
    }
  }

  // A grid, so that thirteen numbers take three or four lines.
  void practices(const Tally& tally) {
    constexpr std::size_t cell = 16;
    const std::size_t columns =
        std::clamp<std::size_t>(options_.width == 0 ? 5 : options_.width / cell, 1, 5);
    std::string row;
    for (std::size_t i = 0; i < tally.by_practice.size(); ++i) {
      const std::size_t count = tally.by_practice[i];
      const std::string number = count == 0 ? "-" : std::to_string(count);
      const std::string name = pad(all_practices()[i].group, 10);
      const std::string padding(number.size() < 4 ? 4 - number.size() : 0, ' ');
      row += in(count == 0 ? Paint::faint : Paint::none, name);
      row += padding + in(count == 0 ? Paint::faint : paint_of(tally.worst[i]), number);
      if (i % columns == columns - 1 || i + 1 == tally.by_practice.size()) {
        line(row);
        row.clear();
      } else {
        row += "   ";
      }
    }
    line("");
  }

  static std::string duration(double milliseconds) {
    if (milliseconds < 1000) return std::to_string(std::lround(std::ceil(milliseconds))) + " ms";
    const long tenths = std::lround(milliseconds / 100);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
  }

  const Verdict& verdict_;
  const ReportOptions& options_;
  Output& out_;
  std::string text_;
  std::string last_path_;
  bool path_begun_ = false;
  std::size_t gutter_ = 3;
};

void write(const Verdict& verdict, const ReportOptions& options, Output& out) {
  Writer(verdict, options, out).run();
}

}  // namespace

extern const Report text_report{"text", "for people, with excerpts", write};

}  // namespace boltseal

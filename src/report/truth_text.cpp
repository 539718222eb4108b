#include <algorithm>

#include "base/text.h"
#include "check/mask.h"
#include "model/describe.h"
#include "report/text_parts.h"
#include "report/truth.h"

namespace boltseal {
namespace {

constexpr std::size_t label_width = 24;

class Writer {
 public:
  Writer(const WorkloadTruth& truth, const ReportOptions& options, Output& out)
      : truth_(truth), options_(options), out_(out) {}

  void run() {
    line(in(Paint::strong, shown(truth_.name)) + "  " + std::string(name_of(truth_.platform)) +
         ", " + location(truth_.place));
    heading("Made of, from the outside in");
    for (const WorkloadTruth::Layer& layer : truth_.layers) {
      std::string about = location(layer.place);
      if (layer.is_open) about += ", and may say more than is known here";
      line("  " + shown(layer.name) + "  " + in(Paint::faint, about));
    }
    heading("Configuration");
    for (const TruthFact& fact : truth_.facts) tell(fact);
    not_stated();
    heading("Practices");
    for (const PracticeTruth& practice : truth_.practices) tell(practice);
    out_.write(text_);
  }

 private:
  std::string in(Paint kind, std::string_view text) const {
    return paint(options_.color, kind, text);
  }
  void line(std::string_view text) { text_.append(text).append("\n"); }
  void heading(std::string_view title) { line("\n" + in(Paint::strong, title)); }

  // Breaks `prose` behind `before`, of which `indent` columns are seen.
  void paragraph(std::string before, std::size_t indent, std::string_view prose, Paint kind) {
    const std::size_t width = options_.width == 0 ? 100 : std::max<std::size_t>(options_.width, 60);
    for (const std::string& part : wrap(prose, width - indent)) {
      line(before + in(kind, part));
      before.assign(indent, ' ');
    }
  }

  void origin(std::string_view word, const std::string& about) {
    if (about.empty()) return;
    paragraph(std::string(label_width + 2, ' '), label_width + 2, std::string(word) + " " + about,
              Paint::faint);
  }

  // "web/Dockerfile:9:6, stage runtime; through this variable, web/Dockerfile:2:5"
  // What `told` already says is not said again.
  static std::string chain_of(const TruthValue& value, std::string_view told = {}) {
    std::string text;
    for (const Place& step : value.from) {
      if (!text.empty()) text += "; ";
      // A variable that is explained by the next step needs no words of its own.
      const bool is_explained = step.note.empty() ? &step != &value.from.back() : step.note == told;
      std::string said = is_explained ? std::string() : step_of(step);
      if (const std::string place = location(step); !place.empty()) {
        said = said.empty() ? place : place + ", " + said;
      }
      text += said;
      if (&step == &value.from.front() && !value.level.empty()) {
        text += (text.empty() ? "" : ", ") + shown(value.level);
      }
    }
    return text;
  }

  void tell(const TruthFact& fact) {
    std::string label = "  " + in(Paint::code, pad(name_of(fact.fact), label_width - 2));
    const auto put = [&](const std::string& text) {
      line(label + text);
      label.assign(label_width, ' ');
    };
    switch (fact.state) {
      case TruthFact::State::known: break;
      case TruthFact::State::unknown: put(in(Paint::medium, "unknown: ") + shown(fact.why)); break;
      case TruthFact::State::ignored: put(in(Paint::low, "ignored: ") + shown(fact.why)); break;
    }
    for (const TruthValue& value : fact.values) {
      if (!value.text.empty() || fact.state == TruthFact::State::known) {
        put(value.text.empty() ? "\"\"" : shown(value.text));
      }
      origin("from", chain_of(value, fact.why));
    }
    if (fact.is_list && fact.state == TruthFact::State::known && !fact.why.empty()) {
      put(in(Paint::medium, fact.values.empty() ? "unknown: " : "and perhaps more: ") +
          shown(fact.why));
    } else if (fact.values.empty() && fact.state == TruthFact::State::known) {
      put("none");
    }
    for (const TruthValue& value : fact.replaced) {
      origin("instead of", (value.text.empty() ? "what is not known" : shown(value.text)) + ", " +
                               chain_of(value));
    }
  }

  void not_stated() {
    if (truth_.unstated.empty()) return;
    std::string names;
    for (const Fact fact : truth_.unstated) {
      if (!names.empty()) names += ", ";
      names += name_of(fact);
    }
    paragraph("  " + in(Paint::faint, pad("(nobody says)", label_width - 2)), label_width, names,
              Paint::faint);
  }

  void tell(const PracticeTruth& practice) {
    constexpr std::size_t width = 12;
    const std::string label = "  " + in(Paint::code, pad(practice.practice->group, width - 2));
    std::string verdict(verdict_of(practice));
    Paint kind = Paint::faint;
    if (!practice.findings.empty()) {
      verdict = counted(practice.findings.size(), "finding");
      Severity worst = Severity::info;
      for (const ShownFinding& finding : practice.findings) {
        worst = std::max(worst, finding.severity);
      }
      kind = paint_of(worst);
    } else if (!practice.is_judged) {
      verdict += ": no rule that was applied looks at a workload for it";
    } else {
      kind = practice.unknown > 0 ? Paint::medium : Paint::good;
    }
    std::string open;
    if (practice.unknown > 0) {
      open = practice.findings.empty() ? ": " : ", ";
      open += counted(practice.unknown, "question") +
              " left open, because a value is not known before the container starts";
    }
    line(label + in(kind, verdict) + open);
    for (const ShownFinding& finding : practice.findings) {
      line("    " + in(Paint::strong, location(finding.place)) + "  " +
           in(paint_of(finding.severity), name_of(finding.severity)) + "  " +
           in(Paint::faint, finding.rule) + "  " +
           paint_code(options_.color, shown(finding.message)));
    }
    for (const Accepted& accepted : practice.accepted) {
      line("    " + in(Paint::strong, location(accepted.finding.place)) + "  " +
           in(Paint::good, "accepted") + "  " + in(Paint::faint, accepted.finding.rule) + "  " +
           reason_of(accepted));
    }
  }

  const WorkloadTruth& truth_;
  const ReportOptions& options_;
  Output& out_;
  std::string text_;
};

}  // namespace

void write_truth(const WorkloadTruth& truth, const ReportOptions& options, Output& out) {
  Writer(truth, options, out).run();
}

}  // namespace boltseal

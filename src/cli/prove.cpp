#include "cli/prove.h"

#include <string>

#include "base/interruption.h"
#include "base/text.h"
#include "check/mask.h"
#include "cli/progress.h"
#include "engines/command_engine.h"
#include "report/text_layout.h"

namespace boltseal {
namespace {

constexpr std::size_t most_lines_shown = 20;

class Telling {
 public:
  explicit Telling(Console& console) : console_(console) {}

  void line(Paint kind, std::string_view head, std::string_view what) {
    std::string begin = paint(console_.err_color, kind, head);
    begin.append(head.size() < width_of_head ? width_of_head - head.size() : 1, ' ');
    console_.err.write(begin + shown(what) + "\n");
  }
  // What another program said, the end of it.
  void quote(std::string_view said) {
    const std::vector<std::string_view> lines = split(trim(said), '\n');
    const std::size_t first = lines.size() > most_lines_shown ? lines.size() - most_lines_shown : 0;
    for (std::size_t i = first; i < lines.size(); ++i) {
      if (!trim(lines[i]).empty()) console_.err.write("  | " + shown(lines[i]) + "\n");
    }
  }
  void sights(Paint kind, std::string_view head, const std::vector<Proof::Sight>& sights) {
    for (const Proof::Sight& sight : sights) {
      line(kind, head, sight.who + " " + sight.what);
      quote(sight.said);
    }
  }

 private:
  static constexpr std::size_t width_of_head = 12;  // that of "not mended  "
  Console& console_;
};

}  // namespace

Proof::Outcome prove_by_running(const Repairs& repairs, ProofOptions options, Console& console) {
  const Interruption interruption;
  Proof proof;
  {
    Progress progress(console);
    options.progress = [&](const std::string& what) { progress.show(what); };
    proof = prove(repairs, options, [&] { return local_compose_engine(options.most_time); });
  }
  Telling telling(console);
  if (!proof.engine.empty()) telling.line(Paint::none, "run by", proof.engine);
  for (const std::string& each : proof.stand_ins) telling.line(Paint::none, "mounted", each);
  for (const std::string& each : proof.withheld) telling.line(Paint::none, "withheld", each);
  telling.sights(Paint::medium, "broken", proof.broken);
  telling.sights(Paint::high, "worse", proof.worse);
  for (const std::string& each : proof.uncovered) {
    telling.line(Paint::medium, "not run", each + " is no part of what was run");
  }
  for (const std::string& each : proof.left) {
    telling.line(Paint::high, "left over", each);
  }
  switch (proof.outcome) {
    case Proof::Outcome::holds:
      telling.line(Paint::good, "proved",
                   proof.working == 0 ? "the command succeeds as before"
                                      : counted(proof.working, "service") + " as well as before");
      break;
    case Proof::Outcome::worse:
      telling.line(Paint::high, "not proved", "nothing was written");
      break;
    case Proof::Outcome::open:
      telling.line(Paint::high, "not proved", proof.reason + "; nothing was written");
      telling.quote(proof.said);
      break;
  }
  return proof.outcome;
}

}  // namespace boltseal

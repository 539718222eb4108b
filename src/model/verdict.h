#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/date.h"
#include "base/lines.h"
#include "model/finding.h"

namespace boltseal {

/// A place in a file, resolved so that the file's text is no longer needed. Nothing here is
/// sanitized.
struct Place {
  std::string path;
  ByteSpan bytes;
  LineColumn begin, end;  ///< `end` is the first position after; line 0: the file as a whole.
  std::string
      excerpt;  ///< The first line of the place; of a long line, 400 bytes around the place.
  std::uint32_t excerpt_begin = 0;  ///< Where in the file the excerpt begins.
  OriginKind kind = OriginKind::literal;
  std::string_view note;
};

/// The edits with which the source that wrote a fact would mend it.
struct Repair {
  std::string path;
  std::vector<Edit> edits;  ///< Empty when the source refused.
  std::string refusal;      ///< Why there are no edits.
  Safety safety = Safety::behaviour;
  std::string breaks;       ///< What could stop working.
  std::string_view leaves;  ///< The rule that says what is then left to do.
  std::vector<Fact> facts;  ///< What it changes; Fact::count_: words of a step.
  /// The image whose registry has to be asked before there are edits (CheckOptions::digests); else
  /// empty.
  std::string asks = {};
  bool alone = false;  ///< Not in one step with other repairs of the file (Change::alone).
};

/// A finding as it is shown.
struct ShownFinding {
  std::string_view rule;
  Severity severity = Severity::medium;
  Confidence confidence = Confidence::high;
  Place place;
  std::vector<Place>
      chain;  ///< The steps behind it, nearest first: the ARG, the replaced line, the image.
  std::string fact;
  std::vector<std::string> subjects;
  std::string message;
  std::string reason, detail;  ///< As in Finding.
  std::string
      remedy;  ///< In the file's own words; empty when only the rule's general remedy helps.
  bool fixable = false;                  ///< The rule asks for a change that `--fix` may write.
  std::shared_ptr<const Repair> repair;  ///< Only when repairs were asked for; else null.
  /// Against an earlier revision: whether who is affected was there before (weakened) or came with
  /// the change (added). Nothing when no revision was asked for.
  enum class Since : std::uint8_t { unasked, added, weakened };
  Since since = Since::unasked;
};

/// Of rule, fact, `path` and first subject: the same finding has it on every machine, also when
/// lines move.
std::string fingerprint_of(const ShownFinding& finding, std::string_view path);
/// With the path of its place.
std::string fingerprint_of(const ShownFinding& finding);

std::string_view name_of(ShownFinding::Since since);

/// A finding that does not count, and why.
struct Accepted {
  enum class By : std::uint8_t {
    comment,   ///< An allowance in the file itself.
    policy,    ///< An allowance in boltseal.yaml.
    baseline,  ///< It was there when the baseline was written.
    revision,  ///< It was there in the revision that is compared with.
  };
  ShownFinding finding;
  By by = By::policy;
  std::string reason, owner;  ///< Of an allowance.
  std::optional<Date> until;
  Place place;  ///< Where the allowance is written.
};
std::string_view name_of(Accepted::By by);

/// Something that could not be examined.
struct ShownError {
  std::string message;
  Place place;  ///< Its path may be empty.
  std::string remedy;
};

/// All that a check says, sorted by path and position.
struct Verdict {
  std::vector<ShownFinding> findings;
  std::vector<Accepted> accepted;
  std::vector<ShownError> errors;
  std::size_t files = 0;      ///< Files that a source read.
  std::size_t workloads = 0;  ///< Workloads that rules looked at.
  std::size_t unknown = 0;    ///< Questions left open because a value is unknown.
  /// Whom rules looked at, as (path, name); only when that was asked for.
  std::set<std::pair<std::string, std::string>> subjects;
};

}  // namespace boltseal

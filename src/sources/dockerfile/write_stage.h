#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/build.h"
#include "model/change.h"
#include "sources/dockerfile/scan.h"
#include "sources/document.h"

namespace boltseal::dockerfile {

/// A Dockerfile as it is read to put an instruction into one of its stages.
class StageWriter {
 public:
  StageWriter(const Document& document, std::shared_ptr<const Build> build);
  /// The one that is kept with the document: many changes are written and spelled for one. Lives as
  /// long as `document`.
  static const StageWriter& of(const Document& document);
  /// Saves `of` the reading: `build` is what the document says without any options.
  static void keep(const Document& document, std::shared_ptr<const Build> build);

  const Build& build() const { return *build_; }
  const Scan& scanned() const;
  /// The stage that holds these local bytes; nothing when none does.
  std::optional<std::size_t> stage_at(ByteSpan local) const;
  /// The stage, then those that it starts from.
  std::vector<const Stage*> lineage(std::size_t stage) const;
  /// The instruction that holds these local bytes; null when none does.
  const RawInstruction* instruction_at(ByteSpan local) const;

  /// A line at the end of the stage, before the CMD and ENTRYPOINT that end it and the comments
  /// above them.
  Result<Edit> line_at_end(std::size_t stage, const std::string& line) const;
  /// Several lines as one, with the line ends of the file.
  std::string joined(const std::vector<std::string>& lines) const;
  /// A line before an instruction and the comments above it.
  Edit line_before(const RawInstruction& instruction, const std::string& line) const;

 private:
  const Document document_;
  const std::shared_ptr<const Build> build_;
  mutable std::optional<Scan> scanned_;  // most that is spelled needs none
};

/// What has to happen in an image before its user changes.
struct Ownership {
  std::vector<Edit> edits;         ///< Before the VOLUMEs that they are for.
  std::vector<std::string> lines;  ///< To stand before USER.
};

/// Gives the user the folders of VOLUME, and `writes`, that root owns. Fails where that needs a
/// shell that the image does not have.
Result<Ownership> ownership_of(const Document& document, const StageWriter& writer,
                               std::size_t built, const std::string& user,
                               const std::vector<std::string>& writes);
/// The RUN that makes a user with this number and a home, where a program of the image does not
/// work without and its distribution is known; else empty.
std::string account_line(const std::vector<const Stage*>& lineage, const std::string& number);
/// The base names of all words of CMD and ENTRYPOINT that count; they view the stages.
std::vector<std::string_view> started_programs(const std::vector<const Stage*>& lineage);

/// USER: the user that the stage has already or makes, or else the one that the change names.
Result<std::vector<Edit>> write_user(const Document& document, const Change& change);

/// "USER 1000", with the user that write_user would choose; empty where it refuses.
std::string spell_user(const Document& document, const Change& change);

/// HEALTHCHECK with the command that the change names, or a program that is known to be in the
/// image and can ask the port that it names.
Result<std::vector<Edit>> write_health_check(const Document& document, const Change& change);
/// The instruction that it would write; empty where it refuses.
std::string spell_health_check(const Document& document, const Change& change);

}  // namespace boltseal::dockerfile

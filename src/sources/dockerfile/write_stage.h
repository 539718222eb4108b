#pragma once

#include <cstddef>
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
  explicit StageWriter(const Document& document);

  const Build& build() const { return build_; }
  const Scan& scanned() const { return scanned_; }
  /// The stage that holds these local bytes; nothing when none does.
  std::optional<std::size_t> stage_at(ByteSpan local) const;
  /// The stage, then those that it starts from.
  std::vector<const Stage*> lineage(std::size_t stage) const;
  /// The instruction that holds these local bytes; null when none does.
  const RawInstruction* instruction_at(ByteSpan local) const;

  /// A line at the end of the stage, before the CMD and ENTRYPOINT that end it and the comments
  /// above them.
  Result<Edit> line_at_end(std::size_t stage, const std::string& line) const;
  /// A line before an instruction and the comments above it.
  Edit line_before(const RawInstruction& instruction, const std::string& line) const;

 private:
  const Document& document_;
  Scan scanned_;
  Build build_;
  std::vector<std::size_t> begins_;  // the FROM of each stage, among the instructions
};

/// USER: the user that the stage has already or makes, or else the one that the change names.
Result<std::vector<Edit>> write_user(const Document& document, const Change& change);

/// HEALTHCHECK with a program that is known to be in the image; the change names the port.
Result<std::vector<Edit>> write_health_check(const Document& document, const Change& change);

}  // namespace boltseal::dockerfile

#pragma once

#include <map>
#include <vector>

#include "check/unit.h"
#include "model/image_pin.h"
#include "model/verdict.h"

namespace boltseal {

/// Resolves the places of a unit's findings, so that its files can go. The lines of each file are
/// indexed once. The unit must outlive it.
class Presenter {
 public:
  /// `files`: asked whether a file that a repair would make is there already; only for repairs.
  /// `digests`: what registries answered; null when none was asked.
  explicit Presenter(const Unit& unit, const Files* files = nullptr,
                     const ImageDigests* digests = nullptr)
      : unit_(unit), files_(files), digests_(digests) {}

  /// `with_repair`: also asks the source for the edits of the change that the rule wants.
  ShownFinding show(Finding finding, bool with_repair);
  Place place_of(const Origin& origin);

 private:
  const Unit& unit_;
  const Files* files_;
  const ImageDigests* digests_;
  std::map<const File*, LineIndex> lines_;
};

ShownError show(const Error& error, const Files& files);
/// One about something that is no file.
ShownError show(const Error& error);
/// Those of a unit, in the texts that it owns.
std::vector<ShownError> show_errors(const Unit& unit);

}  // namespace boltseal

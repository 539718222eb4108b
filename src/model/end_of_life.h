#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "model/image_reference.h"

namespace boltseal {

/// The day for which the table of series is right (end_of_life.cpp); what ends later counts as
/// maintained, so that a verdict does not depend on the day of the check.
inline constexpr std::string_view end_of_life_date = "2026-11-21";

/// A series of a product that gets no security updates any more.
struct EndOfLife {
  std::string_view product;  ///< "Python"; static.
  std::string series;        ///< "3.7"; empty when the product as a whole has ended.
  std::string_view date;     ///< "2023-06-27": no update since; static.
};

/// What a table that may be newer than the one compiled in says of a series of a product.
struct SeriesSupport {
  std::string product;  ///< As the table here names it: "Debian".
  std::string series;   ///< "12"
  std::string end;      ///< The last day of free security updates; empty: none is set so far.
  std::string said_on;  ///< The day for which that is right; may be empty.

  friend auto operator<=>(const SeriesSupport&, const SeriesSupport&) = default;
};

/// The series that a version of a product belongs to, by the numbers that it begins with; null when
/// the table does not have it.
const SeriesSupport* series_of(std::span<const SeriesSupport> table, std::string_view product,
                               std::string_view version);

/// Whether a version of a product ("Docker Engine", "Kubernetes", "containerd" …) has ended. A
/// version that is only "3" counts as the newest 3.x. Nothing when it is maintained or not known.
std::optional<EndOfLife> end_of_life(std::string_view product, std::string_view version);

/// Whether the program that an image is made for, or the system of its variant ("-bullseye"), has
/// ended, by the tags of widely used images. Nothing when it is maintained or not known.
std::optional<EndOfLife> end_of_life(const ImageReference& image);

}  // namespace boltseal

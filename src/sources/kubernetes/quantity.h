#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace boltseal::kubernetes {

/// A resource quantity ("512Mi", "0.5", "1e9", "250m"; kubernetes.io, "Quantity") as a whole number
/// of units, rounded up as the API server rounds; saturates at the largest number. Nothing when the
/// text is not a quantity.
std::optional<std::int64_t> quantity_units(std::string_view text);
/// The same in thousandths of the unit.
std::optional<std::int64_t> quantity_thousandths(std::string_view text);

}  // namespace boltseal::kubernetes

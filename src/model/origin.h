#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/span.h"

namespace boltseal {

/// One text that was read. Whoever reads owns it (check/session.h) and keeps it as long as the
/// model lives.
struct File {
  std::string path;  ///< As the user would name it: relative to where the command was started.
  std::string text;
};

/// How a value came to be. The order is of falling confidence: what stands there literally is
/// certain, what a table says of an engine or a known image is less so.
enum class OriginKind : std::uint8_t {
  literal,         ///< Written at the place.
  argument,        ///< Through a build ARG or a variable assigned in the same file set.
  environment,     ///< From an env file or `.env`.
  base_image,      ///< From the image that a stage or workload starts from.
  engine_default,  ///< From the defaults table (model/defaults.h).
};

/// Where a fact comes from: bytes of a file, or a default. `via` is the step behind: the ARG that
/// an expanded USER names, the line that an override replaced, the anchor that an alias stands for.
struct Origin {
  const File* file = nullptr;  ///< Borrowed; null for a default or an engine object.
  ByteSpan span;               ///< In `file`.
  OriginKind kind = OriginKind::literal;
  std::string_view
      note;  ///< Static text that explains a step: "Docker's default", "replaced by an override".
  std::shared_ptr<const Origin> via;

  bool has_place() const { return file != nullptr; }
};

/// `origin` with `behind` as the last step of its chain.
inline Origin with_step(Origin origin, const Origin& behind) {
  if (origin.via) {
    origin.via = std::make_shared<const Origin>(with_step(*origin.via, behind));
  } else {
    origin.via = std::make_shared<const Origin>(behind);
  }
  return origin;
}

}  // namespace boltseal

#include "archive/digest_stream.h"

#include <algorithm>
#include <utility>

namespace boltseal {

Result<std::string_view> DigestStream::next() {
  if (!rest_.empty()) return std::exchange(rest_, {});
  const auto piece = stream_->next();
  if (piece) digest_.add(*piece);
  return piece;
}

Result<std::uint64_t> DigestStream::skip(std::uint64_t count) {
  return read_over(*this, count, rest_);
}

Result<std::string> DigestStream::finish() {
  while (true) {
    const auto piece = next();
    if (!piece) return std::unexpected(piece.error());
    if (piece->empty()) break;
  }
  return digest_.finish();
}

}  // namespace boltseal

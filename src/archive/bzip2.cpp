#include <bzlib.h>

#include <algorithm>

#include "archive/decoder.h"

namespace boltseal {
namespace {

// At most 4 MB for each stream, whatever it says.
class Bzip2Decoder final : public Decoder {
 public:
  Bzip2Decoder() { open(); }
  ~Bzip2Decoder() override { BZ2_bzDecompressEnd(&state_); }
  Bzip2Decoder(const Bzip2Decoder&) = delete;
  Bzip2Decoder& operator=(const Bzip2Decoder&) = delete;

  Result<std::size_t> decode(std::string_view& in, std::span<char> out) override {
    constexpr std::size_t most = 1u << 30;  // The library counts in unsigned int.
    std::size_t filled = 0;
    while (filled < out.size()) {
      if (at_end_) {
        if (in.empty()) break;
        // Parallel compressors write several streams, one behind the other.
        BZ2_bzDecompressEnd(&state_);
        open();
      }
      if (!ready_) return fail("cannot be unpacked: no memory");
      const std::size_t given = std::min(in.size(), most),
                        room = std::min(out.size() - filled, most);
      state_.next_in = const_cast<char*>(in.data());  // It only reads.
      state_.avail_in = static_cast<unsigned>(given);
      state_.next_out = out.data() + filled;
      state_.avail_out = static_cast<unsigned>(room);
      const int status = BZ2_bzDecompress(&state_);
      if (status != BZ_OK && status != BZ_STREAM_END) return fail("is no valid bzip2 data");
      const std::size_t taken = given - state_.avail_in, made = room - state_.avail_out;
      in.remove_prefix(taken);
      filled += made;
      at_end_ = status == BZ_STREAM_END;
      if (taken == 0 && made == 0 && !at_end_) break;
    }
    return filled;
  }

  bool is_at_end() const override { return at_end_; }

 private:
  void open() {
    state_ = {};
    ready_ = BZ2_bzDecompressInit(&state_, 0, 0) == BZ_OK;
    at_end_ = false;
  }

  bz_stream state_ = {};
  bool ready_ = false;
  bool at_end_ = false;
};

}  // namespace

std::unique_ptr<Decoder> bzip2_decoder() { return std::make_unique<Bzip2Decoder>(); }

}  // namespace boltseal

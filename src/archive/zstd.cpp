#include <zstd.h>

#include "archive/decoder.h"

namespace boltseal {
namespace {

class ZstdDecoder final : public Decoder {
 public:
  ZstdDecoder() : state_(ZSTD_createDStream()) {
    // Windows up to 128 MiB, as zstd(1) takes without --long.
    if (state_ != nullptr) ZSTD_DCtx_setParameter(state_, ZSTD_d_windowLogMax, 27);
  }
  ~ZstdDecoder() override { ZSTD_freeDStream(state_); }
  ZstdDecoder(const ZstdDecoder&) = delete;
  ZstdDecoder& operator=(const ZstdDecoder&) = delete;

  Result<std::size_t> decode(std::string_view& in, std::span<char> out) override {
    if (state_ == nullptr) return fail("cannot be unpacked: no memory");
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    while (to.pos < to.size) {
      const std::size_t before_in = from.pos, before_out = to.pos;
      const std::size_t left = ZSTD_decompressStream(state_, &to, &from);
      if (ZSTD_isError(left)) {
        return fail(std::string("is no valid zstd data: ") + ZSTD_getErrorName(left));
      }
      // 0: a frame has ended and is flushed; with nothing taken there was none.
      if (from.pos != before_in || to.pos != before_out) at_end_ = left == 0;
      if (from.pos == before_in && to.pos == before_out) break;
    }
    in.remove_prefix(from.pos);
    return to.pos;
  }

  bool is_at_end() const override { return at_end_; }

 private:
  ZSTD_DStream* state_;
  bool at_end_ = true;
};

}  // namespace

std::unique_ptr<Decoder> zstd_decoder() { return std::make_unique<ZstdDecoder>(); }

}  // namespace boltseal

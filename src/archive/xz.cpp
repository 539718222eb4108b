#include <lzma.h>

#include "archive/decoder.h"

namespace boltseal {
namespace {

class XzDecoder final : public Decoder {
 public:
  // 128 MiB hold the dictionary of every preset (-9 takes 65).
  XzDecoder() { ready_ = lzma_stream_decoder(&state_, 128ull << 20, LZMA_CONCATENATED) == LZMA_OK; }
  ~XzDecoder() override { lzma_end(&state_); }
  XzDecoder(const XzDecoder&) = delete;
  XzDecoder& operator=(const XzDecoder&) = delete;

  Result<std::size_t> decode(std::string_view& in, std::span<char> out) override {
    if (!ready_) return fail("cannot be unpacked: no memory");
    // With several streams one behind the other only the caller knows where the last one ends.
    const lzma_action action = in.empty() ? LZMA_FINISH : LZMA_RUN;
    state_.next_in = reinterpret_cast<const std::uint8_t*>(in.data());
    state_.avail_in = in.size();
    state_.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    state_.avail_out = out.size();
    lzma_ret status = LZMA_OK;
    while (state_.avail_out > 0 && status == LZMA_OK && !at_end_) {
      status = lzma_code(&state_, action);
      if (state_.avail_in == 0 && action == LZMA_RUN) break;
    }
    in.remove_prefix(in.size() - state_.avail_in);
    if (status == LZMA_STREAM_END) at_end_ = true;
    if (status == LZMA_MEMLIMIT_ERROR) return fail("needs more than 128 MiB to be unpacked");
    if (status != LZMA_OK && status != LZMA_STREAM_END && status != LZMA_BUF_ERROR) {
      return fail("is no valid xz data");
    }
    return out.size() - state_.avail_out;
  }

  bool is_at_end() const override { return at_end_; }

 private:
  lzma_stream state_ = LZMA_STREAM_INIT;
  bool ready_ = false;
  bool at_end_ = false;
};

}  // namespace

std::unique_ptr<Decoder> xz_decoder() { return std::make_unique<XzDecoder>(); }

}  // namespace boltseal

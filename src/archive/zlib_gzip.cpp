#include <zlib.h>

#include <algorithm>
#include <limits>

#include "archive/decoder.h"

namespace boltseal {
namespace {

class ZlibDecoder final : public Decoder {
 public:
  // 15 bits of window, and a header of gzip.
  ZlibDecoder() { ready_ = inflateInit2(&state_, 15 + 16) == Z_OK; }
  ~ZlibDecoder() override {
    if (ready_) inflateEnd(&state_);
  }
  ZlibDecoder(const ZlibDecoder&) = delete;
  ZlibDecoder& operator=(const ZlibDecoder&) = delete;

  Result<std::size_t> decode(std::string_view& in, std::span<char> out) override {
    if (!ready_) return fail("cannot be unpacked: no memory");
    std::size_t filled = 0;
    while (filled < out.size()) {
      if (at_end_ && !begin_member(in)) break;
      const std::size_t given = std::min<std::size_t>(in.size(), std::numeric_limits<uInt>::max());
      state_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
      state_.avail_in = static_cast<uInt>(given);
      state_.next_out = reinterpret_cast<Bytef*>(out.data() + filled);
      state_.avail_out = static_cast<uInt>(out.size() - filled);
      const int status = inflate(&state_, Z_NO_FLUSH);
      const std::size_t taken = given - state_.avail_in;
      const std::size_t made = out.size() - filled - state_.avail_out;
      in.remove_prefix(taken);
      filled += made;
      at_end_ = status == Z_STREAM_END;
      if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
        return fail("is no valid gzip data");
      }
      if (!at_end_ && taken == 0 && made == 0) break;
    }
    return filled;
  }

  bool is_at_end() const override { return at_end_; }

 private:
  // Whether another member begins. Zeros behind the last one are padding, as gzip(1) takes them.
  bool begin_member(std::string_view& in) {
    if (ended_once_) {
      while (!in.empty() && in.front() == '\0') in.remove_prefix(1);
    }
    if (in.empty()) return false;
    if (ended_once_) inflateReset(&state_);
    ended_once_ = true;
    at_end_ = false;
    return true;
  }

  z_stream state_{};
  bool ready_ = false;
  bool at_end_ = true;  // between members, also before the first
  bool ended_once_ = false;
};

}  // namespace

std::unique_ptr<Decoder> zlib_gzip_decoder() { return std::make_unique<ZlibDecoder>(); }

}  // namespace boltseal

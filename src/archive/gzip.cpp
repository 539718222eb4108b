#include <dlfcn.h>
#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <limits>

#include "archive/decoder.h"

namespace boltseal {
namespace {

// Debian has ISA-L only as a shared library. Loaded when it is there, the program still starts, and
// unpacks at half the speed, where it is not. The number belongs to the layout of inflate_state.
struct Library {
  void (*init)(inflate_state*) = nullptr;
  int (*inflate)(inflate_state*) = nullptr;

  Library() {
    void* const handle = dlopen("libisal.so.2", RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) return;
    init = reinterpret_cast<decltype(init)>(dlsym(handle, "isal_inflate_init"));
    inflate = reinterpret_cast<decltype(inflate)>(dlsym(handle, "isal_inflate"));
  }
  bool is_usable() const { return init != nullptr && inflate != nullptr; }
};

const Library& library() {
  static const Library loaded;
  return loaded;
}

class IsalDecoder final : public Decoder {
 public:
  Result<std::size_t> decode(std::string_view& in, std::span<char> out) override {
    std::size_t filled = 0;
    while (filled < out.size()) {
      if (at_end_ && !begin_member(in)) break;
      const std::size_t given = std::min<std::size_t>(in.size(), limit);
      state_.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(in.data()));
      state_.avail_in = static_cast<std::uint32_t>(given);
      state_.next_out = reinterpret_cast<std::uint8_t*>(out.data() + filled);
      const std::size_t room = std::min(out.size() - filled, limit);
      state_.avail_out = static_cast<std::uint32_t>(room);
      if (library().inflate(&state_) < 0) return fail("is no valid gzip data");
      const std::size_t taken = given - state_.avail_in;
      const std::size_t made = room - state_.avail_out;
      in.remove_prefix(taken);
      filled += made;
      at_end_ = state_.block_state == ISAL_BLOCK_FINISH;
      if (!at_end_ && taken == 0 && made == 0) break;
    }
    return filled;
  }

  bool is_at_end() const override { return at_end_; }

 private:
  static constexpr std::size_t limit = std::numeric_limits<std::uint32_t>::max();

  // Whether another member begins. Zeros behind the last one are padding, as gzip(1) takes them.
  bool begin_member(std::string_view& in) {
    if (ended_once_) {
      while (!in.empty() && in.front() == '\0') in.remove_prefix(1);
    }
    if (in.empty()) return false;
    library().init(&state_);
    state_.crc_flag = ISAL_GZIP;
    ended_once_ = true;
    at_end_ = false;
    return true;
  }

  inflate_state state_;
  bool at_end_ = true;  // between members, also before the first
  bool ended_once_ = false;
};

}  // namespace

std::unique_ptr<Decoder> gzip_decoder() {
  if (library().is_usable()) return std::make_unique<IsalDecoder>();
  return zlib_gzip_decoder();
}

}  // namespace boltseal

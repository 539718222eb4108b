// What iptables-save and nft write. The first byte chooses which; the rest is its text. Whatever is
// read, packets get an answer in bounded time.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "audit/network/filter_iptables.h"
#include "audit/network/filter_nft.h"
#include "audit/network/filter_verdict.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace boltseal;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  PacketFilter filter;
  if (data[0] == 'n') {
    read_nft(text, {"filter"}, filter);
  } else {
    read_iptables(text, filter);
  }
  constexpr std::size_t most_tests = 100'000;
  const FilterPacket packet{
      .in = "docker0", .out = "br-0", .source = 0xAC110002, .destination = 0xAC120002, .port = 80};
  for (const FilterHook hook : {FilterHook::prerouting, FilterHook::input, FilterHook::forward,
                                FilterHook::output, FilterHook::postrouting}) {
    FilterWalk slow(filter, most_tests), fast(filter, most_tests);
    FilterTests tests(filter);
    const FilterVerdict one = slow.verdict(hook, packet, &tests);
    const FilterVerdict other = fast.verdict(hook, packet, nullptr);
    slow.rewrite(hook, packet, &tests);
    fast.rewrite(hook, packet, nullptr);
    // Long chains are looked up by port when nobody wants to know what was asked.
    const bool is_whole = !slow.is_exhausted() && !fast.is_exhausted();
    if (is_whole && (one.reach != other.reach || one.rule != other.rule)) std::abort();
  }
  return 0;
}

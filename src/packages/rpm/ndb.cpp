#include <algorithm>

#include "packages/rpm/bytes.h"
#include "packages/rpm/headers.h"

namespace boltseal::rpm {
namespace {

constexpr std::size_t page_size = 4096, slot_size = 16, block_size = 16;
constexpr std::size_t first_slot = 32;  // behind the file's own header
constexpr std::size_t blob_head = 16, blob_tail = 12;

std::uint32_t word(std::string_view bytes, std::size_t at) {
  return number_at<std::uint32_t>(bytes, at, std::endian::little);
}

}  // namespace

void read_ndb(std::string_view file, HeaderSink& sink) {
  if (!file.starts_with("RpmP")) return sink.trouble("is no package database of rpm (ndb)", 0);
  if (word(file, 4) != 0) return sink.trouble("has an unknown version of the ndb format", 4);
  const std::uint64_t slots_end = std::uint64_t{word(file, 12)} * page_size;
  if (slots_end == 0 || slots_end > file.size()) {
    sink.trouble("ends within its slots", file.size());
  }
  for (std::size_t slot = first_slot; slot + slot_size <= std::min(slots_end, file.size());
       slot += slot_size) {
    if (slice(file, slot, 4) != "Slot") return sink.trouble("has a damaged slot", slot);
    const std::uint32_t package = word(file, slot + 4);
    if (package == 0) continue;  // free
    const std::uint64_t blob = std::uint64_t{word(file, slot + 8)} * block_size;
    const std::uint64_t size = word(file, blob + 12);
    // The tail ends with the last block.
    const std::uint64_t blocks = (blob_head + size + blob_tail + block_size - 1) / block_size;
    const std::uint64_t end = blob + blocks * block_size;
    if (slice(file, blob, 4) != "BlbS" || word(file, blob + 4) != package ||
        word(file, slot + 12) != blocks || slice(file, end - 4, 4) != "BlbE") {
      sink.trouble("has a damaged package", slot);
      continue;
    }
    if (!sink.take(file.substr(blob + blob_head, size))) return;
  }
}

}  // namespace boltseal::rpm

// What containerd and the CRI send: a message of which every part may be a message.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "net/protobuf.h"

namespace {

using boltseal::net::ProtobufMessage;
using boltseal::net::ProtobufWriter;

void expect(bool holds) {
  if (!holds) std::abort();
}

void read(std::string_view bytes, int depth) {
  const ProtobufMessage message(bytes);
  message.is_whole();
  constexpr std::size_t most = 100;
  for (std::uint32_t field = 1; field < 20; ++field) {
    message.number(field);
    const auto all = message.all(field, most);
    expect(all.size() <= most);
    expect(all.size() == most || all.empty() == (message.bytes(field).data() == nullptr));
    for (const std::string_view part : all) {
      expect(part.data() >= bytes.data() &&
             part.data() + part.size() <= bytes.data() + bytes.size());
    }
    if (!all.empty() && depth < 3) read(all.front(), depth + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read(bytes, 0);
  // What is written is read again.
  ProtobufWriter writer;
  writer.bytes(1, bytes);
  writer.number(2, size);
  const ProtobufMessage written(writer.written());
  expect(written.is_whole() && written.bytes(1) == bytes && written.number(2) == size);
  return 0;
}

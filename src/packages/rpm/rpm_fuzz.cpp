// rpm's databases. The first byte says which of the three formats; a fourth is a header alone.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "packages/rpm/header.h"
#include "packages/rpm/headers.h"

namespace {

namespace rpm = boltseal::rpm;

void read_header(std::string_view bytes) {
  const auto header = rpm::Header::parse(bytes);
  if (!header) return;
  for (const rpm::Tag tag : {rpm::Tag::name, rpm::Tag::version, rpm::Tag::source_rpm,
                             rpm::Tag::epoch, rpm::Tag::provide_name}) {
    if (header->text(tag).size() > bytes.size()) std::abort();
    (void)header->number(tag);
    for (const std::string_view text : header->texts(tag)) {
      if (text.size() > bytes.size()) std::abort();
    }
  }
}

class Sink final : public rpm::HeaderSink {
 public:
  explicit Sink(std::size_t size) : unread_(size) {}
  bool take(std::string_view header) override {
    if (header.size() > unread_) return false;
    unread_ -= header.size();
    read_header(header);
    return true;
  }
  void trouble(std::string what, std::uint64_t) override {
    if (what.empty()) std::abort();
  }

 private:
  std::size_t unread_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view file(reinterpret_cast<const char*>(data) + 1, size - 1);
  Sink sink(file.size());
  switch (data[0] % 5) {
    case 0: rpm::read_sqlite(file, {}, sink); break;
    case 1: rpm::read_ndb(file, sink); break;
    case 2: rpm::read_bdb(file, sink); break;
    case 3: read_header(file); break;
    // A database of two pages of 512 bytes, and its log.
    default:
      rpm::read_sqlite(file.substr(0, 1024), file.substr(std::min<std::size_t>(1024, file.size())),
                       sink);
      break;
  }
  return 0;
}

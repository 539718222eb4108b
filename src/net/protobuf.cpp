#include "net/protobuf.h"

namespace boltseal::net {
namespace {

enum class WireType : std::uint8_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

struct Field {
  std::uint32_t number = 0;
  WireType type = WireType::varint;
  std::uint64_t value = 0;
  std::string_view bytes;
};

class Walk {
 public:
  explicit Walk(std::string_view left) : left_(left) {}

  // False at the end, and where the bytes make no sense.
  bool next(Field& field) {
    if (left_.empty()) return false;
    std::uint64_t key = 0;
    if (!varint(key)) return stop();
    constexpr std::uint64_t most_key = (std::uint64_t{1} << 32) - 1;
    field.number = static_cast<std::uint32_t>(key >> 3);
    if (key > most_key || field.number == 0) return stop();
    field.type = static_cast<WireType>(key & 7);
    field.value = 0;
    field.bytes = {};
    switch (field.type) {
      case WireType::varint: return varint(field.value) || stop();
      case WireType::fixed64: return fixed(8, field.value) || stop();
      case WireType::fixed32: return fixed(4, field.value) || stop();
      case WireType::bytes: {
        std::uint64_t size = 0;
        if (!varint(size) || size > left_.size()) return stop();
        field.bytes = left_.substr(0, size);
        left_.remove_prefix(size);
        return true;
      }
    }
    return stop();
  }

  bool is_damaged() const { return is_damaged_; }

 private:
  bool stop() {
    is_damaged_ = true;
    left_ = {};
    return false;
  }

  bool varint(std::uint64_t& value) {
    constexpr unsigned most_bits = 64;
    value = 0;
    for (unsigned shift = 0; shift < most_bits && !left_.empty(); shift += 7) {
      const auto byte = static_cast<std::uint8_t>(left_.front());
      left_.remove_prefix(1);
      // Of the tenth byte one bit is left.
      if (shift == 63 && byte > 1) return false;
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) return true;
    }
    return false;
  }

  bool fixed(std::size_t size, std::uint64_t& value) {
    if (left_.size() < size) return false;
    for (std::size_t at = size; at-- > 0;) {
      value = value << 8 | static_cast<std::uint8_t>(left_[at]);
    }
    left_.remove_prefix(size);
    return true;
  }

  std::string_view left_;
  bool is_damaged_ = false;
};

}  // namespace

bool ProtobufMessage::is_whole() const {
  Walk walk(bytes_);
  for (Field field; walk.next(field);) {
  }
  return !walk.is_damaged();
}

std::uint64_t ProtobufMessage::number(std::uint32_t field) const {
  std::uint64_t last = 0;
  Walk walk(bytes_);
  for (Field each; walk.next(each);) {
    if (each.number == field && each.type != WireType::bytes) last = each.value;
  }
  return last;
}

std::string_view ProtobufMessage::bytes(std::uint32_t field) const {
  std::string_view last;
  Walk walk(bytes_);
  for (Field each; walk.next(each);) {
    if (each.number == field && each.type == WireType::bytes) last = each.bytes;
  }
  return last;
}

std::vector<std::string_view> ProtobufMessage::all(std::uint32_t field, std::size_t most) const {
  std::vector<std::string_view> found;
  Walk walk(bytes_);
  for (Field each; found.size() < most && walk.next(each);) {
    if (each.number == field && each.type == WireType::bytes) found.push_back(each.bytes);
  }
  return found;
}

void ProtobufWriter::varint(std::uint64_t value) {
  for (; value > 0x7f; value >>= 7) written_ += static_cast<char>((value & 0x7f) | 0x80);
  written_ += static_cast<char>(value);
}

void ProtobufWriter::number(std::uint32_t field, std::uint64_t value) {
  varint(std::uint64_t{field} << 3);
  varint(value);
}

void ProtobufWriter::bytes(std::uint32_t field, std::string_view value) {
  varint(std::uint64_t{field} << 3 | static_cast<std::uint64_t>(WireType::bytes));
  varint(value.size());
  written_ += value;
}

}  // namespace boltseal::net

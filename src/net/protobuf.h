#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boltseal::net {

/// One message in the wire format of Protocol Buffers (protobuf.dev, "Encoding"), read in place by
/// the numbers of its fields. Borrows its bytes. Groups, which nobody writes any more, are taken
/// for damage; a message that comes in several pieces is its last piece.
class ProtobufMessage {
 public:
  explicit ProtobufMessage(std::string_view bytes) : bytes_(bytes) {}

  /// Whether it can be read to its end. Of one that cannot, the fields before the damage count.
  bool is_whole() const;

  // The last value of a field; 0 or empty when there is none, or one of another type: which is how
  // the format says "not set".
  std::uint64_t number(std::uint32_t field) const;
  std::string_view bytes(std::uint32_t field) const;
  std::string text(std::uint32_t field) const { return std::string(bytes(field)); }
  ProtobufMessage message(std::uint32_t field) const { return ProtobufMessage(bytes(field)); }

  /// Of a repeated field of texts or messages, up to `most`.
  std::vector<std::string_view> all(std::uint32_t field, std::size_t most) const;

 private:
  std::string_view bytes_;
};

/// Puts a message together, field by field.
class ProtobufWriter {
 public:
  void number(std::uint32_t field, std::uint64_t value);
  void bytes(std::uint32_t field, std::string_view value);
  const std::string& written() const { return written_; }

 private:
  void varint(std::uint64_t value);
  std::string written_;
};

}  // namespace boltseal::net

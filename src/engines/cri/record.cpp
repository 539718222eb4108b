#include "engines/cri/record.h"

#include <cstdint>
#include <iterator>

#include "base/indent_json.h"
#include "engines/json_text.h"

namespace boltseal {
namespace {

using net::ProtobufMessage;

// runtime.v1.NamespaceMode
std::string_view mode_name(std::uint64_t mode) {
  constexpr std::string_view names[] = {"POD", "CONTAINER", "NODE", "TARGET"};
  return mode < std::size(names) ? names[mode] : "UNKNOWN";
}

}  // namespace

std::string cri_record(const ProtobufMessage& status, const ProtobufMessage& sandbox,
                       std::string_view info) {
  const ProtobufMessage pod = sandbox.message(2);
  const ProtobufMessage options = sandbox.message(6).message(1).message(2);
  std::string text = "{\"status\":{\"id\":" + json_text(status.bytes(1)) +
                     ",\"image\":{\"image\":" + json_text(status.message(8).bytes(1)) +
                     "},\"imageRef\":" + json_text(status.bytes(9)) +
                     ",\"metadata\":{\"name\":" + json_text(status.message(2).bytes(1)) + "}}";
  text += ",\"sandbox\":{\"id\":" + json_text(sandbox.bytes(1)) +
          ",\"metadata\":{\"name\":" + json_text(pod.bytes(1)) +
          ",\"namespace\":" + json_text(pod.bytes(3)) +
          "},\"linux\":{\"namespaces\":{\"options\":{\"ipc\":" +
          json_text(mode_name(options.number(3))) +
          ",\"network\":" + json_text(mode_name(options.number(1))) +
          ",\"pid\":" + json_text(mode_name(options.number(2))) + "}}}}";
  text += ",\"info\":" + std::string(info) + "}";
  return indent_json(text);
}

}  // namespace boltseal

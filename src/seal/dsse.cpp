#include "seal/dsse.h"

#include <algorithm>
#include <optional>

#include "base/base64.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "seal/strict_json.h"
#include "sources/yaml/fields.h"

namespace boltseal {
namespace {

constexpr std::size_t most_signatures = 16, most_signature = 1024, most_key_id = 256;

std::optional<std::string> bytes_in(const yaml::Fields& object, std::string_view key) {
  const std::string_view text = object.text_or_empty(key);
  if (text.empty() || std::ranges::any_of(text, [](char c) { return c <= ' '; })) {
    return std::nullopt;
  }
  const auto has = [&](char c) { return text.find(c) != std::string_view::npos; };
  if (!has('-') && !has('_')) return decode_base64(text);
  std::string usual(text);
  std::ranges::replace(usual, '-', '+');
  std::ranges::replace(usual, '_', '/');
  return decode_base64(usual);
}

}  // namespace

std::string signed_bytes(std::string_view payload_type, std::string_view payload) {
  std::string bytes = "DSSEv1 " + std::to_string(payload_type.size()) + " ";
  bytes.append(payload_type).append(" ").append(std::to_string(payload.size())).append(" ");
  return bytes.append(payload);
}

Result<Envelope> read_envelope(std::string_view text) {
  const auto read = StrictJson::read(std::string(text));
  if (!read) return std::unexpected(read.error());
  const yaml::Fields whole(&(*read)->root());
  const yaml::Fields bundled = whole.object("dsseEnvelope");
  const yaml::Fields object = bundled ? bundled : whole;
  if (!object) return fail("is no signed envelope");
  Envelope envelope;
  envelope.payload_type = object.text_or_empty("payloadType");
  auto payload = bytes_in(object, "payload");
  const yaml::Node* const signatures = object.node()->get("signatures");
  if (envelope.payload_type.empty() || !payload || signatures == nullptr ||
      !signatures->is_sequence()) {
    return fail("is no signed envelope (DSSE)");
  }
  envelope.payload = std::move(*payload);
  if (signatures->items.empty()) return fail("carries no signature");
  if (signatures->items.size() > most_signatures) return fail("carries more than 16 signatures");
  for (const yaml::Node* const each : signatures->items) {
    const yaml::Fields signature(each);
    auto bytes = bytes_in(signature, "sig");
    std::string key_id(signature.text_or_empty("keyid"));
    if (!bytes || bytes->empty() || bytes->size() > most_signature || key_id.size() > most_key_id) {
      return fail("carries a signature that is none");
    }
    envelope.signatures.push_back({std::move(key_id), std::move(*bytes)});
  }
  return envelope;
}

std::string write_envelope(const Envelope& envelope) {
  StringOutput text;
  {
    JsonWriter out(text, JsonLayout::line);
    out.begin_object();
    out.member("payloadType", envelope.payload_type);
    out.member("payload", encode_base64(envelope.payload));
    out.begin_array("signatures");
    for (const EnvelopeSignature& signature : envelope.signatures) {
      out.begin_object();
      if (!signature.key_id.empty()) out.member("keyid", signature.key_id);
      out.member("sig", encode_base64(signature.bytes));
      out.end_object();
    }
    out.end_array();
    out.end_object();
  }
  return std::string(trim(text.text));
}

}  // namespace boltseal

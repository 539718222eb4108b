#include "net/answers.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"

namespace boltseal::net {
namespace {

constexpr std::array<std::string_view, 4> types = {
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json"};

constexpr std::size_t most_shown = 200;

bool has(const json& object, const char* key) {
  return object.is_object() && object.find(key) != object.end();
}

std::string shortened(std::string text) {
  if (text.size() > most_shown) text = text.substr(0, most_shown) + "…";
  return sanitize(text);
}

}  // namespace

Result<std::string> read_token(std::string_view body) {
  const json answer = parse_json(body);
  if (!answer.is_object()) return fail("answers with what is no JSON object");
  std::string token = text_in(answer, "token");
  if (token.empty()) token = text_in(answer, "access_token");
  if (token.empty()) return fail("answers without a token");
  return token;
}

std::string read_errors(std::string_view body) {
  const json answer = parse_json(body);
  if (!answer.is_object()) return {};
  const auto errors = answer.find("errors");
  if (errors == answer.end() || !errors->is_array() || errors->empty()) return {};
  const json& first = errors->front();
  if (!first.is_object()) return {};
  const std::string code = text_in(first, "code"), message = text_in(first, "message");
  return shortened(code.empty() || message.empty() ? code + message : code + ": " + message);
}

std::span<const std::string_view> manifest_types() { return types; }

Result<std::string> read_manifest_type(std::string_view body, std::string_view content_type) {
  const json manifest = parse_json(body);
  std::string said = text_in(manifest, "mediaType");
  const std::string sent(trim(content_type.substr(0, content_type.find(';'))));
  // Proxies and old registries say "application/json".
  const bool is_typed = std::ranges::count(types, std::string_view(sent)) > 0;
  if (said.empty() && is_typed) said = sent;
  const auto version = manifest.find("schemaVersion");
  // Signed and unsigned; Docker 28 and containerd 2 refuse them.
  const bool is_first = sent.starts_with("application/vnd.docker.distribution.manifest.v1+") ||
                        (said.empty() && version != manifest.end() && *version == 1);
  if (is_first) {
    return fail("sends a manifest of schema 1, which engines no longer take either", {}, {},
                "push the image again with a current engine");
  }
  if (std::ranges::count(types, std::string_view(said)) == 0) {
    return fail("sends " + shortened(said.empty() ? sent : said) + ", which is no image", {}, {},
                "if the image is old, push it again with a current engine");
  }
  const bool is_second = version != manifest.end() && version->is_number_integer() && *version == 2;
  const bool lists = has(manifest, "manifests");
  const bool holds = has(manifest, "layers") || has(manifest, "config");
  const bool is_index = said == types[0] || said == types[1];
  if (!is_second || lists != is_index || holds == is_index || (is_typed && said != sent)) {
    return fail("sends as " + shortened(is_typed ? sent : said) + " what is none");
  }
  return said;
}

}  // namespace boltseal::net

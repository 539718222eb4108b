#include "report/sarif_parts.h"

#include "base/text.h"

namespace boltseal {

std::string sarif_uri(std::string_view path) {
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    if (is_word(c) || c == '-' || c == '.' || c == '~' || c == '/') {
      uri += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      uri += '%';
      uri += "0123456789ABCDEF"[byte >> 4];
      uri += "0123456789ABCDEF"[byte & 0xF];
    }
  }
  return uri;
}

std::string sarif_sentence(std::string_view text) {
  std::string whole(text);
  if (!whole.empty() && whole.back() != '.') whole += '.';
  return whole;
}

std::string sarif_plain(std::string_view prose) {
  std::string text(prose);
  std::erase(text, '`');
  return text;
}

std::string sarif_markdown(std::string_view text) {
  constexpr std::string_view special = "\\`*_{}[]<>()#+!|&~@";
  std::string safe;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) safe += '\\';
    safe += c;
  }
  return safe;
}

void write_sarif_text(JsonWriter& json, std::string_view name, std::string_view prose) {
  json.begin_object(name);
  json.member("text", prose);
  json.end_object();
}

void begin_sarif_tool(JsonWriter& json, std::string_view version) {
  json.begin_object("tool");
  json.begin_object("driver");
  json.member("name", "boltseal");
  json.member("fullName", "Boltseal " + std::string(version));
  json.member("version", version);
  json.member("semanticVersion", version);
  json.begin_array("rules");
}

void end_sarif_tool(JsonWriter& json) {
  json.end_array();
  json.end_object();
  json.end_object();
}

}  // namespace boltseal

#include "model/purl.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "model/purl_types.h"

namespace boltseal {
namespace {

std::unexpected<Error> refuse(std::string_view why) {
  return fail("not a package URL: " + std::string(why));
}

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = to_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

Result<std::string> decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) return refuse("\"%\" without two hexadecimal digits");
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (!is_valid_utf8(decoded)) return refuse("it is not UTF-8");
  return decoded;
}

std::string encode(std::string_view text, std::string_view kept = ":") {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view never = ".-_~";
  std::string encoded;
  for (const char c : text) {
    if (is_digit(c) || is_letter(c) || never.contains(c) || kept.contains(c)) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', digits[byte / 16], digits[byte % 16]};
    }
  }
  return encoded;
}

bool is_type(std::string_view type) {
  return !type.empty() && is_letter(type.front()) && std::ranges::all_of(type, [](char c) {
    return is_digit(c) || is_letter(c) || c == '.' || c == '-';
  });
}

bool is_key(std::string_view key) {
  return !key.empty() && is_letter(key.front()) &&
         std::ranges::all_of(key, [](char c) { return is_word(c) || c == '.' || c == '-'; });
}

// What stands behind the last `separator`, which is taken off `text` together with it.
std::string_view take_behind(std::string_view& text, std::size_t separator) {
  if (separator == text.npos) return {};
  const std::string_view behind = text.substr(separator + 1);
  text = text.substr(0, separator);
  return behind;
}

// Decoded segments between slashes; empty ones are left out, and "." and ".." of a subpath.
Result<std::string> decode_path(std::string_view text, bool is_subpath) {
  std::string path;
  for (const std::string_view segment : split(text, '/')) {
    const Result<std::string> decoded = decode(segment);
    if (!decoded) return std::unexpected(decoded.error());
    if (decoded->empty() || (is_subpath && (*decoded == "." || *decoded == ".."))) continue;
    if (decoded->contains('/')) return refuse("a segment has a slash in it");
    if (!path.empty()) path += '/';
    path += *decoded;
  }
  return path;
}

Result<void> read_qualifiers(std::string_view text, bool strict, PackageUrl& purl) {
  if (text.empty()) return {};
  for (const std::string_view pair : split(text, '&')) {
    const std::size_t equals = pair.find('=');
    const std::string_view key = pair.substr(0, equals);
    if (!is_key(key)) return refuse("a qualifier has no proper key");
    // The specification wants keys in lower case; its tests refuse "?Platform=" and take
    // "?repositorY_url=".
    if (strict && key.front() != to_lower(key.front())) {
      return refuse("the key of a qualifier begins in upper case");
    }
    const Result<std::string> value =
        decode(equals == pair.npos ? std::string_view() : pair.substr(equals + 1));
    if (!value) return std::unexpected(value.error());
    if (value->empty()) continue;
    if (!purl.qualifiers.emplace(to_lower(key), *value).second) {
      return refuse("a qualifier is given twice");
    }
  }
  return {};
}

// The "@" before a version; one at the begin of a segment is a scope of npm.
std::size_t find_version(std::string_view text) {
  const std::size_t at = text.rfind('@');
  const bool begins_segment = at == 0 || (at != text.npos && text[at - 1] == '/');
  return begins_segment && text.find('/', at) != text.npos ? text.npos : at;
}

Result<PackageUrl> parse(std::string_view text, bool strict) {
  constexpr std::string_view scheme = "pkg:";
  text = trim(text);
  if (!equals_ignoring_case(text.substr(0, scheme.size()), scheme)) {
    return refuse("it does not begin with \"pkg:\"");
  }
  text.remove_prefix(scheme.size());
  PackageUrl purl;
  Result<std::string> part = decode_path(take_behind(text, text.rfind('#')), true);
  if (!part) return std::unexpected(part.error());
  purl.subpath = std::move(*part);
  const Result<void> qualifiers = read_qualifiers(take_behind(text, text.rfind('?')), strict, purl);
  if (!qualifiers) return std::unexpected(qualifiers.error());

  text.remove_prefix(std::min(text.find_first_not_of('/'), text.size()));
  const std::string_view type = text.substr(0, text.find('/'));
  if (!is_type(type)) return refuse("its type is none");
  purl.type = to_lower(type);
  text.remove_prefix(type.size());
  text.remove_prefix(std::min(text.find_first_not_of('/'), text.size()));

  const std::size_t at = find_version(text);
  part = decode(take_behind(text, at));
  if (!part) return std::unexpected(part.error());
  purl.version = std::move(*part);
  if (at != text.npos && text.ends_with('/')) return refuse("it has no name");
  while (text.ends_with('/')) text.remove_suffix(1);
  const std::size_t slash = text.rfind('/');
  part = decode(slash == text.npos ? text : text.substr(slash + 1));
  if (!part) return std::unexpected(part.error());
  purl.name = std::move(*part);
  if (purl.name.empty()) return refuse("it has no name");
  part = decode_path(slash == text.npos ? std::string_view() : text.substr(0, slash), false);
  if (!part) return std::unexpected(part.error());
  purl.name_space = std::move(*part);

  normalize_by_type(purl);
  if (const Result<void> allowed = check_by_type(purl, strict); !allowed) {
    return std::unexpected(allowed.error());
  }
  return purl;
}

// Segments between slashes, each encoded.
std::string encode_path(std::string_view path) {
  std::string encoded;
  for (const std::string_view segment : split(path, '/')) {
    if (segment.empty()) continue;
    if (!encoded.empty()) encoded += '/';
    encoded += encode(segment);
  }
  return encoded;
}

}  // namespace

Result<PackageUrl> parse_purl(std::string_view text) { return parse(text, false); }
Result<PackageUrl> parse_strict_purl(std::string_view text) { return parse(text, true); }

Result<std::string> purl_text(PackageUrl purl) {
  if (!is_type(purl.type)) return refuse("its type is none");
  purl.type = to_lower(purl.type);
  if (purl.name.empty()) return refuse("it has no name");
  for (const std::string& part : {purl.name_space, purl.name, purl.version, purl.subpath}) {
    if (!is_valid_utf8(part)) return refuse("it is not UTF-8");
  }
  normalize_by_type(purl);
  if (const Result<void> allowed = check_by_type(purl, true); !allowed) {
    return std::unexpected(allowed.error());
  }
  std::string text = "pkg:" + purl.type + "/";
  if (const std::string name_space = encode_path(purl.name_space); !name_space.empty()) {
    text += name_space + "/";
  }
  // The name of a git repository is a path.
  text += purl.type == "git" ? encode_path(purl.name) : encode(purl.name);
  if (!purl.version.empty()) text += "@" + encode(purl.version);
  char before = '?';
  for (const auto& [key, value] : purl.qualifiers) {
    if (!is_key(key)) return refuse("a qualifier has no proper key");
    if (!is_valid_utf8(value)) return refuse("it is not UTF-8");
    if (value.empty()) continue;
    text += before + to_lower(key) + "=" + encode(value);
    before = '&';
  }
  if (const std::string subpath = encode_path(purl.subpath); !subpath.empty()) {
    text += "#" + subpath;
  }
  return text;
}

}  // namespace boltseal

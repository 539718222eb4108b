#include "sources/compose/short_syntax.h"

#include <algorithm>

#include "base/text.h"

namespace boltseal::compose {
namespace {

std::vector<ByteSpan> split_known(const Text& text, char separator, std::size_t from,
                                  std::size_t end) {
  std::vector<ByteSpan> parts;
  const auto add = [&](std::size_t begin, std::size_t stop) {
    parts.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(stop)});
  };
  for (std::size_t at = text.find(separator, from); at < end; at = text.find(separator, at + 1)) {
    add(from, at);
    from = at + 1;
  }
  add(from, end);
  return parts;
}

}  // namespace

ShortVolume split_volume(const Text& text) {
  const std::string& bytes = text.bytes();
  std::vector<ByteSpan> parts = split_known(text, ':', 0, bytes.size());
  // "C:\data:/data": a single letter in front of a path with a back slash is a drive.
  std::vector<ByteSpan> joined;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    ByteSpan part = parts[at];
    const bool drive = part.size() == 1 && is_letter(bytes[part.begin]) && at + 1 < parts.size() &&
                       parts[at + 1].size() > 0 &&
                       (bytes[parts[at + 1].begin] == '\\' || bytes[parts[at + 1].begin] == '/') &&
                       (joined.empty() ? parts.size() > 2 || bytes[parts[at + 1].begin] == '\\'
                                       : bytes[parts[at + 1].begin] == '\\');
    if (drive) part.end = parts[++at].end;
    joined.push_back(part);
  }
  const auto piece = [&](ByteSpan part) { return text.substr(part.begin, part.size()); };
  ShortVolume volume;
  if (joined.size() == 1) {
    volume.target = piece(joined[0]);
    return volume;
  }
  volume.source = piece(joined[0]);
  volume.target = piece(joined[1]);
  if (joined.size() > 2) {
    volume.options = split_known(text, ',', joined[2].begin, bytes.size());
  }
  return volume;
}

ShortPort split_port(const Text& text) {
  ShortPort port;
  std::size_t end = text.bytes().size();
  if (const std::size_t slash = text.rfind('/'); slash != std::string::npos) {
    port.protocol = text.substr(slash + 1).bytes();
    end = slash;
  }
  const Text rest = text.substr(0, end);
  const std::size_t last = rest.rfind(':');
  if (last == std::string::npos) {
    port.target = rest;
    return port;
  }
  port.target = rest.substr(last + 1);
  const Text host = rest.substr(0, last);
  const std::size_t before = host.rfind(':');
  if (before == std::string::npos) {
    port.published = host;
    return port;
  }
  port.published = host.substr(before + 1);
  port.host_ip = host.substr(0, before);
  const std::string& ip = port.host_ip.bytes();
  if (ip.size() > 1 && ip.front() == '[' && ip.back() == ']') {
    port.host_ip = port.host_ip.substr(1, ip.size() - 2);
  }
  return port;
}

std::vector<Text> split_words(const Text& text) {
  std::vector<Text> words;
  const std::string& bytes = text.bytes();
  Text word;
  bool open = false;
  char quote = '\0';
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const char c = bytes[at];
    if (!text.is_known_at(at)) {
      std::size_t end = at;
      while (end < bytes.size() && !text.is_known_at(end)) ++end;
      word.append_unknown(std::string_view(bytes).substr(at, end - at));
      open = true;
      at = end - 1;
    } else if (quote != '\0' && c == quote) {
      quote = '\0';
    } else if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
      open = true;
    } else if (c == '\\' && quote != '\'' && at + 1 < bytes.size()) {
      word.append(std::string_view(bytes).substr(++at, 1));
      open = true;
    } else if (quote == '\0' && is_space(c)) {
      if (open) words.push_back(std::move(word));
      word = Text();
      open = false;
    } else {
      word.append(std::string_view(bytes).substr(at, 1));
      open = true;
    }
  }
  if (open) words.push_back(std::move(word));
  return words;
}

}  // namespace boltseal::compose

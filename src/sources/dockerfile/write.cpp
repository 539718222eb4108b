#include "sources/dockerfile/write.h"

#include <algorithm>

#include "base/text.h"
#include "sources/dockerfile/scan.h"
#include "sources/rewrite.h"

namespace boltseal::dockerfile {
namespace {

bool is(const RawInstruction& raw, std::string_view name) {
  return equals_ignoring_case(raw.name, name);
}

// Instructions that only describe the image: a USER may be put before them as well as after.
bool only_describes(const RawInstruction& raw) {
  return is(raw, "CMD") || is(raw, "ENTRYPOINT") || is(raw, "EXPOSE") || is(raw, "HEALTHCHECK") ||
         is(raw, "LABEL") || is(raw, "STOPSIGNAL");
}

std::uint32_t line_begin(std::string_view text, std::uint32_t at) {
  while (at > 0 && text[at - 1] != '\n') --at;
  return at;
}

// Comments right above an instruction belong to it.
std::uint32_t above_comments(std::string_view text, std::uint32_t begin, std::uint32_t least) {
  while (begin > least) {
    const std::uint32_t before = line_begin(text, begin - 1);
    if (before < least || !trim(text.substr(before, begin - before)).starts_with('#')) break;
    begin = before;
  }
  return begin;
}

Result<std::vector<Edit>> add_user(const Document& document, const Scan& scanned, ByteSpan at,
                                   const std::string& user) {
  const auto& instructions = scanned.instructions;
  const auto from = std::find_if(instructions.begin(), instructions.end(),
                                 [&](const RawInstruction& raw) { return raw.span.contains(at); });
  if (from == instructions.end()) {
    return fail("the stage that runs as root is not found in this file");
  }
  // A stage reaches to the next FROM.
  auto end = from + 1;
  while (end != instructions.end() && !is(*end, "FROM")) ++end;
  auto before = end;
  for (auto raw = end; raw != from + 1 && only_describes(*(raw - 1));) {
    --raw;
    if (is(*raw, "CMD") || is(*raw, "ENTRYPOINT")) before = raw;
  }
  const std::string_view text = document.text();
  const std::string line_end = text.find("\r\n") != std::string_view::npos ? "\r\n" : "\n";
  const RawInstruction& previous = *(before - 1);
  if (before != end) {
    const std::uint32_t begin =
        above_comments(text, line_begin(text, before->span.begin), previous.span.end);
    return std::vector<Edit>{{{begin, begin}, "USER " + user + line_end}};
  }
  if (previous.unfinished) {
    return fail("the last instruction ends in a continuation character", document.path(), {},
                "remove it");
  }
  // Behind the last instruction, also when its line has no end.
  std::uint32_t behind = previous.span.end;
  while (behind < text.size() && text[behind] != '\n' && text[behind] != '\r') ++behind;
  return std::vector<Edit>{{{behind, behind}, line_end + "USER " + user}};
}

}  // namespace

Result<std::vector<Edit>> write(const Document& document, const Change& change) {
  if (change.op == Change::Op::rewrite) return rewrite(document, change);
  if (change.fact == Fact::mounts) {
    return fail(
        "a Dockerfile declares no host mounts; they are mended where the container is started");
  }
  if (change.fact != Fact::user) {
    return fail("a Dockerfile cannot express this; it is mended where the container is started");
  }
  const std::string* const user = std::get_if<std::string>(&change.value);
  if (user == nullptr || user->empty() || user->find_first_of("\r\n") != std::string::npos) {
    return fail("a Dockerfile can set a user but not take one away");
  }
  const auto at = document.to_local(change.at.span);
  if (!at) return fail("the place is not part of this file");
  const Scan scanned = scan(document);
  if (change.missing) return add_user(document, scanned, *at, *user);
  for (const RawInstruction& raw : scanned.instructions) {
    if (!is(raw, "USER") || !raw.span.contains(*at)) continue;
    const ByteSpan value = raw.line.span(raw.rest, raw.line.text.size());
    return std::vector<Edit>{{value, *user}};
  }
  return fail("no USER instruction stands there");
}

std::string spell(const Change& change) {
  if (change.op == Change::Op::rewrite) return {};
  const std::string* const user = std::get_if<std::string>(&change.value);
  return change.fact == Fact::user && user != nullptr ? "USER " + *user : std::string();
}

}  // namespace boltseal::dockerfile

#include "sources/dockerfile/write_stage.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/text.h"
#include "sources/dockerfile/dockerfile.h"

namespace boltseal::dockerfile {
namespace {

bool is(const RawInstruction& raw, std::string_view name) {
  return equals_ignoring_case(raw.name, name);
}

// Instructions that only describe the image: others may be put before them as well as after.
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

std::string line_end_of(std::string_view text) {
  return text.find("\r\n") != std::string_view::npos ? "\r\n" : "\n";
}

}  // namespace

StageWriter::StageWriter(const Document& document, std::shared_ptr<const Build> build)
    : document_(document), build_(std::move(build)) {}

void StageWriter::keep(const Document& document, std::shared_ptr<const Build> build) {
  document.kept() = std::make_shared<const StageWriter>(document, std::move(build));
}

const StageWriter& StageWriter::of(const Document& document) {
  if (document.kept() == nullptr) {
    std::vector<Error> errors;
    keep(document, std::make_shared<const Build>(read_build(document, {}, errors)));
  }
  return *static_cast<const StageWriter*>(document.kept().get());
}

const Scan& StageWriter::scanned() const {
  if (!scanned_) scanned_ = scan(document_);
  return *scanned_;
}

std::optional<std::size_t> StageWriter::stage_at(ByteSpan local) const {
  for (std::size_t stage = build_->stages.size(); stage-- > 0;) {
    const auto from = document_.to_local(build_->stages[stage].from.span);
    if (from && from->begin <= local.begin) return stage;
  }
  return std::nullopt;
}

std::vector<const Stage*> StageWriter::lineage(std::size_t stage) const {
  std::vector<const Stage*> stages;
  for (std::optional<std::size_t> at = stage; at && *at < build_->stages.size();) {
    stages.push_back(&build_->stages[*at]);
    // A stage starts from an earlier one only, so this ends.
    const std::optional<std::size_t> base = stages.back()->base_stage;
    at = base && *base < *at ? base : std::nullopt;
  }
  return stages;
}

const RawInstruction* StageWriter::instruction_at(ByteSpan local) const {
  const auto& instructions = scanned().instructions;
  const auto found = std::ranges::find_if(instructions, [&](const RawInstruction& instruction) {
    return instruction.span.contains(local);
  });
  return found == instructions.end() ? nullptr : &*found;
}

std::string StageWriter::joined(const std::vector<std::string>& lines) const {
  return join(lines, line_end_of(document_.text()));
}

Edit StageWriter::line_before(const RawInstruction& instruction, const std::string& line) const {
  const std::string_view text = document_.text();
  const auto& instructions = scanned().instructions;
  const auto index = static_cast<std::size_t>(&instruction - instructions.data());
  const std::uint32_t least = index == 0 ? 0 : instructions[index - 1].span.end;
  const std::uint32_t begin = above_comments(text, line_begin(text, instruction.span.begin), least);
  return {{begin, begin}, line + line_end_of(text)};
}

Result<Edit> StageWriter::line_at_end(std::size_t stage, const std::string& line) const {
  const auto& instructions = scanned().instructions;
  const auto begin = document_.to_local(build_->stages[stage].from.span);
  const auto from = std::ranges::find_if(instructions, [&](const RawInstruction& raw) {
    return begin && raw.span.begin >= begin->begin;
  });
  if (from == instructions.end()) return fail("the stage is not found in this file");
  const auto end = std::find_if(from + 1, instructions.end(), [](const RawInstruction& raw) {
    return is(raw, "FROM") || is(raw, "FROM:");
  });
  auto before = end;
  for (auto raw = end; raw != from + 1 && only_describes(*(raw - 1));) {
    --raw;
    if (is(*raw, "CMD") || is(*raw, "ENTRYPOINT")) before = raw;
  }
  if (before != end) return line_before(*before, line);
  const RawInstruction& previous = *(end - 1);
  if (previous.unfinished) {
    return fail("the last instruction ends in a continuation character", document_.path(), {},
                "remove it");
  }
  // Behind the last instruction, also when its line has no end.
  const std::string_view text = document_.text();
  std::uint32_t behind = previous.span.end;
  while (behind < text.size() && text[behind] != '\n' && text[behind] != '\r') ++behind;
  return Edit{{behind, behind}, line_end_of(text) + line};
}

}  // namespace boltseal::dockerfile

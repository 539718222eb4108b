// Whatever a Dockerfile holds: it is read, every origin stays inside it, and a user can be set.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "sources/dockerfile/dockerfile.h"
#include "sources/dockerfile/write.h"

namespace boltseal {
namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void check_origin(const Origin& origin, const File& file) {
  for (const Origin* step = &origin; step != nullptr; step = step->via.get()) {
    require(step->file == nullptr || step->file == &file);
    require(step->span.begin <= step->span.end && step->span.end <= file.text.size());
  }
}

void check_write(const File& file, const Build& build) {
  const Level& level = build.stages[build.target].level;
  const Value<User>& user = level.facts.get(fact::user);
  Change change;
  change.fact = Fact::user;
  change.value = std::string("10001");
  change.missing = user.is_absent();
  change.at = user.is_absent() ? level.site : user.origin();
  const auto edits = dockerfile::write(Document(file), change);
  if (!edits) return;
  for (const Edit& edit : *edits) {
    require(edit.span.begin <= edit.span.end && edit.span.end <= file.text.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const File file{"Dockerfile", std::string(reinterpret_cast<const char*>(data), size)};
  const Document document(file);
  std::vector<Error> errors;
  const Build build = dockerfile::read_build(
      document, {size % 2 ? "build" : "", {{"A", Text::unknown("?"), {}}}}, errors);
  for (const Error& error : errors) require(error.span.end <= file.text.size());
  for (const Stage& stage : build.stages) {
    check_origin(stage.from, file);
    for (const Instruction& instruction : stage.instructions) {
      check_origin(instruction.origin, file);
      for (const Setting& flag : instruction.flags) check_origin(flag.origin, file);
      for (const Item& item : instruction.arguments) check_origin(item.origin, file);
      for (const ShellCommand& command : instruction.commands) {
        check_origin(command.origin, file);
        for (const Item& word : command.words) check_origin(word.origin, file);
      }
    }
  }
  for (const Image& image : dockerfile::images_of(build)) check_origin(image.site, file);
  if (!build.stages.empty()) {
    require(!dockerfile::workload_of(build).levels.empty());
    check_write(file, build);
  }
  return 0;
}

}  // namespace boltseal

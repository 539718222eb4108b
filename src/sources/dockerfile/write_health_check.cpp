#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "model/image_programs.h"
#include "model/known_services.h"
#include "model/package_command.h"
#include "sources/dockerfile/write_stage.h"
#include "sources/yaml/quote.h"

namespace boltseal::dockerfile {
namespace {

// Whether the steps of the image install a package and leave it there.
bool installs(const std::vector<const Stage*>& lineage, std::string_view package) {
  bool there = false;
  for (auto stage = lineage.rbegin(); stage != lineage.rend(); ++stage) {
    for (const Instruction& instruction : (*stage)->instructions) {
      for (const ShellCommand& command : instruction.commands) {
        const PackageCommand* const packages = command.packages();
        if (!packages) continue;
        const bool named = std::ranges::any_of(packages->packages, [&](const Item* item) {
          const std::string_view name = item->text.bytes();
          return name.substr(0, name.find('=')) == package;
        });
        if (packages->action == PackageCommand::Action::install && named) there = true;
        // --auto-remove and groups of packages (`apk del .build-deps`) may take it along.
        if (packages->action == PackageCommand::Action::remove) there = false;
      }
    }
  }
  return there;
}

// The check as HEALTHCHECK CMD takes it; nothing when no program for it is known to be in the
// image.
std::optional<std::string> spelled(const std::vector<const Stage*>& lineage,
                                   const HealthCheck& wanted) {
  std::optional<Command> test;
  if (wanted.kind == HealthCheck::Kind::command) test = wanted.test;
  if (wanted.kind == HealthCheck::Kind::tcp) {
    const ImageReference& image = lineage.back()->base;
    const auto port = parse_int(std::string_view(wanted.url).substr(1));
    test = port_check(image, port.value_or(0), [&](std::string_view program) {
      return has_program(image, program) == Truth::yes || installs(lineage, program);
    });
  }
  if (!test) return std::nullopt;
  if (test->shell_form) return test->words.front().bytes();
  std::string list;
  for (const Text& word : test->words) {
    list += (list.empty() ? "" : ", ") + yaml::quote_double(word.bytes());
  }
  return "[" + list + "]";
}

/// HEALTHCHECK and the stage that it belongs to.
struct HealthLine {
  std::string text;
  std::size_t stage;
};

Result<HealthLine> line_for(const Document& document, const StageWriter& writer,
                            const Change& change) {
  const HealthCheck* const wanted = std::get_if<HealthCheck>(&change.value);
  const auto at = document.to_local(change.at.span);
  if (wanted == nullptr || !change.missing || !at) {
    return fail("what checks the program's health is for its authors to say");
  }
  if (wanted->kind == HealthCheck::Kind::disabled) {
    return fail("no port or command is known that shows that all that run the image work");
  }
  const auto stage = writer.stage_at(*at);
  if (!stage) return fail("the stage is not found in this file");
  const std::optional<std::string> test = spelled(writer.lineage(*stage), *wanted);
  if (!test) return fail("no program that could ask the service is known to be in the image");
  std::string text = "HEALTHCHECK ";
  if (wanted->start_period) {
    text += "--start-period=" + std::to_string(*wanted->start_period / 1000) + "s ";
  }
  return HealthLine{text + "CMD " + *test, *stage};
}

}  // namespace

Result<std::vector<Edit>> write_health_check(const Document& document, const Change& change) {
  const StageWriter& writer = StageWriter::of(document);
  const Result<HealthLine> line = line_for(document, writer, change);
  if (!line) return std::unexpected(line.error());
  Result<Edit> edit = writer.line_at_end(line->stage, line->text);
  if (!edit) return std::unexpected(edit.error());
  return std::vector<Edit>{std::move(*edit)};
}

std::string spell_health_check(const Document& document, const Change& change) {
  const Result<HealthLine> line = line_for(document, StageWriter::of(document), change);
  return line ? line->text : std::string();
}

}  // namespace boltseal::dockerfile

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/files.h"
#include "model/image_programs.h"
#include "model/package_command.h"
#include "sources/dockerfile/write_stage.h"

namespace boltseal::dockerfile {
namespace {

// Ports of services that do not speak HTTP (IANA; etcd's and Kafka's own documentation).
bool speaks_http(std::int64_t port) {
  static constexpr std::array<std::int64_t, 24> others = {
      21,   22,   25,   53,   110,  143,  389,  465,  587,  636,   993,   995,
      1433, 1521, 1883, 3306, 5432, 5672, 6379, 9042, 9092, 11211, 27017, 50051};
  return std::ranges::find(others, port) == others.end();
}

// Whether the steps of the image install a package and leave it there.
bool installs(const std::vector<const Stage*>& lineage, std::string_view package) {
  bool there = false;
  for (auto stage = lineage.rbegin(); stage != lineage.rend(); ++stage) {
    for (const Instruction& instruction : (*stage)->instructions) {
      for (const ShellCommand& command : instruction.commands) {
        const auto packages = read_package_command(command);
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

bool is_image(const ImageReference& image, std::string_view name) {
  return image.registry.equals("docker.io") == Truth::yes &&
         image.repository.equals("library/" + std::string(name)) == Truth::yes;
}

// The check; empty when no program for it is known to be in the image.
std::string check_for(const std::vector<const Stage*>& lineage, std::int64_t number) {
  const ImageReference& image = lineage.back()->base;
  const auto has = [&](std::string_view program) {
    return has_program(image, program) == Truth::yes;
  };
  const std::string port = std::to_string(number);
  const std::string url = number == 80 ? "http://127.0.0.1/"
                                       : (number == 443 || number == 8443 ? "https://127.0.0.1:"
                                                                          : "http://127.0.0.1:") +
                                             port + "/";
  if (speaks_http(number) && number != 443 && number != 8443) {
    if (has("curl") || installs(lineage, "curl"))
      return "curl -fsS -o /dev/null " + url + " || exit 1";
    if (has("wget") || installs(lineage, "wget"))
      return "wget -q -O /dev/null " + url + " || exit 1";
    if (is_image(image, "python")) {
      return R"-(["python", "-c", "import urllib.request; urllib.request.urlopen(')-" + url +
             R"-(', timeout=5)"])-";
    }
    if (is_image(image, "node")) {
      return R"-(["node", "-e", "require('http').get(')-" + url +
             "', r => process.exit(r.statusCode < 400 ? 0 : 1))"
             R"-(.on('error', () => process.exit(1))"])-";
    }
  }
  if (has("nc")) return R"(["nc", "-z", "127.0.0.1", ")" + port + R"("])";
  if (has("bash")) return R"(["bash", "-c", "</dev/tcp/127.0.0.1/)" + port + R"("])";
  return {};
}

}  // namespace

Result<std::vector<Edit>> write_health_check(const Document& document, const Change& change) {
  const std::int64_t* const port = std::get_if<std::int64_t>(&change.value);
  const auto at = document.to_local(change.at.span);
  if (port == nullptr || !change.missing || !at) {
    return fail("what checks the program's health is for its authors to say");
  }
  const StageWriter writer(document);
  const auto stage = writer.stage_at(*at);
  if (!stage) return fail("the stage is not found in this file");
  const std::string check = check_for(writer.lineage(*stage), *port);
  if (check.empty()) {
    return fail("no program that could ask the service is known to be in the image");
  }
  Result<Edit> line = writer.line_at_end(*stage, "HEALTHCHECK CMD " + check);
  if (!line) return std::unexpected(line.error());
  return std::vector<Edit>{std::move(*line)};
}

}  // namespace boltseal::dockerfile

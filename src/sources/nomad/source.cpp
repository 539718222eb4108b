#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "sources/nomad/task.h"
#include "sources/source.h"
#include "sources/yaml/fields.h"

namespace boltseal {
namespace {

using yaml::Fields;
using yaml::Node;

bool claims_path(std::string_view) { return false; }

bool claims_text(std::string_view, std::string_view text) {
  const auto has = [&](std::string_view key) { return text.find(key) != std::string_view::npos; };
  return trim(text).starts_with('{') && has("\"TaskGroups\"") && has("\"Tasks\"") &&
         has("\"Driver\"");
}

void read(const Document& document, Reader& reader) {
  yaml::Tree tree;
  for (const Node* const each : yaml::objects_of(document, tree, reader.inventory.errors)) {
    const Fields answer(each);
    // `nomad job inspect` puts it below a key of its own, the API does not.
    const Fields job = answer.object("Job") ? answer.object("Job") : answer;
    if (job.list("TaskGroups").empty()) {
      reader.inventory.errors.push_back(document.error(
          "is no job as nomad job inspect tells it: it has no TaskGroups", each->span));
      continue;
    }
    for (const Node* const group : job.list("TaskGroups")) {
      for (const Node* const task : Fields(group).list("Tasks")) {
        std::optional<Workload> workload = nomad::read_task(job, Fields(group), Fields(task));
        if (workload) reader.inventory.workloads.push_back(std::move(*workload));
      }
    }
  }
}

Result<std::vector<Edit>> write(const Document&, const Change&) {
  return fail("a job as Nomad keeps it cannot be edited: change the file that it is run from");
}

// In the words of a job's file (HCL): those of the task, or of its driver's `config`.
std::string spell(const Document&, const Change& change) {
  const auto* const text = std::get_if<std::string>(&change.value);
  const auto* const number = std::get_if<std::int64_t>(&change.value);
  const std::string digits = number ? std::to_string(*number) : std::string();
  constexpr std::int64_t mebibyte = 1 << 20;
  switch (change.fact) {
    case Fact::user: return text ? "user = \"" + *text + "\"" : "";
    case Fact::read_only_root: return "readonly_rootfs = true";
    case Fact::memory_limit: return number ? "memory = " + std::to_string(*number / mebibyte) : "";
    case Fact::cpu_limit: return "cpu_hard_limit = true";
    case Fact::pids_limit: return number ? "pids_limit = " + digits : "";
    case Fact::open_files_limit: return number ? "ulimit { nofile = \"" + digits + "\" }" : "";
    case Fact::capabilities_dropped: return "cap_drop = [\"all\"]";
    case Fact::privilege_escalation: return "security_opt = [\"no-new-privileges\"]";
    case Fact::privileged: return "privileged = false";
    default: return "";
  }
}

}  // namespace

extern const Source nomad_source{
    .name = "nomad",
    .title = "job, as Nomad tells it",
    .claims_path = claims_path,
    .claims_text = claims_text,
    .read = read,
    .write = write,
    .spell = spell,
};

}  // namespace boltseal

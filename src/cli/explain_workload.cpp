#include "cli/explain_workload.h"

#include "base/text.h"
#include "check/mask.h"
#include "check/truth.h"
#include "cli/project.h"
#include "cli/standard_input.h"
#include "report/text_parts.h"
#include "report/truth.h"

namespace boltseal {
namespace {

// A tree may hold thousands; nobody reads more names than this.
constexpr std::size_t most_names = 20;

std::string no_workload(const std::string& name, const std::vector<std::string>& names) {
  std::string text = "no workload is named " + shown(name);
  if (names.empty()) return text + ": there is none in these files";
  // By its last word as well, which is what people remember.
  std::vector<std::string_view> words;
  for (const std::string& each : names) {
    words.push_back(each);
    words.push_back(std::string_view(each).substr(each.rfind(' ') + 1));
  }
  if (const std::string hint = suggestion(name, words); !hint.empty()) return text + shown(hint);
  text += "; there ";
  text += names.size() == 1 ? "is " : "are ";
  for (std::size_t at = 0; at < names.size() && at < most_names; ++at) {
    text += (at == 0 ? "" : ", ") + shown(names[at]);
  }
  if (names.size() > most_names) {
    text += " and " + std::to_string(names.size() - most_names) + " more";
  }
  return text;
}

}  // namespace

ExitCode explain_workload(const Arguments& arguments, Console& console) {
  std::vector<std::string> paths = arguments.positional();
  if (paths.empty()) paths.emplace_back(".");
  const StandardInputOnce files;
  const Result<ProjectPolicy> project = project_policy(arguments, paths, files);
  if (!project) return wrong_usage(console, "explain", project.error());
  CheckOptions options;
  options.paths = std::move(paths);
  options.policy = &project->policy;
  options.whole_project = project->whole_project;
  options.honour_comments = !arguments.has("isolated");
  const std::string& stated = project->policy.profile;
  options.profile = parse_profile(arguments.value("profile", stated.empty() ? "standard" : stated))
                        .value_or(AskedProfile{});
  const std::string name(arguments.value("workload"));
  const Explanation explanation = explain_workload(name, options, files);
  if (explanation.workloads.empty()) {
    return wrong_usage(console, "explain", {no_workload(name, explanation.names), {}, {}, {}});
  }
  ReportOptions how;
  how.version = version();
  how.profile = options.profile;
  how.color = console.out_color;
  how.width = console.out_width;
  if (arguments.value("format") == "json") {
    write_truth_json(explanation, how, console.out);
  } else {
    bool first = true;
    for (const WorkloadTruth& truth : explanation.workloads) {
      if (!first) console.out.write("\n");
      first = false;
      write_truth(truth, how, console.out);
    }
  }
  if (explanation.left_out > 0) {
    console.err.write(counted(explanation.left_out, "more workload") +
                      " of this name left out: a whole name or fewer paths tell them apart\n");
  }
  for (const ShownError& error : explanation.errors) {
    console.err.write(paint(console.err_color, Paint::high, "error") + ": " +
                      location(error.place) + "  " + shown(error.message) + "\n");
  }
  return explanation.errors.empty() ? ExitCode::clean : ExitCode::gaps;
}

}  // namespace boltseal

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "base/environment.h"
#include "base/files.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "cli/failed.h"
#include "cli/gate_actions.h"
#include "cli/output_value.h"
#include "cli/project.h"
#include "cli/worker_text.h"
#include "report/markup.h"

// The gate of a pipeline: check, scan and verify as boltseal.yaml says, each as its own command
// would do it, and one report of all.

namespace boltseal {
namespace {

/// One call of a command, and how it ended.
struct CiStep {
  std::string name;                ///< "check"
  std::string subject;             ///< "deploy, registry:web:1.2"
  std::vector<std::string> words;  ///< Behind the command's name.
  ExitCode code = ExitCode::clean;
  std::string said = {}, complained = {};  ///< Standard output and error.
};

/// A kind of pipeline: how it is known, and what steps write for it beside their text.
struct Form {
  std::string_view name;
  std::string_view known_by;  ///< The variable that such a pipeline sets.
  void (*add)(CiStep& step, std::size_t number);
  /// False when a report cannot be written, which standard error says.
  bool (*finish)(const std::vector<CiStep>& steps, Console& console);
};

std::string_view outcome_of(ExitCode code) {
  switch (code) {
    case ExitCode::clean: return "passed";
    case ExitCode::findings: return "refused";
    case ExitCode::gaps: return "not examined";
    case ExitCode::usage: break;
  }
  return "not run";
}

std::string summary_line(const CiStep& step) {
  return std::string(outcome_of(step.code)) + "  " + step.name + " " + sanitize(step.subject);
}

// What stands in a table of Markdown.
std::string cell(std::string_view text) {
  std::string safe;
  for (const char c : sanitize(text)) {
    if (c == '|' || c == '`' || c == '<' || c == '[' || c == '*' || c == '_') safe += '\\';
    safe += c;
  }
  return safe;
}

std::string markdown(const std::vector<CiStep>& steps) {
  std::string text = "### Boltseal\n\n| | | |\n| --- | --- | --- |\n";
  for (const CiStep& step : steps) {
    text += "| " + std::string(outcome_of(step.code)) + " | " + step.name + " | " +
            cell(step.subject) + " |\n";
  }
  return text;
}

// Annotations come from the steps; the summary is appended to what other steps of the job said.
void add_github(CiStep& step, std::size_t) {
  if (step.name != "verify") step.words.insert(step.words.begin(), "--format=github");
}
bool finish_github(const std::vector<CiStep>& steps, Console& console) {
  for (const CiStep& step : steps) {
    if (step.name != "verify" || step.code == ExitCode::clean) continue;
    console.out.write("::error title=boltseal verify::" + sanitize(step.subject) + " " +
                      std::string(outcome_of(step.code)) + "\n");
  }
  const std::string path = environment_variable("GITHUB_STEP_SUMMARY");
  if (path.empty()) return true;
  const auto before = DiskFiles().read(path);
  return write_output(path, (before ? *before : "") + markdown(steps), console);
}

// GitLab takes several reports of one kind.
void add_gitlab(CiStep& step, std::size_t number) {
  const std::string_view kind = step.name == "check"  ? "gl-code-quality-report"
                                : step.name == "scan" ? "gl-container-scanning-report"
                                                      : "";
  if (kind.empty()) return;
  const std::string tail = number > 1 ? "-" + std::to_string(number) : std::string();
  step.words.insert(step.words.begin(), "--output=gitlab=" + std::string(kind) + tail + ".json");
}
bool finish_gitlab(const std::vector<CiStep>&, Console&) { return true; }

void add_nothing(CiStep&, std::size_t) {}

// Jenkins, and whatever else reads JUnit: a case for each step.
bool finish_junit(const std::vector<CiStep>& steps, Console& console) {
  const auto count = [&](auto is) { return std::to_string(std::ranges::count_if(steps, is)); };
  std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"boltseal\" tests=\"" +
      std::to_string(steps.size()) + "\" failures=\"" +
      count([](const CiStep& step) { return step.code == ExitCode::findings; }) + "\" errors=\"" +
      count([](const CiStep& step) {
        return step.code == ExitCode::gaps || step.code == ExitCode::usage;
      }) +
      "\">\n";
  for (const CiStep& step : steps) {
    text += "  <testcase classname=\"boltseal\" name=\"" + markup(step.name + " " + step.subject) +
            "\">";
    const std::string_view kind = step.code == ExitCode::findings ? "failure" : "error";
    if (step.code != ExitCode::clean) {
      // Line by line: what is shown has none.
      const std::string all = step.said + step.complained;
      std::string body;
      for (const std::string_view line : split(all, '\n')) {
        body += markup(line) + "\n";
      }
      text.append("\n    <").append(kind).append(" message=\"");
      text.append(outcome_of(step.code)).append("\">").append(body);
      text.append("</").append(kind).append(">\n  ");
    }
    text += "</testcase>\n";
  }
  return write_output("boltseal-junit.xml", text + "</testsuite>\n", console);
}

bool finish_json(const std::vector<CiStep>& steps, Console& console) {
  JsonWriter out(console.out);
  out.begin_object();
  out.member("schema", "boltseal/gate-ci/1");
  out.member("passed", std::ranges::all_of(
                           steps, [](const CiStep& step) { return step.code == ExitCode::clean; }));
  out.begin_array("steps");
  for (const CiStep& step : steps) {
    out.begin_object();
    out.member("command", step.name);
    out.member("subject", step.subject);
    out.member("outcome", outcome_of(step.code));
    out.member("exit_code", static_cast<int>(step.code));
    out.member("said", step.said);
    out.member("complained", step.complained);
    out.end_object();
  }
  out.end_array();
  out.end_object();
  return true;
}

bool finish_text(const std::vector<CiStep>&, Console&) { return true; }

constexpr Form forms[] = {
    {"text", "", add_nothing, finish_text},
    {"github", "GITHUB_ACTIONS", add_github, finish_github},
    {"gitlab", "GITLAB_CI", add_gitlab, finish_gitlab},
    {"jenkins", "JENKINS_URL", add_nothing, finish_junit},
    {"json", "", add_nothing, finish_json},
};

const Form& form_of(const Arguments& arguments) {
  for (const Form& form : forms) {
    const bool is_asked = arguments.value("form") == form.name;
    const bool is_known = !arguments.has("form") && !form.known_by.empty() &&
                          !environment_variable(std::string(form.known_by).c_str()).empty();
    if (is_asked || is_known) return form;
  }
  return forms[0];
}

std::vector<CiStep> steps_of(const Arguments& arguments, const Policy& policy, const Form& form) {
  std::vector<std::string> shared;  // flags that every command has
  if (arguments.has("config"))
    shared.push_back("--config=" + std::string(arguments.value("config")));
  if (arguments.has("isolated")) shared.emplace_back("--isolated");
  std::vector<CiStep> steps;
  const auto add = [&](std::string name, const std::vector<std::string>& subjects,
                       std::size_t number) {
    CiStep step{.name = std::move(name), .subject = join(subjects, ", "), .words = shared};
    step.words.emplace_back("--");
    step.words.insert(step.words.end(), subjects.begin(), subjects.end());
    form.add(step, number);
    steps.push_back(std::move(step));
  };
  const CiSettings& ci = policy.gate.ci;
  const bool is_bare = ci.check.empty() && ci.scan.empty() && ci.verify.empty();
  if (is_bare) add("check", {"."}, 1);
  if (!ci.check.empty()) add("check", ci.check, 1);
  for (std::size_t i = 0; i < ci.scan.size(); ++i) add("scan", std::vector{ci.scan[i]}, i + 1);
  for (std::size_t i = 0; i < ci.verify.size(); ++i)
    add("verify", std::vector{ci.verify[i]}, i + 1);
  return steps;
}

void run_step(CiStep& step, const Console& console) {
  const CliCommand& command = step.name == "check"  ? check_command
                              : step.name == "scan" ? scan_command
                                                    : verify_command;
  // A scan writes from a process of its own.
  WorkerText out, err;
  Console its{out, err, false, false, 0, 0, console.commands};
  const std::vector<std::string_view> words(step.words.begin(), step.words.end());
  const auto its_arguments = parse(command, words);
  step.code = its_arguments ? command.run(*its_arguments, its)
                            : wrong_usage(its, step.name, its_arguments.error());
  step.said = out.read();
  step.complained = err.read();
}

// In the order of precedence of exit codes (DESIGN section 6).
ExitCode worst_of(const std::vector<CiStep>& steps) {
  for (const ExitCode code : {ExitCode::usage, ExitCode::findings, ExitCode::gaps}) {
    if (std::ranges::count(steps, code, &CiStep::code) > 0) return code;
  }
  return ExitCode::clean;
}

}  // namespace

std::vector<std::string_view> gate_ci_forms() {
  std::vector<std::string_view> names;
  for (const Form& form : forms) names.push_back(form.name);
  return names;
}

ExitCode gate_ci(const Arguments& arguments, Console& console) {
  const DiskFiles files;
  const auto project = project_policy(arguments, {"."}, files);
  if (!project) return wrong_configuration(console, project.error(), files);
  const Form& form = form_of(arguments);
  const bool is_json = form.name == "json";
  std::vector<CiStep> steps = steps_of(arguments, project->policy, form);
  for (CiStep& step : steps) {
    run_step(step, console);
    if (is_json) continue;
    if (form.name != "github")
      console.out.write("== " + step.name + " " + sanitize(step.subject) + "\n");
    console.out.write(step.said);
    console.err.write(step.complained);
  }
  const bool is_reported = form.finish(steps, console);
  if (!is_json) {
    for (const CiStep& step : steps) console.out.write(summary_line(step) + "\n");
  }
  // A report that did not arrive must not look like a clean one.
  return is_reported ? worst_of(steps) : ExitCode::usage;
}

}  // namespace boltseal

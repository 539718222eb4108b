#include <algorithm>
#include <array>

#include "base/files.h"
#include "base/lines.h"
#include "base/text.h"
#include "check/mask.h"
#include "cli/command.h"
#include "cli/explain_workload.h"
#include "policy/apply.h"
#include "report/text_layout.h"
#include "rules/profile.h"
#include "sources/compose/effective.h"

namespace boltseal {
namespace {

constexpr std::array examples = {
    Example{"boltseal explain user/root", "What a rule finds, why it matters, and an example"},
    Example{"boltseal explain --effective compose.yaml compose.prod.yaml",
            "The merged document that these Compose files amount to"},
    Example{"boltseal explain --workload web",
            "All that is known of the service web, and from where"},
    Example{"boltseal explain --workload 'Deployment/api container api' --format=json k8s/ web/",
            "The same of a container in a cluster, for programs"},
};

std::vector<std::string_view> formats() { return {"text", "json"}; }

constexpr std::array flags = {
    Flag{.name = "effective",
         .help =
             "Show what Compose files amount to: overrides, extends, include and variables done"},
    Flag{.name = "workload",
         .letter = 'w',
         .value = "NAME",
         .help = "Show the effective configuration of one workload, where each value comes from, "
                 "and the verdict of each practice"},
    Flag{.name = "format",
         .letter = 'f',
         .value = "NAME",
         .help = "With --workload: text (default) or json",
         .choices = formats},
    Flag{.name = "profile",
         .value = "NAME[@VERSION]",
         .help = "With --workload: which rules to apply, as for `boltseal check`",
         .choices = profile_names,
         .refuse = refuse_profile},
    Flag{.name = "config",
         .value = "FILE",
         .help = "With --workload: read the policy from FILE instead of the nearest boltseal.yaml"},
    Flag{.name = "isolated",
         .help = "With --workload: take no policy and no allowance from the tree, and none from "
                 "your home"},
};

std::vector<std::string_view> rule_ids() {
  std::vector<std::string_view> ids;
  for (const NamedRule& rule : all_rules()) ids.push_back(rule.id);
  for (const NamedRule& rule : allowance_rules()) ids.push_back(rule.id);
  return ids;
}

constexpr std::size_t indent = 2;

std::string explain(const NamedRule& named, bool color, std::size_t width) {
  const Rule& rule = *named.rule;
  std::string text = paint(color, Paint::strong, named.id) + "  " +
                     std::string(name_of(rule.severity)) + ", " + profiles_with(rule) + "\n" +
                     paint_code(color, rule.summary) + "\n";
  const auto heading = [&](std::string_view title) {
    text += "\n" + paint(color, Paint::strong, title) + "\n";
  };
  const auto prose = [&](std::string_view title, std::string_view body) {
    if (body.empty()) return;
    heading(title);
    for (const std::string& line : wrap(body, width - indent)) {
      text += std::string(indent, ' ') + paint_code(color, line) + "\n";
    }
  };
  const auto example = [&](std::string_view title, std::string_view path, std::string_view body,
                           Paint kind) {
    if (body.empty()) return;
    heading(std::string(title) + " (" + std::string(path) + ")");
    if (body.ends_with('\n')) body.remove_suffix(1);
    for (const std::string_view line : split(body, '\n')) {
      text += line.empty() ? "\n" : std::string(indent + 2, ' ') + paint(color, kind, line) + "\n";
    }
  };
  prose("What", rule.what);
  prose("Why", rule.why);
  prose("Remedy", rule.remedy);
  example("Bad", named.bad_path, named.bad, Paint::high);
  example("Good", named.good_path, named.good, Paint::good);
  if (!rule.references.front().empty()) heading("References");
  for (const std::string_view reference : rule.references) {
    if (!reference.empty()) text += std::string(indent, ' ') + std::string(reference) + "\n";
  }
  return text;
}

ExitCode explain_effective(const std::vector<std::string>& paths, Console& console) {
  if (paths.empty()) {
    return wrong_usage(console, "explain", {"--effective needs a Compose file", {}, {}, {}});
  }
  const DiskFiles files;
  const Result<std::string> text = compose::effective_text(files, paths);
  if (text) {
    // Line by line: what is sanitized has no line feeds.
    for (const std::string_view line : split(*text, '\n')) {
      if (line.data() != text->data()) console.out.write("\n");
      console.out.write(shown(line));
    }
    return ExitCode::clean;
  }
  const Error& error = text.error();
  std::string place = sanitize(error.path);
  if (const Result<std::string> source = files.read(error.path);
      source && error.span != ByteSpan{}) {
    const LineColumn at = LineIndex(*source).locate(error.span.begin);
    place += ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  }
  std::string message =
      paint(console.err_color, Paint::high, "error") + ": " + place + "  " + shown(error.message);
  if (!error.remedy.empty()) message += "; " + shown(error.remedy);
  console.err.write(message + "\n");
  return ExitCode::gaps;
}

ExitCode run_explain(const Arguments& arguments, Console& console) {
  if (arguments.has("workload") && arguments.has("effective")) {
    return wrong_usage(console, "explain", {"--effective does not go with --workload", {}, {}, {}});
  }
  if (arguments.has("workload")) return explain_workload(arguments, console);
  for (const std::string_view flag : {"format", "profile", "config", "isolated"}) {
    if (!arguments.has(flag)) continue;
    return wrong_usage(console, "explain",
                       {"--" + std::string(flag) + " goes with --workload", {}, {}, {}});
  }
  if (arguments.has("effective")) return explain_effective(arguments.positional(), console);
  if (arguments.positional().empty()) {
    return wrong_usage(console, "explain", {"explain needs a rule, such as user/root", {}, {}, {}});
  }
  const std::size_t width =
      console.out_width == 0 ? 80 : std::clamp<std::size_t>(console.out_width, 40, 100);
  bool first = true;
  for (const std::string& id : arguments.positional()) {
    const NamedRule* const rule = find_any_rule(id);
    if (rule == nullptr) {
      const std::vector<std::string_view> ids = rule_ids();
      return wrong_usage(console, "explain",
                         {"unknown rule " + sanitize(id) + suggestion(id, ids), {}, {}, {}});
    }
    if (!first) console.out.write("\n");
    first = false;
    console.out.write(explain(*rule, console.out_color, width));
  }
  return ExitCode::clean;
}

}  // namespace

extern const CliCommand explain_command{
    .name = "explain",
    .arguments = "RULE... | --workload NAME [PATH...] | --effective FILE...",
    .summary = "Say what a rule finds and why it matters, or all that is known of a workload",
    .description =
        "With --workload, the files are found and read as `boltseal check` does. NAME is a whole "
        "name (`service web`, `Deployment/api container api`), its last words (`web`) or the "
        "object that holds it (`Deployment/api`, `api`); several that fit are all shown. What "
        "nobody can know before the container starts stands between « and ».",
    .examples = examples,
    .flags = flags,
    .most_arguments = 100000,
    .words = rule_ids,
    .run = run_explain,
};

}  // namespace boltseal

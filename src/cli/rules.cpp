#include <algorithm>
#include <array>
#include <vector>

#include "base/json_writer.h"
#include "cli/command.h"
#include "report/text_layout.h"
#include "rules/practice.h"
#include "rules/profile.h"

namespace boltseal {
namespace {

std::vector<std::string_view> formats() { return {"text", "json"}; }

constexpr std::array flags = {
    Flag{.name = "profile",
         .value = "NAME[@VERSION]",
         .help = "Only the rules of this profile",
         .choices = profile_names,
         .refuse = refuse_profile},
    Flag{.name = "format", .value = "NAME", .help = "text (default) or json", .choices = formats},
};

constexpr std::array examples = {
    Example{"boltseal rules", "Every rule, by practice"},
    Example{"boltseal rules --profile=pss-restricted@v1.30",
            "What Pod Security admission of Kubernetes 1.30 looks at"},
    Example{"boltseal rules --format=json", "The same for programs"},
};

Paint paint_of(Severity severity) {
  constexpr std::array paints = {Paint::faint, Paint::low, Paint::medium, Paint::high,
                                 Paint::critical};
  return paints[static_cast<std::size_t>(severity)];
}

using Listed = std::vector<const NamedRule*>;

Listed listed_rules(const Arguments& arguments) {
  Listed rules;
  for (const NamedRule& rule : all_rules()) {
    if (!arguments.has("profile") || is_in(rule, *parse_profile(arguments.value("profile")))) {
      rules.push_back(&rule);
    }
  }
  return rules;
}

std::string list_of_rules(const Listed& rules, bool color) {
  std::string text;
  const auto section = [&](std::string_view title, std::string_view group) {
    const bool is_pss = group == pod_security_group;
    std::size_t widest = 0;  // of the whole column; the ids of the checks are long
    for (const NamedRule* const rule : rules) {
      if ((rule->group == pod_security_group) == is_pss) widest = std::max(widest, rule->id.size());
    }
    std::string lines;
    for (const NamedRule* const named : rules) {
      if (named->group != group) continue;
      const Rule& rule = *named->rule;
      lines += "  " + paint(color, Paint::code, pad(named->id, widest)) + "  " +
               paint(color, paint_of(rule.severity), pad(name_of(rule.severity), 8)) + "  " +
               paint(color, Paint::faint, pad(name_of(rule.profile), is_pss ? 14 : 8)) + "  " +
               paint_code(color, rule.summary) + "\n";
    }
    if (lines.empty()) return;
    if (!text.empty()) text += '\n';
    text += paint(color, Paint::strong, title) + "\n" + lines;
  };
  for (const Practice& practice : all_practices()) section(practice.aim, practice.group);
  section("Pods meet the Pod Security Standards (only in the profiles pss-…)", pod_security_group);
  return text;
}

void write_json(const Listed& rules, Output& out) {
  JsonWriter json(out);
  json.begin_object();
  json.member("schema", "boltseal/rules/1");
  json.begin_array("rules");
  for (const NamedRule* const named : rules) {
    const Rule& rule = *named->rule;
    json.begin_object();
    json.member("id", named->id);
    json.member("practice", named->group);
    json.member("severity", name_of(rule.severity));
    json.member("profile", name_of(rule.profile));
    json.member("summary", rule.summary);
    json.member("what", rule.what);
    json.member("why", rule.why);
    json.member("remedy", rule.remedy);
    json.begin_array("references");
    for (const std::string_view reference : rule.references) {
      if (!reference.empty()) json.value(reference);
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

ExitCode run_rules(const Arguments& arguments, Console& console) {
  const Listed rules = listed_rules(arguments);
  if (arguments.value("format", "text") == "json") {
    write_json(rules, console.out);
  } else {
    console.out.write(list_of_rules(rules, console.out_color));
  }
  return ExitCode::clean;
}

}  // namespace

extern const CliCommand rules_command{
    .name = "rules",
    .arguments = {},
    .summary = "List the rules",
    .description =
        "Each line says the rule, how severe a finding is, the first profile that shows it "
        "(minimal, standard, strict; the checks of the Pod Security Standards have profiles of "
        "their "
        "own), and what it finds.",
    .examples = examples,
    .flags = flags,
    .most_arguments = 0,
    .run = run_rules,
};

}  // namespace boltseal

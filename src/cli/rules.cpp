#include <algorithm>
#include <array>

#include "base/json_writer.h"
#include "cli/command.h"
#include "report/text_layout.h"
#include "rules/practice.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

std::vector<std::string_view> formats() { return {"text", "json"}; }

constexpr std::array flags = {
    Flag{.name = "format", .value = "NAME", .help = "text (default) or json", .choices = formats},
};

constexpr std::array examples = {
    Example{"boltseal rules", "Every rule, by practice"},
    Example{"boltseal rules --format=json", "The same for programs"},
};

Paint paint_of(Severity severity) {
  constexpr std::array paints = {Paint::faint, Paint::low, Paint::medium, Paint::high,
                                 Paint::critical};
  return paints[static_cast<std::size_t>(severity)];
}

std::string list_of_rules(bool color) {
  std::size_t widest = 0;
  for (const NamedRule& rule : all_rules()) widest = std::max(widest, rule.id.size());
  std::string text;
  for (const Practice& practice : all_practices()) {
    std::string rules;
    for (const NamedRule& rule : all_rules()) {
      if (rule.group != practice.group) continue;
      rules += "  " + paint(color, Paint::code, pad(rule.id, widest)) + "  " +
               paint(color, paint_of(rule.rule->severity), pad(name_of(rule.rule->severity), 8)) +
               "  " + paint(color, Paint::faint, pad(name_of(rule.rule->profile), 8)) + "  " +
               paint_code(color, rule.rule->summary) + "\n";
    }
    if (rules.empty()) continue;
    if (!text.empty()) text += '\n';
    text += paint(color, Paint::strong, practice.aim) + "\n" + rules;
  }
  return text;
}

void write_json(Output& out) {
  JsonWriter json(out);
  json.begin_object();
  json.member("schema", "boltseal/rules/1");
  json.begin_array("rules");
  for (const NamedRule& named : all_rules()) {
    const Rule& rule = *named.rule;
    json.begin_object();
    json.member("id", named.id);
    json.member("practice", named.group);
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
  if (arguments.value("format", "text") == "json") {
    write_json(console.out);
  } else {
    console.out.write(list_of_rules(console.out_color));
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
        "(minimal, standard, strict), and what it finds.",
    .examples = examples,
    .flags = flags,
    .most_arguments = 0,
    .run = run_rules,
};

}  // namespace boltseal

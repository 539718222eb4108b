#include "report/rule_page.h"

#include "rules/practice.h"
#include "rules/profile.h"

namespace boltseal {
namespace {

std::string language_of(std::string_view path) {
  const auto ends = [&](std::string_view end) { return path.ends_with(end); };
  if (ends(".yaml") || ends(".yml")) return "yaml";
  if (ends(".json")) return "json";
  if (ends(".sh")) return "sh";
  if (path.find("Dockerfile") != std::string_view::npos) return "dockerfile";
  return "";
}

std::string example(std::string_view title, std::string_view path, std::string_view text) {
  if (text.empty()) return {};
  std::string block = "\n**" + std::string(title) + "** (`" + std::string(path) + "`):\n\n```" +
                      language_of(path) + "\n";
  block += text;
  if (!text.ends_with('\n')) block += '\n';
  return block + "```\n";
}

// Which rules `boltseal scan` applies to images.
std::string images_of(const Rule& rule) {
  if (rule.contents == nullptr && !rule.on_images) return {};
  const bool is_only = rule.build == nullptr && rule.workload == nullptr && rule.step == nullptr;
  return is_only ? " For finished images (`boltseal scan`)."
                 : " Also for finished images (`boltseal scan`).";
}

}  // namespace

std::string rule_text(const NamedRule& named) {
  const Rule& rule = *named.rule;
  std::string text;
  const auto add = [&](std::initializer_list<std::string_view> parts) {
    for (const std::string_view part : parts) text += part;
  };
  add({rule.what, "\n\n**Why.** ", rule.why, "\n\n**Remedy.** ", rule.remedy, "\n"});
  add({example("Bad", named.bad_path, named.bad), example("Good", named.good_path, named.good)});
  bool first = true;
  for (const std::string_view reference : rule.references) {
    if (reference.empty()) continue;
    add({first ? "\n**References**\n\n* " : "* ", reference, "\n"});
    first = false;
  }
  return text;
}

std::string rule_page(const NamedRule& named) {
  const Rule& rule = *named.rule;
  std::string page = "# " + std::string(named.id) + "\n\n" + std::string(rule.summary) + ".\n\n";
  page += "Severity **" + std::string(name_of(rule.severity)) + "**, ";
  if (is_pod_security(rule.profile)) {
    page += profiles_with(rule) + ".\n\n";
  } else {
    page += "from the profile **" + std::string(name_of(rule.profile)) + "** on.";
    page += images_of(rule) + "\n\n";
  }
  return page + rule_text(named);
}

std::string rule_index(std::span<const NamedRule> rules) {
  std::string page =
      "# The rules\n\nA rule is applied in its profile and in those behind it: "
      "minimal, standard, strict.\n";
  const auto section = [&](std::string_view group, std::string_view aim) {
    page += "\n## " + std::string(group) + "\n\n" + std::string(aim) +
            ".\n\n| rule | severity | profile | finds |\n| --- | --- | --- | --- |\n";
    for (const NamedRule& named : rules) {
      if (named.group != group) continue;
      const std::string id(named.id);
      page += "| [" + id + "](" + id + ".md) | " + std::string(name_of(named.rule->severity)) +
              " | " + std::string(name_of(named.rule->profile)) + " | " +
              std::string(named.rule->summary) + " |\n";
    }
  };
  for (const Practice& practice : all_practices()) section(practice.group, practice.aim);
  section(pod_security_group,
          "Pods meet the Pod Security Standards of Kubernetes; these rules, and no others, are "
          "applied in the profiles pss-baseline and pss-restricted");
  return page;
}

}  // namespace boltseal

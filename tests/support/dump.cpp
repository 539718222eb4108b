#include "support/dump.h"

#include <fmt/format.h>

#include "base/lines.h"
#include "base/text.h"
#include "model/describe.h"

namespace boltseal::test {
namespace {

constexpr auto quoted = Spelled::quoted;

std::string printable(const std::string& text) {
  std::string safe;
  for (const std::string_view line : split(text, '\n')) {
    if (!safe.empty()) safe += "\\n";
    safe += sanitize(line);
  }
  return safe;
}

class Dump {
 public:
  std::string text;

  void line(int indent, const std::string& content) {
    text += std::string(static_cast<std::size_t>(indent) * 2, ' ') + content + "\n";
  }

  template <class T>
  std::string flag(std::string_view name, const Value<T>& value) {
    if (value.is_absent()) return {};
    if (value.is_unknown()) return fmt::format(" {}=?", name);
    if constexpr (std::is_same_v<T, bool>) {
      return fmt::format(" {}={}", name, *value);
    } else {
      return fmt::format(" {}={}", name, dump(*value));
    }
  }

  template <class T>
  std::string show(const T& value) {
    return printable(describe(value, quoted));
  }
  std::string show(const ImageReference& value) {
    return fmt::format("{} (registry {} repository {} tag {} digest {})", dump(value.written),
                       dump(value.registry), dump(value.repository), dump(value.tag),
                       dump(value.digest));
  }

  template <class T>
  void fact(int indent, std::string_view name, const Value<T>& value) {
    if (value.is_unknown())
      return line(indent, fmt::format("{} ? {}", name, dump(value.origin(), home)));
    line(indent, fmt::format("{} = {} {}", name, show(*value), dump(value.origin(), home)));
  }
  template <class E>
  void fact(int indent, std::string_view name, const Value<std::vector<E>>& value) {
    if (value.is_unknown())
      return line(indent, fmt::format("{} ? {}", name, dump(value.origin(), home)));
    line(indent, fmt::format("{}:", name));
    list(indent + 1, *value);
  }
  template <class E>
  void list(int indent, const std::vector<E>& elements) {
    for (const E& element : elements) {
      line(indent, fmt::format("- {} {}", show(element), dump(element.origin, home)));
    }
  }
  template <class E>
  void named_list(int indent, std::string_view name, const std::vector<E>& elements) {
    if (elements.empty()) return;
    line(indent, fmt::format("{}:", name));
    list(indent + 1, elements);
  }

  void level(int indent, const Level& level) {
    std::string head = fmt::format("level {} \"{}\" {}", boltseal::name_of(level.kind), level.name,
                                   dump(level.site, home));
    if (level.open) head += " open " + dump(*level.open, home);
    line(indent, head);
    for (const Facts::Entry& entry : level.facts.entries()) {
      std::visit([&](const auto& value) { fact(indent + 1, boltseal::name_of(entry.fact), value); },
                 entry.value);
    }
  }

  void subject(std::string_view kind, const Subject& subject, const std::string& marks = {}) {
    line(0, fmt::format("{} \"{}\" {}{}", kind, subject.name, boltseal::name_of(subject.platform),
                        marks));
    for (const Level& each : subject.levels) level(1, each);
  }

  void commands(int indent, const std::vector<ShellCommand>& commands) {
    for (const ShellCommand& command : commands) {
      std::string out = command.piped_from_previous ? "| " : "$ ";
      for (const Setting& assignment : command.assignments) out += show(assignment) + " ";
      for (const Item& word : command.words) out += dump(word.text) + " ";
      for (const Item& redirect : command.redirects) out += "> " + dump(redirect.text) + " ";
      if (command.conditional) out += "(conditional) ";
      line(indent, out + dump(command.origin, home));
    }
  }

  void build(const Build& build) {
    line(0, fmt::format("build \"{}\" target {}{}", build.name, build.target,
                        flag("ignore_file", build.has_ignore_file)));
    named_list(1, "arguments", build.arguments);
    for (const Stage& stage : build.stages) {
      std::string base =
          stage.base_stage ? fmt::format("stage {}", *stage.base_stage) : show(stage.base);
      line(1, fmt::format("stage \"{}\" from {}{} {}", stage.name, base,
                          stage.windows ? " windows" : "", dump(stage.from, home)));
      if (stage.name_origin.has_place()) line(2, "named " + dump(stage.name_origin, home));
      if (stage.platform.is_known())
        line(2, "platform " + dump(*stage.platform) + " " + dump(stage.platform.origin(), home));
      level(2, stage.level);
      for (const Instruction& instruction : stage.instructions) {
        std::string out = std::string(instruction.name) +
                          (instruction.shell_form ? " (shell)" : "") +
                          (instruction.old_form ? " (old)" : "");
        for (const Setting& flag : instruction.flags) out += " --" + show(flag);
        for (const Item& argument : instruction.arguments) out += " " + dump(argument.text);
        line(2, out + " " + dump(instruction.origin, home));
        commands(3, instruction.commands);
      }
    }
  }

  void project(const Project& project) {
    line(0, fmt::format("project \"{}\" {}{}", project.name, boltseal::name_of(project.platform),
                        project.open ? " open" : ""));
    for (const Member& member : project.members) {
      line(1, fmt::format("member \"{}\" namespace \"{}\" mode {}{}{} {}", member.name,
                          member.name_space, dump(member.network_mode),
                          member.publishes ? " publishes" : "", member.is_job ? " job" : "",
                          dump(member.site, home)));
      named_list(2, "labels", member.labels);
      named_list(2, "networks", member.networks);
      named_list(2, "links", member.links);
      if (!member.mentions.empty()) line(2, "mentions " + join(member.mentions, " "));
      if (!member.may_mention_more.empty()) line(2, "may mention more: " + member.may_mention_more);
      named_list(2, "selector", member.selector);
      if (!member.words.empty()) line(2, "words " + join(member.words, " "));
      if (!member.configs.empty()) line(2, "configs " + join(member.configs, ", "));
    }
    for (const Network& network : project.networks) {
      line(1, fmt::format("network \"{}\" driver {}{}{}{} {}", network.name, dump(network.driver),
                          flag("internal", network.internal), flag("encrypted", network.encrypted),
                          flag("icc", network.inter_container_communication),
                          dump(network.site, home)));
    }
    for (const ServiceName& service : project.services) {
      line(1,
           fmt::format("service \"{}\" namespace \"{}\"{}{}", service.name, service.name_space,
                       service.published ? " published" : "", service.headless ? " headless" : ""));
      named_list(2, "selects", service.selector);
      for (const ServiceName::Port& port : service.ports) {
        line(2, "port " + dump(port.target) + " " + port.protocol);
      }
    }
    for (const Mentioner& mentioner : project.mentioners) {
      line(1, fmt::format("{} \"{}\" namespace \"{}\" mentions {}{}", mentioner.kind,
                          mentioner.name, mentioner.name_space, join(mentioner.words, " "),
                          mentioner.more ? " and more" : ""));
    }
    for (const NetworkPolicy& policy : project.policies) {
      line(1,
           fmt::format("policy \"{}\" namespace \"{}\"{}{}{} {}", policy.name, policy.name_space,
                       policy.ingress ? " ingress" : "", policy.egress ? " egress" : "",
                       policy.pods.has_expressions ? " expressions" : "", dump(policy.site, home)));
      named_list(2, "selects", policy.pods.match_labels);
    }
    for (const ApiObject& object : project.objects) {
      line(1, fmt::format("object {} \"{}\" {} {}", object.kind, object.name,
                          dump(object.api_version.text), dump(object.api_version.origin, home)));
    }
    for (const Namespace& space : project.namespaces) {
      line(1, fmt::format("namespace \"{}\" {}", space.name, dump(space.site, home)));
      named_list(2, "labels", space.labels);
    }
  }

  void part(std::string_view kind, const PodPart& part) {
    if (part.statements.empty() && !part.open) return;
    line(1, fmt::format("{} \"{}\" {}{}", kind, part.name, dump(part.context, home),
                        part.open ? " open" : ""));
    for (const PodStatement& stated : part.statements) {
      line(2, fmt::format("{} = {} {}", path_of(stated.field), dump(stated.value),
                          dump(stated.origin, home)));
    }
  }

  void pod(const Pod& pod) {
    line(0, fmt::format("pod \"{}\" {}", pod.name, dump(pod.whole.site, home)));
    named_list(1, "annotations", pod.annotations);
    part("whole", pod.whole);
    for (const PodPart& container : pod.containers) part("container", container);
    for (const PodPart& volume : pod.volumes) part("volume", volume);
  }

  void grant(const Grant& grant) {
    static constexpr std::string_view kinds[] = {"rule", "binding", "membership", "login"};
    line(0, fmt::format("grant {} \"{}\" namespace \"{}\" {}",
                        kinds[static_cast<std::size_t>(grant.kind)], grant.name, grant.name_space,
                        dump(grant.site, home)));
    named_list(1, "verbs", grant.verbs);
    named_list(1, "resources", grant.resources);
    named_list(1, "api_groups", grant.api_groups);
    named_list(1, "resource_names", grant.resource_names);
    if (!grant.role.text.empty())
      line(1, "role " + show(grant.role) + " " + dump(grant.role.origin, home));
    named_list(1, "holders", grant.holders);
    if (!grant.group.text.empty())
      line(1, "group " + show(grant.group) + " " + dump(grant.group.origin, home));
    if (grant.password.origin.has_place())
      line(1, "password " + show(grant.password) + " " + dump(grant.password.origin, home));
  }

  std::string home;  // the path that most places are in
};

}  // namespace

std::string dump(const Text& text) { return printable(describe(text, quoted)); }

std::string dump(const Origin& origin, const std::string& home) {
  static constexpr std::string_view kinds[] = {"", " arg", " env", " image", " default"};
  if (!origin.has_place()) return fmt::format("@ {}", origin.note);
  const LineColumn at = LineIndex(origin.file->text).locate(origin.span.begin);
  std::string bytes = origin.file->text.substr(origin.span.begin, origin.span.size());
  // Both ends of what is covered, so that a golden shows where a span begins and ends.
  if (bytes.size() > 48) bytes = bytes.substr(0, 30) + "…" + bytes.substr(bytes.size() - 15);
  std::string shown;
  for (const std::string_view line : split(bytes, '\n')) {
    if (!shown.empty()) shown += "\\n";
    shown += sanitize(line);
  }
  const std::string path = origin.file->path == home ? "" : origin.file->path + ":";
  std::string out = fmt::format("@ {}{}:{} `{}`{}", path, at.line, at.column, shown,
                                kinds[static_cast<std::size_t>(origin.kind)]);
  if (!origin.note.empty()) out += fmt::format(" ({})", origin.note);
  if (origin.via) out += " <- " + dump(*origin.via, home);
  return out;
}

std::string dump(const Inventory& inventory) {
  Dump out;
  for (const Workload& workload : inventory.workloads) {
    std::string marks;
    if (workload.is_image) marks += " image";
    if (workload.is_init) marks += " init";
    if (workload.is_job) marks += " job";
    if (workload.windows) marks += " windows";
    if (!workload.name_space.empty()) marks += " namespace " + workload.name_space;
    out.subject("workload", workload, marks);
    if (workload.build) {
      out.line(1, fmt::format("build {} target {} {}", workload.build->dockerfile,
                              dump(workload.build->target), dump(workload.build->origin)));
      out.named_list(2, "arguments", workload.build->arguments);
    }
    out.named_list(1, "pod_labels", workload.pod_labels);
  }
  for (const Pod& pod : inventory.pods) out.pod(pod);
  for (const auto& build : inventory.builds) out.build(*build);
  for (const Project& project : inventory.projects) out.project(project);
  for (const Engine& engine : inventory.engines) out.subject("engine", engine);
  for (const Host& host : inventory.hosts) {
    out.subject("host", host);
    out.commands(1, host.commands);
  }
  for (const Grant& grant : inventory.grants) out.grant(grant);
  for (const Image& image : inventory.images) {
    static constexpr std::string_view roles[] = {"base", "run", "copied_from"};
    out.line(0, fmt::format("image {} {} by \"{}\" {}", roles[static_cast<std::size_t>(image.role)],
                            out.show(image.reference), image.used_by, dump(image.site)));
  }
  for (const ImageBuild& build : inventory.image_builds) {
    out.line(0, fmt::format("builds {} from {} in {}{} target {} {}", dump(build.name.written),
                            build.request.dockerfile.empty() ? "?" : build.request.dockerfile,
                            build.folder, build.folder_is_sure ? "" : " or above",
                            dump(build.request.target), dump(build.request.origin)));
    out.named_list(1, "arguments", build.request.arguments);
  }
  for (const Error& error : inventory.errors) {
    out.line(0, fmt::format("error {}:{}-{}: {}{}", error.path, error.span.begin, error.span.end,
                            error.message, error.remedy.empty() ? "" : " (" + error.remedy + ")"));
  }
  return out.text;
}

}  // namespace boltseal::test

#include "check/statements.h"

#include <algorithm>
#include <string_view>
#include <type_traits>
#include <variant>

namespace boltseal {
namespace {

class Hash {
 public:
  std::uint64_t value() const { return hash_; }

  void add(std::uint64_t number) {
    for (int byte = 0; byte < 8; ++byte, number >>= 8) mix(static_cast<unsigned char>(number));
  }
  void add(std::string_view text) {
    for (const char c : text) mix(static_cast<unsigned char>(c));
    mix(0xFF);  // a byte that UTF-8 does not have ends each part
  }
  void add(const std::string& text) { add(std::string_view(text)); }
  void add(const Text& text) {
    add(text.bytes());
    mix(text.is_known() ? 1 : 0);
  }
  void add(bool truth) { mix(truth ? 1 : 0); }
  void add(std::int64_t number) { add(static_cast<std::uint64_t>(number)); }
  void add(const std::optional<std::int64_t>& number) {
    add(number.has_value());
    add(number.value_or(0));
  }
  void add(const User& user) {
    add(user.name);
    add(user.group);
  }
  void add(const ImageReference& image) { add(image.written); }
  void add(const Command& command) {
    add(command.shell_form);
    add(command.words);
  }
  void add(const HealthCheck& check) {
    add(static_cast<std::uint64_t>(check.kind));
    add(check.test);
    add(check.url);
    add(check.interval);
    add(check.timeout);
    add(check.start_period);
    add(check.retries);
  }
  void add(const Restart& restart) {
    add(restart.policy);
    add(restart.attempts);
  }
  void add(const Item& item) { add(item.text); }
  void add(const Setting& setting) {
    add(setting.name);
    add(setting.value);
  }
  void add(const Mount& mount) {
    add(static_cast<std::uint64_t>(mount.kind));
    add(mount.source);
    add(mount.target);
    add(mount.read_only);
    add(mount.propagation);
    add(mount.options);
  }
  void add(const Port& port) {
    add(port.host_ip);
    add(port.published);
    add(port.target);
    add(port.protocol);
  }
  template <class T>
  void add(const Value<T>& value) {
    add(static_cast<std::uint64_t>(value.presence()));
    if (value.is_known()) add(*value);
  }
  void add(const Settings& settings) {
    for (const Setting& setting : settings) {
      // What a daemon completes is stated once, by the engine.
      if (setting.origin.kind != OriginKind::engine_default) add(setting);
    }
    mix(0xFE);  // ends the list
  }
  template <class T>
  void add(const std::vector<T>& list) {
    add(static_cast<std::uint64_t>(list.size()));
    for (const T& element : list) add(element);
  }

 private:
  void mix(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001b3; }
  std::uint64_t hash_ = 0xcbf29ce484222325;
};

const std::string& path_of(const Origin& origin) {
  static const std::string nowhere;
  return origin.has_place() ? origin.file->path : nowhere;
}

class Collector {
 public:
  void levels(const Subject& subject, bool is_engine = false) {
    for (const Level& level : subject.levels) {
      // What a daemon gives its containers is stated once, by the engine.
      if (level.kind == LevelKind::daemon && !is_engine) continue;
      const std::string& path = path_of(level.site);
      for (const Facts::Entry& entry : level.facts.entries()) {
        Hash hash;
        std::visit([&](const auto& value) { hash.add(value); }, entry.value);
        note(path, subject.name, entry.fact, hash);
      }
    }
  }
  void commands(const std::string& path, const std::string& subject,
                const std::vector<ShellCommand>& commands) {
    for (const ShellCommand& command : commands) {
      Hash hash;
      hash.add(command.words);
      hash.add(command.assignments);
      note(path, subject, Fact::count_, hash);
    }
  }
  void build(const Build& build) {
    for (const Stage& stage : build.stages) {
      const std::string& path = path_of(stage.from);
      Hash from;
      from.add(stage.name);
      from.add(stage.base);
      note(path, build.name, Fact::count_, from);
      for (const Instruction& instruction : stage.instructions) {
        Hash hash;
        hash.add(instruction.name);
        hash.add(instruction.flags);
        hash.add(instruction.arguments);
        note(path, build.name, Fact::count_, hash);
      }
    }
  }
  void grant(const Grant& grant) {
    Hash hash;
    hash.add(grant.verbs);
    hash.add(grant.resources);
    hash.add(grant.resource_names);
    hash.add(grant.role);
    hash.add(grant.holders);
    hash.add(grant.group);
    note(path_of(grant.site), grant.name, Fact::count_, hash);
  }
  void project(const Project& project) {
    for (const Member& member : project.members) {
      Hash hash;
      hash.add(member.labels);
      hash.add(member.links);
      hash.add(member.mentions);
      hash.add(member.words);
      note(path_of(member.site), member.name, Fact::count_, hash);
      Hash networks;
      networks.add(member.networks);
      note(path_of(member.site), member.name, Fact::networks, networks);
    }
    for (const Network& network : project.networks) {
      Hash hash;
      hash.add(network.driver);
      hash.add(network.internal);
      note(path_of(network.site), network.name, Fact::networks, hash);
    }
    for (const ServiceName& service : project.services) {
      Hash hash;
      hash.add(service.selector);
      for (const ServiceName::Port& port : service.ports) hash.add(port.target);
      note(project.name, service.name, Fact::count_, hash);
    }
    for (const NetworkPolicy& policy : project.policies) {
      Hash hash;
      hash.add(policy.pods.match_labels);
      hash.add(policy.ingress);
      hash.add(policy.egress);
      note(path_of(policy.site), policy.name, Fact::count_, hash);
    }
  }

  Statements statements;

 private:
  void note(const std::string& path, const std::string& subject, Fact fact, const Hash& hash) {
    statements.push_back({path, subject, fact, hash.value()});
  }
};

}  // namespace

Statements statements_of(const Inventory& inventory) {
  Collector collector;
  for (const Workload& workload : inventory.workloads) collector.levels(workload);
  for (const Engine& engine : inventory.engines) collector.levels(engine, true);
  for (const Host& host : inventory.hosts) {
    collector.levels(host);
    collector.commands(path_of(host.site()), host.name, host.commands);
  }
  for (const auto& build : inventory.builds) collector.build(*build);
  for (const Grant& grant : inventory.grants) collector.grant(grant);
  for (const Project& project : inventory.projects) collector.project(project);
  std::ranges::sort(collector.statements);
  return std::move(collector.statements);
}

}  // namespace boltseal

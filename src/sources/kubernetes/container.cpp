#include "sources/kubernetes/container.h"

#include <array>

#include "base/text.h"
#include "sources/kubernetes/quantity.h"

namespace boltseal::kubernetes {
namespace {

using yaml::Node;

void read_limit(const Node* limits, std::string_view key, FactKey<std::int64_t> fact,
                std::optional<std::int64_t> (*parse)(std::string_view), Fields& fields,
                Facts& facts) {
  const Node* const node = fields.scalar(limits, key);
  if (node == nullptr) return;
  if (const auto amount = parse(node->value)) {
    facts.set(fact, *amount, node->origin());
    return;
  }
  if (text_of(*node).is_known()) {
    fields.error(
        *node,
        std::string(key) + " must be a quantity, but it is \"" + std::string(node->value) + "\"",
        "write a number with a unit such as 512Mi or 250m");
  }
  facts.set(fact, Value<std::int64_t>::unknown(node->origin()));
}

std::vector<Text> words(const Node* parent, std::string_view key, Fields& fields) {
  std::vector<Text> found;
  const Node* const list = fields.list(parent, key);
  if (list == nullptr) return found;
  for (const Node* const word : list->items) {
    if (!fields.spend(*word)) break;
    if (word->is_scalar()) {
      found.push_back(word_of(*word));
    } else {
      fields.error(*word, "each entry of " + std::string(key) + " must be a single value");
    }
  }
  return found;
}

void read_command(const Node& container, std::string_view key, FactKey<Command> fact,
                  Fields& fields, Facts& facts) {
  Command command;
  command.words = words(&container, key, fields);
  if (command.words.empty()) return;
  facts.set(fact, std::move(command), container.get(key)->origin());
}

/// `valueFrom` as what it refers to: "secretKeyRef db/password".
Text reference_of(const Node* value_from, Fields& fields) {
  if (value_from == nullptr || value_from->entries.empty()) return {};
  const yaml::Entry& entry = value_from->entries.front();
  std::string written = entry.key->is_scalar() ? std::string(entry.key->value) : std::string();
  const Node* const reference = entry.value->is_mapping() ? entry.value : nullptr;
  for (const std::string_view key : {"name", "key", "fieldPath"}) {
    const auto part = fields.text(reference, key);
    if (part) written.append(key == "key" ? "/" : " ").append(part->text.bytes());
  }
  return written.empty() ? Text() : Text::unknown(std::move(written));
}

void read_environment(const Node& container, Fields& fields, Facts& facts) {
  Settings settings;
  for (const Node* const entry : fields.mappings(&container, "env")) {
    const Node* const name = fields.scalar(entry, "name");
    if (name == nullptr) continue;
    Setting setting{std::string(name->value), {}, entry->origin()};
    if (const Node* const value = fields.scalar(entry, "value")) {
      setting.value = text_of(*value);
      setting.origin = value->origin();
    } else {
      setting.value = reference_of(fields.mapping(entry, "valueFrom"), fields);
    }
    settings.push_back(std::move(setting));
  }
  if (!settings.empty()) {
    Origin origin = container.get("env")->origin();
    facts.set(fact::environment, std::move(settings), std::move(origin));
  } else if (const Node* const from = fields.list(&container, "envFrom")) {
    facts.set(fact::environment, Value<Settings>::unknown(from->origin()));
  }
}

void read_ports(const Node& container, Fields& fields, Facts& facts) {
  Ports ports;
  Items exposed;
  for (const Node* const entry : fields.mappings(&container, "ports")) {
    Port port;
    port.origin = entry->origin();
    if (auto target = fields.text(entry, "containerPort")) port.target = std::move(target->text);
    if (const auto protocol = fields.text(entry, "protocol")) {
      port.protocol = to_lower(protocol->text.bytes());
    }
    if (!port.target.empty()) {
      Text listens = port.target;
      listens.append(std::string_view("/"));
      listens.append(std::string_view(port.protocol));
      exposed.push_back({std::move(listens), port.origin});
    }
    auto published = fields.text(entry, "hostPort");
    if (!published || published->text.equals("0") == Truth::yes) continue;
    port.published = std::move(published->text);
    if (auto address = fields.text(entry, "hostIP")) port.host_ip = std::move(address->text);
    ports.push_back(std::move(port));
  }
  if (!exposed.empty()) {
    Origin origin = exposed.front().origin;
    facts.set(fact::exposed_ports, std::move(exposed), std::move(origin));
  }
  if (ports.empty()) return;
  Origin origin = ports.front().origin;
  facts.set(fact::published_ports, std::move(ports), std::move(origin));
}

std::string text_at(const Node* parent, std::string_view key, Fields& fields) {
  const auto text = fields.text(parent, key);
  return text ? text->text.bytes() : std::string();
}

std::optional<std::int64_t> times(const Node* probe, std::string_view key, std::int64_t factor,
                                  Fields& fields) {
  constexpr std::int64_t century = 100LL * 366 * 86400;
  const auto number = fields.number(probe, key);
  if (!number.is_known() || *number < 0 || *number > century) return std::nullopt;
  return *number * factor;
}

void read_probe(const Node& container, std::string_view key, FactKey<HealthCheck> fact,
                Fields& fields, Facts& facts) {
  const Node* const probe = fields.mapping(&container, key);
  if (probe == nullptr) return;
  HealthCheck check;
  if (const Node* const exec = fields.mapping(probe, "exec")) {
    check.kind = HealthCheck::Kind::command;
    check.test.words = words(exec, "command", fields);
  } else if (const Node* const http = fields.mapping(probe, "httpGet")) {
    check.kind = HealthCheck::Kind::http;
    check.url = text_at(http, "host", fields) + text_at(http, "path", fields) + ":" +
                text_at(http, "port", fields);
  } else if (const Node* const tcp = fields.mapping(probe, "tcpSocket")) {
    check.kind = HealthCheck::Kind::tcp;
    check.url = text_at(tcp, "host", fields) + ":" + text_at(tcp, "port", fields);
  } else if (const Node* const grpc = fields.mapping(probe, "grpc")) {
    check.kind = HealthCheck::Kind::grpc;
    check.url = text_at(grpc, "service", fields) + ":" + text_at(grpc, "port", fields);
  } else {
    // `livenessProbe: {}` asks for nothing; without a handler the API server refuses it.
    return;
  }
  check.interval = times(probe, "periodSeconds", 1000, fields);
  check.timeout = times(probe, "timeoutSeconds", 1000, fields);
  check.start_period = times(probe, "initialDelaySeconds", 1000, fields);
  check.retries = times(probe, "failureThreshold", 1, fields);
  facts.set(fact, std::move(check), probe->origin());
}

void read_image(const Node& container, Fields& fields, Facts& facts) {
  if (auto image = fields.text(&container, "image"); image && !image->text.empty()) {
    facts.set(fact::image, parse_image_reference(image->text), std::move(image->origin));
  }
  auto policy = fields.text(&container, "imagePullPolicy");
  if (!policy) return;
  if (policy->text.equals("Always") == Truth::yes) policy->text = Text("always");
  if (policy->text.equals("IfNotPresent") == Truth::yes) policy->text = Text("missing");
  if (policy->text.equals("Never") == Truth::yes) policy->text = Text("never");
  facts.set(fact::pull_policy, std::move(policy->text), std::move(policy->origin));
}

}  // namespace

void read_limits(const Node* parent, Fields& fields, Facts& facts) {
  const Node* const limits = fields.mapping(fields.mapping(parent, "resources"), "limits");
  if (limits == nullptr) return;
  read_limit(limits, "memory", fact::memory_limit, quantity_units, fields, facts);
  read_limit(limits, "cpu", fact::cpu_limit, quantity_thousandths, fields, facts);
}

void read_restart_policy(const Node* parent, Fields& fields, Facts& facts) {
  const auto policy = fields.text(parent, "restartPolicy");
  if (!policy) return;
  struct Word {
    std::string_view kubernetes, docker;
  };
  constexpr std::array words_of = {Word{"Always", "always"}, Word{"OnFailure", "on-failure"},
                                   Word{"Never", "no"}};
  for (const Word& word : words_of) {
    if (policy->text.equals(word.kubernetes) != Truth::yes) continue;
    facts.set(fact::restart, Restart{std::string(word.docker), {}}, policy->origin);
    return;
  }
  if (!policy->text.is_known()) facts.set(fact::restart, Value<Restart>::unknown(policy->origin));
}

void read_container(const Node& container, std::span<const Volume> volumes, Fields& fields,
                    Facts& facts) {
  read_image(container, fields, facts);
  // `command` replaces the image's ENTRYPOINT, `args` its CMD.
  read_command(container, "command", fact::entrypoint, fields, facts);
  read_command(container, "args", fact::command, fields, facts);
  read_environment(container, fields, facts);
  Mounts mounts = read_mounts(&container, volumes, fields);
  if (!mounts.empty()) {
    Origin origin = mounts.front().origin;
    facts.set(fact::mounts, std::move(mounts), std::move(origin));
  }
  read_limits(&container, fields, facts);
  read_restart_policy(&container, fields, facts);
  read_probe(container, "livenessProbe", fact::liveness_probe, fields, facts);
  read_probe(container, "readinessProbe", fact::readiness_probe, fields, facts);
  read_probe(container, "startupProbe", fact::startup_probe, fields, facts);
  read_ports(container, fields, facts);
}

}  // namespace boltseal::kubernetes

#include "model/proposed_check.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "model/base_image.h"
#include "model/image_programs.h"
#include "model/known_services.h"

namespace boltseal {
namespace {

// The port of "8080/tcp"; nothing for other protocols and what is no port.
std::optional<std::int64_t> tcp_port(const Text& written, std::string_view protocol = {}) {
  std::string_view text = written.bytes();
  if (!written.is_known()) return std::nullopt;
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    protocol = text.substr(slash + 1);
    text = text.substr(0, slash);
  }
  const auto port = parse_int(text.substr(0, text.find('-')));
  const bool is_tcp = protocol.empty() || equals_ignoring_case(protocol, "tcp");
  return is_tcp && port && *port >= 1 && *port <= 65535 ? port : std::nullopt;
}

// Where it says that it listens.
std::vector<std::int64_t> ports_of(const Workload& workload) {
  std::vector<std::int64_t> ports;
  const auto note = [&](std::optional<std::int64_t> port) {
    if (port && std::ranges::find(ports, *port) == ports.end()) ports.push_back(*port);
  };
  // What stands nearest to the container knows best.
  for (auto level = workload.levels.rbegin(); level != workload.levels.rend(); ++level) {
    const Value<Ports>& published = level->facts.get(fact::published_ports);
    const Value<Items>& exposed = level->facts.get(fact::exposed_ports);
    if (published.is_known()) {
      for (const Port& port : *published) note(tcp_port(port.target, port.protocol));
    }
    if (exposed.is_known()) {
      for (const Item& port : *exposed) note(tcp_port(port.text));
    }
  }
  return ports;
}

// Whether it starts another program than its image does by itself.
bool starts_another(const Workload& workload) {
  const Level& own = workload.levels.back();
  return own.kind != LevelKind::build_stage &&
         (own.facts.states(Fact::entrypoint) || own.facts.states(Fact::command));
}

// What the image's server is known to answer, where nothing makes it another one.
const KnownService* service_of(const Workload& workload, const std::vector<std::int64_t>& ports) {
  const ImageReference* const image = base_image(workload);
  const KnownService* const service = image == nullptr ? nullptr : known_service(*image);
  if (service == nullptr) return nullptr;
  for (const auto key : {fact::entrypoint, fact::command}) {
    const auto command = effective(workload, key);
    if (command->is_unknown() ||
        (command->is_known() && !starts_unmoved(*service, *command.value))) {
      return nullptr;
    }
  }
  const bool fits = ports.empty() || std::ranges::find(ports, service->port) != ports.end();
  return fits ? service : nullptr;
}

HealthCheck ask(std::int64_t port, std::string_view path = {}) {
  HealthCheck check;
  check.kind = path.empty() ? HealthCheck::Kind::tcp : HealthCheck::Kind::http;
  check.url = std::string(path) + ":" + std::to_string(port);
  return check;
}

HealthCheck run(Command test, std::int64_t start) {
  HealthCheck check;
  check.test = std::move(test);
  if (start > 0) check.start_period = start;
  return check;
}

}  // namespace

HealthCheck proposed_check(const Workload& workload) {
  HealthCheck nothing;
  nothing.kind = HealthCheck::Kind::disabled;
  const std::vector<std::int64_t> ports = ports_of(workload);
  const KnownService* const service = service_of(workload, ports);
  std::int64_t port = service != nullptr ? service->port : 0;
  if (port == 0 && !ports.empty()) port = ports.front();
  if (workload.platform == Platform::kubernetes) {
    if (port == 0) return nothing;
    return ask(port, service != nullptr ? service->path : std::string_view());
  }
  const std::int64_t start = service != nullptr ? service->start : 0;
  if (service != nullptr && !service->test.empty()) {
    return run(command_of_line(service->test), start);
  }
  if (port == 0 || workload.windows) return nothing;
  // What is built here may install what asks: that is seen in the Dockerfile, whose check is for
  // all that run the image.
  if (is_built(workload)) return starts_another(workload) ? nothing : ask(port);
  const ImageReference* const image = base_image(workload);
  if (image == nullptr) return nothing;
  std::optional<Command> test = port_check(*image, port, [&](std::string_view program) {
    return has_program(*image, program) == Truth::yes;
  });
  return test ? run(std::move(*test), start) : nothing;
}

}  // namespace boltseal

#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "sources/commands/commands.h"
#include "sources/daemon/daemon.h"
#include "sources/inspect/container.h"
#include "sources/inspect/engine.h"
#include "sources/inspect/service.h"
#include "sources/source.h"
#include "sources/yaml/fields.h"

namespace boltseal {
namespace {

bool claims_path(std::string_view) { return false; }

bool is_engine_text(std::string_view text) {
  return text.find("\"ServerVersion\"") != std::string_view::npos &&
         text.find("\"SecurityOptions\"") != std::string_view::npos;
}

// What Docker and Podman print is a list of objects that begin with their id; only containers have
// a HostConfig, only services a TaskTemplate. What `docker info` prints is one object with the
// engine's own.
bool claims_text(std::string_view, std::string_view text) {
  constexpr std::size_t enough = 200;
  const std::string_view begin = trim(text.substr(0, enough));
  const auto has = [](std::string_view where, std::string_view key) {
    return where.find(key) != std::string_view::npos;
  };
  if (begin.starts_with('{') && has(begin, "\"ID\"") && is_engine_text(text)) return true;
  if (has(begin, "\"ID\"") && inspect::is_service_text(text)) return true;
  return (begin.starts_with('[') || begin.starts_with('{')) && has(begin, "\"Id\"") &&
         has(text, "\"HostConfig\"");
}

void read(const Document& document, Reader& reader) {
  yaml::Tree tree;
  for (const yaml::Node* const each : yaml::objects_of(document, tree, reader.inventory.errors)) {
    const yaml::Fields object(each);
    if (inspect::is_container(object)) {
      reader.inventory.workloads.push_back(inspect::read_container(object));
    } else if (inspect::is_service(object)) {
      reader.inventory.workloads.push_back(inspect::read_service(object));
    } else if (inspect::is_engine(object)) {
      reader.inventory.engines.push_back(inspect::read_engine(object));
    } else {
      reader.inventory.errors.push_back(
          document.error("is neither a container as docker inspect or podman inspect tells it, nor "
                         "a service as docker service inspect does, nor an engine as docker info "
                         "does",
                         each->span, "name containers or services, not images or networks"));
    }
  }
}

Result<std::vector<Edit>> write(const Document&, const Change&) {
  return fail("a container cannot be edited: change what it is made from, and make it anew");
}

// What an engine is told stands in daemon.json.
std::string spell(const Document& document, const Change& change) {
  if (change.fact < Fact::listen_addresses && !is_engine_text(document.text())) {
    std::string flag = commands::spell(document, change);
    return inspect::is_service_text(document.text()) ? inspect::spell_service(std::move(flag))
                                                     : flag;
  }
  // It tells of this switch alone.
  if (change.fact == Fact::log_level) return "\"debug\": false";
  Change there = change;
  there.at = {};
  return daemon_source.spell(document, there);
}

}  // namespace

extern const Source inspect_source{
    .name = "inspect",
    .title = "container, service or engine, as Docker or Podman tells it",
    .claims_path = claims_path,
    .claims_text = claims_text,
    .read = read,
    .write = write,
    .spell = spell,
};

}  // namespace boltseal

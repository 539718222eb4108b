#include "report/network_json.h"

#include "base/text.h"

namespace boltseal {
namespace {

void place(JsonWriter& json, std::string_view name, std::size_t at) {
  if (at != no_part) json.member(name, at);
}

void texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& list) {
  json.begin_array(name);
  for (const std::string& each : list) json.value(each);
  json.end_array();
}

void known(JsonWriter& json, std::string_view name, const std::string& text) {
  if (!text.empty()) json.member(name, text);
}

void write(JsonWriter& json, const MapNetwork& network) {
  json.begin_object();
  json.member("name", network.name);
  known(json, "engine", network.engine);
  json.member("driver", network.driver);
  known(json, "interface", network.interface);
  known(json, "host_address", network.host_address);
  texts(json, "subnets", network.subnets);
  json.member("internal", network.is_internal);
  json.member("isolated", network.is_isolated);
  json.member("encrypted", network.is_encrypted);
  if (network.icc) json.member("icc", *network.icc);
  if (network.masquerade) json.member("masquerade", *network.masquerade);
  json.end_object();
}

void write(JsonWriter& json, const MapListener& listener) {
  json.begin_object();
  json.member("protocol", listener.protocol);
  json.member("address", listener.address);
  json.member("port", listener.port);
  json.member("local", listener.is_local);
  known(json, "program", listener.program);
  if (listener.pid != 0) json.member("pid", listener.pid);
  place(json, "container", listener.container);
  json.end_object();
}

void write(JsonWriter& json, const MapSpace& space) {
  json.begin_object();
  known(json, "id", space.id);
  json.member("host", space.is_host);
  json.begin_array("containers");
  for (const std::size_t each : space.containers) json.value(each);
  json.end_array();
  json.begin_array("attachments");
  for (const MapAttachment& each : space.attachments) {
    json.begin_object();
    place(json, "network", each.network);
    known(json, "interface", each.interface);
    known(json, "peer", each.peer);
    known(json, "address", each.address);
    known(json, "address6", each.address6);
    json.end_object();
  }
  json.end_array();
  json.begin_array("listeners");
  for (const MapListener& each : space.listeners) write(json, each);
  json.end_array();
  json.end_object();
}

void write(JsonWriter& json, const MapContainer& container) {
  json.begin_object();
  json.member("name", container.label);
  json.member("engine", container.engine);
  json.member("pid", container.pid);
  place(json, "namespace", container.space);
  if (container.is_exposed_known) texts(json, "exposed", container.exposed);
  json.begin_array("engine_sockets");
  for (const MapEngineSocket& each : container.engine_sockets) {
    json.begin_object();
    json.member("engine", each.engine);
    json.member("path", each.path);
    json.member("mounted", each.is_mounted);
    json.member("open", each.is_open);
    known(json, "program", each.program);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write(JsonWriter& json, const MapPublished& port) {
  json.begin_object();
  json.member("host_address", port.host_address);
  json.member("host_port", port.host_port);
  json.member("protocol", port.protocol);
  place(json, "container", port.container);
  known(json, "container_address", port.container_address);
  json.member("container_port", port.container_port);
  json.member("declared", port.is_declared);
  texts(json, "by", port.by);
  json.end_object();
}

void write(JsonWriter& json, const MapGroup& group) {
  json.begin_object();
  place(json, "network", group.network);
  json.begin_array("namespaces");
  for (const std::size_t each : group.spaces) json.value(each);
  json.end_array();
  json.end_object();
}

void write(JsonWriter& json, const MapEdge& edge) {
  json.begin_object();
  json.member("from", edge.from);
  json.member("to", edge.to);
  json.member("reach", name_of(edge.reach));
  json.member("by", name_of(edge.by));
  if (!edge.ports.empty()) texts(json, "ports", edge.ports);
  json.member("evidence", name_of(edge.evidence));
  known(json, "decided_by", edge.decided_by);
  json.end_object();
}

void write(JsonWriter& json, const MapProbe& probe) {
  json.begin_object();
  json.member("from", probe.from);
  json.member("to", probe.to);
  json.member("address", probe.address);
  json.member("port", probe.port);
  json.member("expected", name_of(probe.expected));
  json.member("found", name_of(probe.found));
  json.end_object();
}

template <class T>
void list(JsonWriter& json, std::string_view name, const std::vector<T>& all) {
  json.begin_array(name);
  for (const T& each : all) write(json, each);
  json.end_array();
}

}  // namespace

void write_network(JsonWriter& json, const NetworkMap& map) {
  json.begin_object("network");
  list(json, "networks", map.networks);
  list(json, "namespaces", map.spaces);
  list(json, "containers", map.containers);
  list(json, "published", map.published);
  list(json, "groups", map.groups);
  list(json, "reach", map.edges);
  if (map.is_probed) list(json, "probes", map.probes);
  json.end_object();
}

}  // namespace boltseal

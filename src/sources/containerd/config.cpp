#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "sources/containerd/containerd.h"
#include "sources/daemon/state.h"

namespace boltseal::containerd {
namespace {

using enum toml_text::Form;

// The CRI's settings: one plugin in the versions 1 and 2, three in version 3.
constexpr std::array<std::string_view, 4> plugins = {
    "plugins/cri", "plugins/io.containerd.grpc.v1.cri", "plugins/io.containerd.cri.v1.runtime",
    "plugins/io.containerd.cri.v1.images"};

constexpr std::array all_options = {
    toml_text::Option{"debug", "level", text, Fact::log_level},
    toml_text::Option{"metrics", "address", text, Fact::metrics_address},
    toml_text::Option{plugins[0], "enable_selinux", boolean, Fact::selinux_enabled},
    toml_text::Option{plugins[1], "enable_selinux", boolean, Fact::selinux_enabled},
    toml_text::Option{plugins[2], "enable_selinux", boolean, Fact::selinux_enabled},
    // Of containers that ask for none; "", the default, is none as well.
    toml_text::Option{plugins[0], "unset_seccomp_profile", text, Fact::seccomp},
    toml_text::Option{plugins[1], "unset_seccomp_profile", text, Fact::seccomp},
    toml_text::Option{plugins[2], "unset_seccomp_profile", text, Fact::seccomp},
};

// The API itself over TCP; clients need a certificate when an authority is named for them.
void read_api(const yaml::Fields& grpc, Facts& facts) {
  const yaml::Node* const address = grpc.text("tcp_address");
  if (address == nullptr) return;
  facts.add(fact::listen_addresses,
            Item{Text("tcp://" + std::string(address->value)), address->origin()});
  facts.set(fact::tls_verify, grpc.text("tcp_tls_ca") != nullptr, grpc.origin("tcp_tls_ca"));
}

// exec, attach and port-forward of the CRI: on loopback, and off over TCP, when nothing is said.
void read_streams(const yaml::Fields& cri, Facts& facts) {
  const yaml::Node* const address = cri.text("stream_server_address");
  if (address == nullptr || cri.boolean("disable_tcp_service") == true ||
      cri.boolean("enable_tls_streaming") == true) {
    return;
  }
  facts.add(fact::plain_streams, Item{Text(std::string(address->value)), address->origin()});
}

void read_runtimes(const yaml::Fields& cri, Facts& facts) {
  for (const yaml::Entry& runtime : cri.object("containerd").members("runtimes")) {
    const yaml::Fields options = yaml::Fields(runtime.value).object("options");
    for (const std::string_view key : {"NoPivotRoot", "no_pivot_root"}) {
      if (options.boolean(key) == true) facts.set(fact::pivot_root, false, options.origin(key));
    }
  }
}

// "http://mirror:5000", by which whoever sits in between decides what an image is.
void read_endpoints(const yaml::Fields& mirror, Facts& facts) {
  constexpr std::string_view scheme = "http://";
  for (const Item& endpoint : mirror.items("endpoint")) {
    const std::string& url = endpoint.text.bytes();
    if (!url.starts_with(scheme)) continue;
    facts.add(fact::insecure_registries,
              Item{daemon::with_placeholders(std::string_view(url).substr(scheme.size())),
                   endpoint.origin});
  }
}

void read_registries(const yaml::Fields& registry, toml_text::Said& said) {
  for (const yaml::Entry& mirror : registry.members("mirrors")) {
    read_endpoints(yaml::Fields(mirror.value), said.engine);
  }
  for (const yaml::Entry& entry : registry.members("configs")) {
    const yaml::Fields config(entry.value);
    const yaml::Fields tls = config.object("tls");
    if (tls.boolean("insecure_skip_verify") == true) {
      said.engine.add(fact::insecure_registries, Item{Text(std::string(entry.key->value)),
                                                      tls.origin("insecure_skip_verify")});
    }
    for (const std::string_view key : {"password", "auth", "identitytoken"}) {
      toml_text::add_login(config.object("auth"), key, entry.key->value, said);
    }
  }
  for (const yaml::Entry& entry : registry.members("auths")) {
    for (const std::string_view key : {"password", "auth", "identitytoken"}) {
      toml_text::add_login(yaml::Fields(entry.value), key, entry.key->value, said);
    }
  }
}

}  // namespace

std::span<const toml_text::Option> options() { return all_options; }

void read_config(const yaml::Fields& root, toml_text::Said& said) {
  toml_text::read_options(root, all_options, said);
  read_api(root.object("grpc"), said.engine);
  for (const std::string_view plugin : plugins) {
    const yaml::Fields cri = toml_text::table_at(root, plugin);
    if (cri.boolean("disable_apparmor") == true) {
      said.containers.set(fact::apparmor, Text("unconfined"), cri.origin("disable_apparmor"));
    }
    read_streams(cri, said.engine);
    read_runtimes(cri, said.engine);
    read_registries(cri.object("registry"), said);
  }
}

void read_hosts(const yaml::Fields& root, toml_text::Said& said) {
  constexpr std::string_view scheme = "http://";
  if (const yaml::Node* const server = root.text("server")) {
    if (server->value.starts_with(scheme)) {
      said.engine.add(
          fact::insecure_registries,
          Item{Text(std::string(server->value).substr(scheme.size())), server->origin()});
    }
  }
  for (const yaml::Entry& entry : root.members("host")) {
    const yaml::Fields host(entry.value);
    std::string_view name = entry.key->value;
    const bool is_plain = name.starts_with(scheme);
    const bool is_unverified = host.boolean("skip_verify") == true;
    if (!is_plain && !is_unverified) continue;
    if (const std::size_t colon = name.find("://"); colon != name.npos)
      name.remove_prefix(colon + 3);
    said.engine.add(fact::insecure_registries,
                    Item{daemon::with_placeholders(name),
                         is_plain ? entry.key->origin() : host.origin("skip_verify")});
  }
}

}  // namespace boltseal::containerd

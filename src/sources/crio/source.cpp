#include "sources/source.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "sources/toml/options.h"
#include "sources/toml/toml.h"

namespace boltseal {
namespace {

using enum toml_text::Form;

// crio.conf(5), 1.13 to 1.34.
constexpr std::array options = {
    toml_text::Option{"crio", "storage_driver", text, Fact::storage_driver},
    toml_text::Option{"crio/runtime", "default_capabilities", capabilities,
                      Fact::capabilities_dropped},
    toml_text::Option{"crio/runtime", "seccomp_profile", text, Fact::seccomp},
    toml_text::Option{"crio/runtime", "apparmor_profile", text, Fact::apparmor},
    toml_text::Option{"crio/runtime", "selinux", boolean, Fact::selinux_enabled},
    toml_text::Option{"crio/runtime", "read_only", boolean, Fact::read_only_root},
    toml_text::Option{"crio/runtime", "additional_devices", list, Fact::devices},
    toml_text::Option{"crio/runtime", "default_mounts", volumes, Fact::mounts},
    toml_text::Option{"crio/runtime", "default_env", pairs, Fact::environment},
    toml_text::Option{"crio/runtime", "default_sysctls", pairs, Fact::sysctls},
    toml_text::Option{"crio/runtime", "default_ulimits", ulimits, Fact::default_ulimits},
    toml_text::Option{"crio/runtime", "log_level", text, Fact::log_level},
    toml_text::Option{"crio/runtime", "no_pivot", negated, Fact::pivot_root},
    toml_text::Option{"crio/image", "insecure_registries", list, Fact::insecure_registries},
};

bool claims_path(std::string_view path) {
  if (base_name(path) == "crio.conf") return true;
  const std::size_t slash = path.rfind('/');
  return slash != std::string_view::npos && path.ends_with(".conf") &&
         base_name(path.substr(0, slash)) == "crio.conf.d";
}

bool claims_text(std::string_view, std::string_view) { return false; }

// exec, attach and port-forward: on loopback and unencrypted when nothing is said.
void read_streams(const yaml::Fields& api, Facts& facts) {
  const yaml::Node* const address = api.text("stream_address");
  if (address == nullptr || api.boolean("stream_enable_tls") == true) return;
  facts.add(fact::plain_streams, Item{Text(std::string(address->value)), address->origin()});
}

void read(const Document& document, Reader& reader) {
  yaml::Tree tree;
  if (const Result<void> parsed = yaml::parse_toml(document, tree); !parsed) {
    reader.inventory.errors.push_back(parsed.error());
    return;
  }
  const yaml::Fields root(tree.documents.front());
  toml_text::Said said;
  toml_text::read_options(root, options, said);
  read_streams(toml_text::table_at(root, "crio/api"), said.engine);
  // 0 was the default for "what the kubelet says".
  const yaml::Fields runtime = toml_text::table_at(root, "crio/runtime");
  if (const auto pids = runtime.number("pids_limit"); pids && *pids != 0) {
    said.containers.set(fact::pids_limit, *pids, runtime.origin("pids_limit"));
  }
  toml_text::add_settings(std::move(said), "crio", Platform::unknown, document, reader);
}

Result<std::vector<Edit>> write(const Document& document, const Change& change) {
  return toml_text::write_option(document, change, options);
}

std::string spell(const Document&, const Change& change) {
  return toml_text::spell_option(change, options);
}

}  // namespace

extern const Source crio_source{
    .name = "crio",
    .title = "configuration of CRI-O",
    .claims_path = claims_path,
    .claims_text = claims_text,
    .read = read,
    .write = write,
    .spell = spell,
};

}  // namespace boltseal

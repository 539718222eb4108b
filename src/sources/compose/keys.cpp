#include "sources/compose/keys.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/edit_distance.h"
#include "base/text.h"

namespace boltseal::compose {
namespace {

using Keys = std::span<const std::string_view>;

// From the schema of the Compose specification (compose-spec.json, 2026-07).
constexpr std::string_view top[] = {"version",  "name",    "include", "services", "models",
                                    "networks", "volumes", "secrets", "configs"};
constexpr std::string_view service[] = {"annotations",
                                        "attach",
                                        "blkio_config",
                                        "build",
                                        "cap_add",
                                        "cap_drop",
                                        "cgroup",
                                        "cgroup_parent",
                                        "command",
                                        "configs",
                                        "container_name",
                                        "cpu_count",
                                        "cpu_percent",
                                        "cpu_period",
                                        "cpu_quota",
                                        "cpu_rt_period",
                                        "cpu_rt_runtime",
                                        "cpu_shares",
                                        "cpus",
                                        "cpuset",
                                        "credential_spec",
                                        "depends_on",
                                        "deploy",
                                        "develop",
                                        "device_cgroup_rules",
                                        "devices",
                                        "dns",
                                        "dns_opt",
                                        "dns_search",
                                        "domainname",
                                        "entrypoint",
                                        "env_file",
                                        "environment",
                                        "expose",
                                        "extends",
                                        "external_links",
                                        "extra_hosts",
                                        "gpus",
                                        "group_add",
                                        "healthcheck",
                                        "hostname",
                                        "image",
                                        "init",
                                        "ipc",
                                        "isolation",
                                        "label_file",
                                        "labels",
                                        "links",
                                        "logging",
                                        "mac_address",
                                        "mem_limit",
                                        "mem_reservation",
                                        "mem_swappiness",
                                        "memswap_limit",
                                        "models",
                                        "network_mode",
                                        "networks",
                                        "oom_kill_disable",
                                        "oom_score_adj",
                                        "pid",
                                        "pids_limit",
                                        "platform",
                                        "ports",
                                        "post_start",
                                        "pre_start",
                                        "pre_stop",
                                        "privileged",
                                        "profiles",
                                        "provider",
                                        "pull_policy",
                                        "pull_refresh_after",
                                        "read_only",
                                        "restart",
                                        "runtime",
                                        "scale",
                                        "secrets",
                                        "security_opt",
                                        "shm_size",
                                        "stdin_open",
                                        "stop_grace_period",
                                        "stop_signal",
                                        "storage_opt",
                                        "sysctls",
                                        "tmpfs",
                                        "tty",
                                        "ulimits",
                                        "use_api_socket",
                                        "user",
                                        "userns_mode",
                                        "uts",
                                        "volumes",
                                        "volumes_from",
                                        "working_dir"};
constexpr std::string_view build[] = {"additional_contexts",
                                      "args",
                                      "cache_from",
                                      "cache_to",
                                      "context",
                                      "dockerfile",
                                      "dockerfile_inline",
                                      "entitlements",
                                      "extra_hosts",
                                      "isolation",
                                      "labels",
                                      "network",
                                      "no_cache",
                                      "no_cache_filter",
                                      "platforms",
                                      "privileged",
                                      "provenance",
                                      "pull",
                                      "sbom",
                                      "secrets",
                                      "shm_size",
                                      "ssh",
                                      "tags",
                                      "target",
                                      "ulimits"};
constexpr std::string_view port[] = {"name",      "mode",     "host_ip",     "target",
                                     "published", "protocol", "app_protocol"};
constexpr std::string_view volume[] = {"type", "source", "target", "read_only", "consistency",
                                       "bind", "volume", "tmpfs",  "image"};
constexpr std::string_view bind[] = {"propagation", "create_host_path", "recursive", "selinux"};
constexpr std::string_view volume_volume[] = {"labels", "nocopy", "subpath"};
constexpr std::string_view volume_tmpfs[] = {"size", "mode"};
constexpr std::string_view healthcheck[] = {"disable", "interval",     "retries",       "test",
                                            "timeout", "start_period", "start_interval"};
constexpr std::string_view logging[] = {"driver", "options"};
constexpr std::string_view deploy[] = {"mode",      "endpoint_mode",   "replicas",
                                       "labels",    "rollback_config", "update_config",
                                       "resources", "restart_policy",  "placement"};
constexpr std::string_view resources[] = {"limits", "reservations"};
constexpr std::string_view limits[] = {"cpus", "memory", "pids"};
constexpr std::string_view restart_policy[] = {"condition", "delay", "max_attempts", "window"};
constexpr std::string_view network[] = {"name",       "driver",   "driver_opts", "ipam",
                                        "external",   "internal", "enable_ipv4", "enable_ipv6",
                                        "attachable", "labels"};
constexpr std::string_view named_volume[] = {"name", "driver", "driver_opts", "external", "labels"};
constexpr std::string_view extends[] = {"service", "file"};
constexpr std::string_view include[] = {"path", "env_file", "project_directory"};
constexpr std::string_view env_file[] = {"path", "format", "required"};

struct Row {
  std::string_view place;
  std::string_view shown;
  Keys keys;
};

const Row* find_row(std::string_view place) {
  static const auto rows = std::to_array<Row>({
      {"top", "a Compose file", top},
      {"service", "a service", service},
      {"build", "build", build},
      {"port", "a port", port},
      {"volume", "a volume of a service", volume},
      {"volume.bind", "bind", bind},
      {"volume.volume", "volume", volume_volume},
      {"volume.tmpfs", "tmpfs", volume_tmpfs},
      {"healthcheck", "healthcheck", healthcheck},
      {"logging", "logging", logging},
      {"deploy", "deploy", deploy},
      {"resources", "resources", resources},
      {"limits", "limits", limits},
      {"restart_policy", "restart_policy", restart_policy},
      {"network", "a network", network},
      {"named_volume", "a volume", named_volume},
      {"extends", "extends", extends},
      {"include", "include", include},
      {"env_file", "env_file", env_file},
  });
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [&](const Row& candidate) { return candidate.place == place; });
  return row == rows.end() ? nullptr : &*row;
}

}  // namespace

void check_keys(Project& project, const yaml::Node& mapping, std::string_view place) {
  const Row* const row = find_row(place);
  if (row == nullptr) return;
  for (const yaml::Entry& entry : mapping.entries) {
    if (!entry.key->is_scalar()) continue;
    const std::string_view key = entry.key->value;
    if (key.starts_with("x-") || key == "<<" ||
        std::find(row->keys.begin(), row->keys.end(), key) != row->keys.end()) {
      continue;
    }
    std::string remedy = "Remove it, or begin its name with x-";
    const std::string_view near = nearest(key, row->keys);
    if (!near.empty()) {
      remedy = "Did you mean " + std::string(near) + "?";
    } else if (place == "top" && entry.value->is_mapping() &&
               (entry.value->get("image") || entry.value->get("build"))) {
      remedy = "Put the services under the key services";
    }
    project.error(*entry.key,
                  "the key " + sanitize(key) + " is not known in " + std::string(row->shown),
                  std::move(remedy));
  }
}

}  // namespace boltseal::compose

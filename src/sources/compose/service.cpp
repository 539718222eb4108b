#include "sources/compose/service.h"

#include <algorithm>

#include "base/text.h"
#include "sources/compose/keys.h"
#include "sources/compose/limits.h"
#include "sources/compose/short_syntax.h"
#include "sources/compose/values.h"
#include "sources/notation/notation.h"
#include "sources/source.h"

namespace boltseal::compose {
namespace {

using yaml::Entry;
using yaml::Node;

class ServiceReader {
 public:
  ServiceReader(Project& project, const Node& service, Workload& workload)
      : project_(project),
        service_(service),
        workload_(workload),
        facts_(workload.levels.back().facts) {}

  void run(const Definitions& volumes) {
    check_keys(project_, service_, "service");
    image_and_build();
    program();
    environment();
    identity();
    privileges();
    health_check();
    networking();
    logging();
    read_limits(project_, service_, facts_);
    list(fact::mounts, mounts_of(project_, service_, volumes));
    list(fact::published_ports, ports_of(project_, service_));
  }

 private:
  const Node* get(std::string_view key) const { return service_.get(key); }

  template <class E>
  void list(FactKey<std::vector<E>> key, std::vector<E> elements) {
    if (elements.empty()) return;
    Origin origin = elements.front().origin;
    facts_.set(key, std::move(elements), std::move(origin));
  }

  void text(FactKey<Text> key, std::string_view name) {
    state(facts_, key, text_of(project_, get(name)));
  }

  void image_and_build() {
    const Node* const build = get("build");
    if (build && !build->is_null()) read_build(*build);
    const auto image = scalar_of(project_, get("image"));
    if (image && !workload_.build) {
      facts_.set(fact::image, parse_image_reference(image->text), image->origin);
      Image named;
      named.reference = parse_image_reference(image->text);
      named.used_by = workload_.name;
      named.site = image->origin;
      project_.reader().inventory.images.push_back(std::move(named));
    }
    if (image && workload_.build) {
      project_.reader().inventory.image_builds.push_back(
          {parse_image_reference(image->text), *workload_.build, ".", true});
    }
    text(fact::pull_policy, "pull_policy");
    Level& level = workload_.levels.back();
    if (const Origin* open = project_.open_service(service_)) {
      level.open = *open;
    } else if (!image && !workload_.build && !get("provider")) {
      // Another file has to say what runs here: it may say more.
      level.open = level.site;
    }
  }

  void read_build(const Node& build) {
    BuildRequest request;
    request.origin = build.origin();
    const Node* context = &build;
    const Node* file = nullptr;
    const Node* inline_text = nullptr;
    if (build.is_mapping()) {
      check_keys(project_, build, "build");
      context = build.get("context");
      file = build.get("dockerfile");
      inline_text = build.get("dockerfile_inline");
      if (auto target = scalar_of(project_, build.get("target"))) request.target = target->text;
      request.arguments = settings_of(project_, build.get("args"), true);
      if (const Entry* entry = service_.find("build")) request.origin = entry->key->origin();
      if (file) request.origin = file->origin();
    }
    if (inline_text && inline_text->is_scalar()) {
      embed_dockerfile(*inline_text);
    } else {
      request.dockerfile = dockerfile_path(build, context, file);
    }
    workload_.build = std::move(request);
  }

  /// Empty when the context is not a folder that is known here.
  std::string dockerfile_path(const Node& build, const Node* context, const Node* file) {
    const auto folder = scalar_of(project_, context);
    const auto name = scalar_of(project_, file);
    if (folder && (!folder->text.is_known() || is_remote(folder->text.bytes()))) return {};
    if (name && !name->text.is_known()) return {};
    const Layer* const layer = project_.layer_of(folder ? *context : build);
    if (layer == nullptr || project_.is_embedded()) return {};
    return resolve(resolve(layer->directory, folder ? folder->text.bytes() : "."),
                   name ? name->text.bytes() : "Dockerfile");
  }

  static bool is_remote(std::string_view context) {
    return context.find("://") != std::string_view::npos || context.starts_with("git@") ||
           context.starts_with("github.com/");
  }

  void embed_dockerfile(const Node& text) {
    if (const Source* dockerfile = find_source("dockerfile")) {
      project_.reader().embed(yaml::embed_scalar(text, "Dockerfile"), *dockerfile);
    }
  }

  void command(FactKey<Command> key, std::string_view name) {
    const Node* const node = get(name);
    if (node == nullptr || node->is_null() || node->is_mapping()) return;
    Command command;
    Origin origin = node->origin();
    if (node->is_scalar()) {
      const Expanded scalar = project_.expand(*node);
      origin = scalar.origin;
      command.words = split_words(scalar.text);
    } else {
      for (Item& item : items_of(project_, node)) command.words.push_back(std::move(item.text));
    }
    facts_.set(key, std::move(command), std::move(origin));
  }

  void program() {
    command(fact::entrypoint, "entrypoint");
    command(fact::command, "command");
    list(fact::labels, settings_of(project_, get("labels"), false));
  }

  // Variables of `environment` win over those of `env_file`, and later files over earlier ones.
  void environment() {
    Settings all;
    if (const Node* const files = get("env_file")) {
      if (files->is_scalar()) env_file(*files, all);
      for (const Node* item : files->items) env_file(*item, all);
    }
    for (Setting& setting : settings_of(project_, get("environment"), true)) {
      put(all, std::move(setting));
    }
    list(fact::environment, std::move(all));
  }

  void put(Settings& all, Setting setting) {
    const auto [known, is_new] = variables_.emplace(setting.name, all.size());
    if (is_new) {
      all.push_back(std::move(setting));
    } else {
      all[known->second] = std::move(setting);
    }
  }

  // A missing file is not an error here: env files are rarely committed, and Compose says so when
  // it runs.
  void env_file(const Node& item, Settings& all) {
    const Node* const path_node = item.is_mapping() ? item.get("path") : &item;
    if (item.is_mapping()) check_keys(project_, item, "env_file");
    const auto path = scalar_of(project_, path_node);
    const Layer* const layer = path_node ? project_.layer_of(*path_node) : nullptr;
    if (!path || !path->text.is_known() || layer == nullptr || project_.is_embedded()) return;
    const std::string where = resolve(layer->directory, path->text.bytes());
    if (!project_.reader().files.exists(where)) return;
    const Result<const File*> file = project_.reader().open(where);
    if (!file) {
      project_.errors.push_back(file.error());
      return;
    }
    Settings read;
    for (auto& [name, variable] : read_env_file(**file)) {
      Setting setting;
      setting.name = name;
      setting.value = std::move(variable.value);
      setting.origin = with_step(variable.origin, path->origin);
      read.push_back(std::move(setting));
    }
    std::sort(read.begin(), read.end(),
              [](const Setting& a, const Setting& b) { return a.origin.span < b.origin.span; });
    for (Setting& setting : read) put(all, std::move(setting));
  }

  void identity() {
    if (const auto user = scalar_of(project_, get("user")); user && !user->text.empty()) {
      User value;
      const std::size_t colon = user->text.find(':');
      value.name = user->text.substr(0, colon);
      if (colon != std::string::npos) value.group = user->text.substr(colon + 1);
      if (!value.name.empty()) facts_.set(fact::user, std::move(value), user->origin);
    }
    list(fact::groups, items_of(project_, get("group_add")));
    text(fact::user_namespace, "userns_mode");
    state(facts_, fact::read_only_root, bool_of(project_, get("read_only")));
  }

  Items capabilities(std::string_view key) {
    Items items = items_of(project_, get(key));
    for (Item& item : items) {
      if (!item.text.is_known()) continue;
      item.text = Text(capability_name(item.text.bytes()));
    }
    return items;
  }

  void privileges() {
    state(facts_, fact::privileged, bool_of(project_, get("privileged")));
    list(fact::capabilities_added, capabilities("cap_add"));
    list(fact::capabilities_dropped, capabilities("cap_drop"));
    for (const Item& option : items_of(project_, get("security_opt"))) security_option(option);
    text(fact::pid_namespace, "pid");
    text(fact::ipc_namespace, "ipc");
    text(fact::uts_namespace, "uts");
    text(fact::cgroup_namespace, "cgroup");
    text(fact::cgroup_parent, "cgroup_parent");
    devices();
    list(fact::device_cgroup_rules, items_of(project_, get("device_cgroup_rules")));
    list(fact::sysctls, settings_of(project_, get("sysctls"), false));
  }

  void security_option(const Item& option) {
    const std::size_t sign = std::min(option.text.find(':'), option.text.find('='));
    const std::string name = option.text.substr(0, sign).bytes();
    const Text value = sign == std::string::npos ? Text() : option.text.substr(sign + 1);
    if (name == "no-new-privileges") {
      if (!value.is_known()) {
        facts_.set(fact::privilege_escalation, Value<bool>::unknown(option.origin));
      } else {
        facts_.set(fact::privilege_escalation, value.bytes() == "false", option.origin);
      }
    } else if (name == "seccomp") {
      facts_.set(fact::seccomp, value, option.origin);
    } else if (name == "apparmor") {
      facts_.set(fact::apparmor, value, option.origin);
    } else if (name == "label") {
      facts_.set(fact::selinux, value, option.origin);
    } else if (name == "systempaths") {
      // Docker's own engine only: /proc and /sys as the host has them.
      facts_.set(fact::masked_paths, value.bytes() != "unconfined", option.origin);
    }
  }

  void devices() {
    const Node* const node = get("devices");
    if (node == nullptr) return;
    Items items = items_of(project_, node);
    for (const Node* item : node->items) {
      if (!item->is_mapping()) continue;
      Item device;
      device.origin = item->origin();
      for (const std::string_view key : {"source", "target", "permissions"}) {
        const auto part = scalar_of(project_, item->get(key));
        if (!part) continue;
        if (!device.text.empty()) device.text.append(std::string_view(":"));
        device.text.append(part->text);
      }
      items.push_back(std::move(device));
    }
    list(fact::devices, std::move(items));
  }

  void health_check() {
    const Node* const node = get("healthcheck");
    if (node == nullptr || !node->is_mapping()) return;
    check_keys(project_, *node, "healthcheck");
    const Node* const test = node->get("test");
    const Value<bool> disable = bool_of(project_, node->get("disable"));
    HealthCheck check;
    if (disable.is_unknown()) {
      return facts_.set(fact::health_check, Value<HealthCheck>::unknown(disable.origin()));
    }
    if (disable.is(true)) {
      check.kind = HealthCheck::Kind::disabled;
      return facts_.set(fact::health_check, std::move(check), disable.origin());
    }
    // Without a test only the times of the image's own check change.
    if (test == nullptr || test->is_null()) return;
    Origin origin = test->origin();
    std::vector<Text> words;
    if (test->is_scalar()) {
      Expanded scalar = project_.expand(*test);
      origin = scalar.origin;
      check.test.shell_form = true;
      words.push_back(std::move(scalar.text));
    } else {
      for (Item& item : items_of(project_, test)) words.push_back(std::move(item.text));
      if (words.empty()) return;
      const std::string kind = words.front().is_known() ? words.front().bytes() : "";
      check.test.shell_form = kind == "CMD-SHELL";
      if (kind == "NONE") check.kind = HealthCheck::Kind::disabled;
      if (kind == "NONE" || kind == "CMD" || kind == "CMD-SHELL") words.erase(words.begin());
    }
    if (check.kind == HealthCheck::Kind::command) check.test.words = std::move(words);
    const auto time = [&](std::string_view key) -> std::optional<std::int64_t> {
      const auto value =
          number_of(project_, node->get(key), parse_long_duration, "a time such as 30s");
      return value.is_known() ? std::optional(*value) : std::nullopt;
    };
    check.interval = time("interval");
    check.timeout = time("timeout");
    check.start_period = time("start_period");
    const auto retries = int_of(project_, node->get("retries"));
    if (retries.is_known()) check.retries = *retries;
    facts_.set(fact::health_check, std::move(check), std::move(origin));
  }

  void networking() {
    text(fact::network_mode, "network_mode");
    list(fact::links, items_of(project_, get("links")));
    const Node* const networks = get("networks");
    if (networks == nullptr) return;
    Items items = items_of(project_, networks->is_sequence() ? networks : nullptr);
    if (networks->is_mapping()) {
      for (const Entry& entry : yaml::merged_entries(*networks)) {
        items.push_back({Text(std::string(entry.key->value)), entry.key->origin()});
      }
    }
    list(fact::networks, std::move(items));
  }

  void logging() {
    const Node* const node = get("logging");
    if (node == nullptr || !node->is_mapping()) return;
    check_keys(project_, *node, "logging");
    state(facts_, fact::log_driver, text_of(project_, node->get("driver")));
    list(fact::log_options, settings_of(project_, node->get("options"), false));
  }

  Project& project_;
  const Node& service_;
  Workload& workload_;
  Facts& facts_;
  std::unordered_map<std::string, std::size_t> variables_;
};

}  // namespace

Workload read_service(Project& project, const Entry& service, const Definitions& volumes) {
  Workload workload;
  workload.name = "service " + std::string(service.key->value);
  workload.platform = Platform::docker;
  Level level;
  level.kind = LevelKind::service;
  level.name = workload.name;
  level.site = service.key->origin();
  workload.levels.push_back(std::move(level));
  ServiceReader(project, *service.value, workload).run(volumes);
  return workload;
}

}  // namespace boltseal::compose

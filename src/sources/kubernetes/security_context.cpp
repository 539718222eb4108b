#include "sources/kubernetes/security_context.h"
#include "sources/notation/notation.h"

#include <algorithm>

namespace boltseal::kubernetes {
namespace {

using yaml::Node;

constexpr std::string_view seccomp_pod = "seccomp.security.alpha.kubernetes.io/pod";
constexpr std::string_view seccomp_container = "container.seccomp.security.alpha.kubernetes.io/";
constexpr std::string_view apparmor_container = "container.apparmor.security.beta.kubernetes.io/";

/// "RuntimeDefault", "Unconfined" or the name of a "Localhost" profile, in the model's words.
void read_profile(const Node* context, std::string_view key, FactKey<Text> fact, Fields& fields,
                  Facts& facts) {
  const Node* const profile = fields.mapping(context, key);
  const auto type = fields.text(profile, "type");
  if (!type) return;
  if (!type->text.is_known()) {
    facts.set(fact, Value<Text>::unknown(type->origin));
  } else if (type->text.bytes() == "RuntimeDefault") {
    facts.set(fact, Text("runtime/default"), type->origin);
  } else if (type->text.bytes() == "Unconfined") {
    facts.set(fact, Text("unconfined"), type->origin);
  } else if (type->text.bytes() == "Localhost") {
    const auto name = fields.text(profile, "localhostProfile");
    if (name) {
      facts.set(fact, name->text, name->origin);
    } else {
      facts.set(fact, Value<Text>::unknown(type->origin));
    }
  } else {
    facts.set(fact, type->text, type->origin);
  }
}

Text profile_of_annotation(const Text& written) {
  if (written.equals("docker/default") == Truth::yes) return Text("runtime/default");
  constexpr std::string_view local = "localhost/";
  if (written.starts_with(local) == Truth::yes) return written.substr(local.size());
  return written;
}

void read_selinux(const Node* context, Fields& fields, Facts& facts) {
  const Node* const options = fields.mapping(context, "seLinuxOptions");
  if (options == nullptr) return;
  Text whole;
  std::optional<Origin> origin;
  for (const std::string_view key : {"user", "role", "type", "level"}) {
    const auto part = fields.text(options, key);
    if (!part || part->text.empty()) continue;
    if (origin) whole.append(std::string_view(","));
    whole.append(key);
    whole.append(std::string_view(":"));
    whole.append(part->text);
    if (!origin || key == "type") origin = part->origin;
  }
  if (origin) facts.set(fact::selinux, std::move(whole), *origin);
}

void read_capabilities(const Node* context, Fields& fields, Facts& facts) {
  const Node* const capabilities = fields.mapping(context, "capabilities");
  const auto read = [&](std::string_view key, FactKey<Items> fact) {
    Items items = fields.texts(capabilities, key);
    if (items.empty()) return;
    for (Item& item : items) {
      if (item.text.is_known()) item.text = Text(capability_name(item.text.bytes()));
    }
    Origin origin = capabilities->get(key)->origin();
    facts.set(fact, std::move(items), std::move(origin));
  };
  read("add", fact::capabilities_added);
  read("drop", fact::capabilities_dropped);
}

void read_user(const Node* context, const Value<User>& pod_user, Fields& fields, Facts& facts) {
  const auto uid = fields.number(context, "runAsUser");
  const auto gid = fields.number(context, "runAsGroup");
  if (uid.is_unknown()) {
    facts.set(fact::user, Value<User>::unknown(uid.origin()));
    return;
  }
  if (uid.is_absent() && !(gid.is_known() && pod_user.is_known())) return;
  User user;
  user.name = uid.is_known() ? Text(std::to_string(*uid)) : pod_user->name;
  if (gid.is_known()) {
    user.group = Text(std::to_string(*gid));
    user.group_origin = gid.origin();
  } else if (pod_user.is_known()) {
    user.group = pod_user->group;
    user.group_origin = pod_user->group_origin;
  }
  facts.set(fact::user, std::move(user), uid.is_known() ? uid.origin() : pod_user.origin());
}

void read_groups(const Node* context, Fields& fields, Facts& facts) {
  Items groups = fields.texts(context, "supplementalGroups");
  if (auto group = fields.text(context, "fsGroup")) groups.push_back(std::move(*group));
  if (groups.empty()) return;
  Origin origin = groups.front().origin;
  facts.set(fact::groups, std::move(groups), std::move(origin));
}

void read_sysctls(const Node* context, Fields& fields, Facts& facts) {
  Settings settings;
  for (const Node* const entry : fields.mappings(context, "sysctls")) {
    const auto name = fields.text(entry, "name");
    const auto value = fields.text(entry, "value");
    if (!name) continue;
    settings.push_back({name->text.bytes(), value ? value->text : Text(), entry->origin()});
  }
  if (settings.empty()) return;
  Origin origin = context->get("sysctls")->origin();
  facts.set(fact::sysctls, std::move(settings), std::move(origin));
}

void copy(Value<bool> value, FactKey<bool> fact, Facts& facts) {
  if (!value.is_absent()) facts.set(fact, std::move(value));
}

const Item* profile_for(const std::vector<ProfileAnnotations::Of>& of, std::string_view container) {
  const auto at =
      std::lower_bound(of.begin(), of.end(), container,
                       [](const auto& one, std::string_view name) { return one.container < name; });
  return at != of.end() && at->container == container ? &at->profile : nullptr;
}

}  // namespace

ProfileAnnotations profile_annotations(const Node* metadata, Fields& fields) {
  ProfileAnnotations found;
  const Node* const annotations = fields.mapping(metadata, "annotations");
  if (annotations == nullptr) return found;
  for (const yaml::Entry& entry : annotations->entries) {
    if (!entry.key->is_scalar() || !entry.value->is_scalar()) continue;
    const std::string_view key = entry.key->value;
    Item profile{profile_of_annotation(text_of(*entry.value)), entry.value->origin()};
    if (key == seccomp_pod) {
      found.seccomp.push_back({{}, std::move(profile)});
    } else if (key.starts_with(seccomp_container)) {
      found.seccomp.push_back({key.substr(seccomp_container.size()), std::move(profile)});
    } else if (key.starts_with(apparmor_container)) {
      found.apparmor.push_back({key.substr(apparmor_container.size()), std::move(profile)});
    }
  }
  const auto by_container = [](const auto& a, const auto& b) { return a.container < b.container; };
  std::ranges::stable_sort(found.seccomp, by_container);
  std::ranges::stable_sort(found.apparmor, by_container);
  return found;
}

void read_security_context(const Node* context, bool windows, const Value<User>& pod_user,
                           Fields& fields, Facts& facts) {
  if (context == nullptr) return;
  copy(fields.boolean(context, "runAsNonRoot"), fact::run_as_non_root, facts);
  const Node* const windows_options = fields.mapping(context, "windowsOptions");
  const auto host_process = fields.boolean(windows_options, "hostProcess");
  if (windows) {
    // A HostProcess container is to a Windows node what a privileged one is to a Linux node
    // (kubernetes.io, "Create a Windows HostProcess Pod").
    copy(host_process, fact::privileged, facts);
    return;
  }
  read_user(context, pod_user, fields, facts);
  read_groups(context, fields, facts);
  copy(fields.boolean(context, "privileged"), fact::privileged, facts);
  copy(fields.boolean(context, "allowPrivilegeEscalation"), fact::privilege_escalation, facts);
  copy(fields.boolean(context, "readOnlyRootFilesystem"), fact::read_only_root, facts);
  read_capabilities(context, fields, facts);
  read_profile(context, "seccompProfile", fact::seccomp, fields, facts);
  read_profile(context, "appArmorProfile", fact::apparmor, fields, facts);
  read_selinux(context, fields, facts);
  read_sysctls(context, fields, facts);
  const auto proc_mount = fields.text(context, "procMount");
  if (proc_mount) {
    const bool plain = proc_mount->text.equals("Default") == Truth::yes;
    if (proc_mount->text.is_known()) {
      facts.set(fact::masked_paths, plain, proc_mount->origin);
    } else {
      facts.set(fact::masked_paths, Value<bool>::unknown(proc_mount->origin));
    }
  }
}

void add_annotated_profiles(const ProfileAnnotations& annotations, std::string_view container,
                            Facts& facts) {
  const auto add = [&](const std::vector<ProfileAnnotations::Of>& of, FactKey<Text> key,
                       std::string_view note) {
    const Item* const profile = profile_for(of, container);
    if (profile == nullptr || facts.states(key.fact)) return;
    Origin origin = profile->origin;
    origin.note = note;
    facts.set(key, profile->text, std::move(origin));
  };
  add(annotations.seccomp, fact::seccomp, "an annotation that Kubernetes reads until 1.26");
  add(annotations.apparmor, fact::apparmor, "an annotation that newer clusters have a field for");
}

}  // namespace boltseal::kubernetes

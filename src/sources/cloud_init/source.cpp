#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "base/base64.h"
#include "base/files.h"
#include "base/text.h"
#include "sources/commands/commands.h"
#include "sources/commands/host.h"
#include "sources/commands/updates.h"
#include "sources/script/script.h"
#include "sources/source.h"
#include "sources/yaml/yaml.h"

namespace boltseal {
namespace {

using yaml::Node;

constexpr std::string_view header = "#cloud-config";

bool claims_path(std::string_view path) {
  const std::string name = to_lower(base_name(path));
  if (name.ends_with(".cloud-config")) return true;
  const bool named = name.starts_with("user-data") || name.starts_with("user_data") ||
                     name.starts_with("userdata") || name.starts_with("cloud-init") ||
                     name.starts_with("cloud_init") || name.starts_with("cloud-config");
  if (!named) return false;
  const std::size_t dot = name.find('.');
  const std::string ending = dot == std::string::npos ? "" : name.substr(dot);
  return ending.empty() || ending == ".yaml" || ending == ".yml" || ending == ".txt" ||
         ending == ".cfg" || ending == ".tpl" || ending == ".tftpl" || ending == ".yaml.tpl" ||
         ending == ".yml.tpl" || ending == ".yaml.tftpl";
}

bool claims_text(std::string_view, std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text.starts_with(header);
}

/// A cloud-config (cloudinit.readthedocs.io, "Module reference").
class CloudConfig {
 public:
  CloudConfig(const Document& document, Reader& reader) : document_(document), reader_(reader) {}

  void read(const Node& root) {
    run(root.get("bootcmd"));
    run(root.get("runcmd"));
    commands_ = commands::read_parts(document_, parts_, reader_);
    commands::read_commands(document_, lists_, reader_);
    commands::read_memberships(lists_, reader_);
    std::ranges::move(lists_, std::back_inserter(commands_));
    users(root);
    groups(root.get("groups"));
    host(root);
    write_files(root.get("write_files"));
  }

  /// The commands that are written as lists of words.
  static std::vector<ShellCommand> list_commands(const Document& document, const Node& root) {
    std::vector<ShellCommand> all;
    for (const char* key : {"bootcmd", "runcmd"}) {
      const Node* list = root.get(key);
      if (list == nullptr || !list->is_sequence()) continue;
      for (const Node* item : list->items) {
        if (item->is_sequence()) add_list(document, *item, all);
      }
    }
    return all;
  }

 private:
  static void add_list(const Document& document, const Node& item,
                       std::vector<ShellCommand>& into) {
    std::vector<Item> words;
    for (const Node* word : item.items) {
      if (word->is_scalar()) words.push_back({Text(std::string(word->value)), word->origin()});
    }
    shell::Script script = shell::parse_words(document, std::move(words));
    std::move(script.commands.begin(), script.commands.end(), std::back_inserter(into));
  }

  void run(const Node* list) {
    if (list == nullptr || !list->is_sequence()) return;
    // The items become one script (util.shellify), so that they share its variables.
    shell::Options options;
    options.session.emplace();
    for (const Node* item : list->items) {
      if (item->is_scalar()) {
        parts_.push_back({yaml::embed_scalar(*item, "runcmd.sh"), options});
      } else if (item->is_sequence()) {
        add_list(document_, *item, lists_);
      }
    }
  }

  /// users: [{name, groups: "a, b" or [a, b]}], and the default user in system_info.
  void users(const Node& root) {
    if (const Node* list = root.get("users"); list && list->is_sequence()) {
      for (const Node* user : list->items) {
        if (user->is_mapping()) one_user(*user);
      }
    }
    const Node* system = root.get("system_info");
    const Node* user = system && system->is_mapping() ? system->get("default_user") : nullptr;
    if (user != nullptr && user->is_mapping()) one_user(*user);
  }

  void one_user(const Node& user) {
    const Node* name = user.get("name");
    Item holder{Text("default"), user.origin()};
    if (name && name->is_scalar()) holder = Item{Text(std::string(name->value)), name->origin()};
    for (const char* key : {"groups", "primary_group"}) {
      const Node* node = user.get(key);
      if (node == nullptr) continue;
      if (node->is_sequence()) {
        for (const Node* group : node->items) {
          if (group->is_scalar()) add(holder, Text(std::string(group->value)), group->origin());
        }
      } else if (node->is_scalar()) {
        names_in(*node, [&](std::string_view group, const Origin& origin) {
          add(holder, Text(std::string(group)), origin);
        });
      }
    }
  }

  /// `a, b` of one scalar, each with its bytes.
  void names_in(const Node& scalar, const auto& visit) {
    const Document text = yaml::embed_scalar(scalar, "names");
    const std::string_view all = text.text();
    std::uint32_t begin = 0;
    while (begin < all.size()) {
      while (begin < all.size() && (is_space(all[begin]) || all[begin] == ',')) ++begin;
      std::uint32_t end = begin;
      while (end < all.size() && !is_space(all[end]) && all[end] != ',') ++end;
      if (end > begin) visit(all.substr(begin, end - begin), text.origin({begin, end}));
      begin = end;
    }
  }

  /// groups: [admins, {docker: [ubuntu]}], or a mapping of them.
  void groups(const Node* node) {
    if (node == nullptr) return;
    if (node->is_sequence()) {
      for (const Node* each : node->items) {
        if (each->is_mapping()) group_entries(*each);
      }
    } else if (node->is_mapping()) {
      group_entries(*node);
    }
  }

  void group_entries(const Node& mapping) {
    for (const yaml::Entry& entry : mapping.entries) {
      const Item group{Text(std::string(entry.key->value)), entry.key->origin()};
      if (entry.value->is_sequence()) {
        for (const Node* user : entry.value->items) {
          if (user->is_scalar())
            add({Text(std::string(user->value)), user->origin()}, group.text, group.origin);
        }
      } else if (entry.value->is_scalar()) {
        names_in(*entry.value, [&](std::string_view user, const Origin& origin) {
          add({Text(std::string(user)), origin}, group.text, group.origin);
        });
      }
    }
  }

  void add(const Item& user, Text group, const Origin& origin) {
    if (group.empty()) return;
    reader_.inventory.grants.push_back(commands::membership(user, {std::move(group), origin}));
  }

  void host(const Node& root) {
    bool prepares = false;
    for (const char* key :
         {"runcmd", "bootcmd", "packages", "package_update", "package_upgrade", "apt", "snap"}) {
      prepares = prepares || root.get(key) != nullptr;
    }
    if (!prepares) return;
    Host host =
        commands::read_host("host of " + document_.path(), first_line(), std::move(commands_));
    Facts& facts = host.levels.back().facts;
    for (const char* key : {"package_upgrade", "apt_upgrade"}) {
      const Node* node = root.get(key);
      if (node == nullptr || !node->is_scalar()) continue;
      if (const auto on = yaml::as_bool(*node)) {
        if (*on) facts.set(fact::packages_updated, true, node->origin());
      } else {
        facts.set(fact::packages_updated, Value<bool>::unknown(node->origin()));
      }
    }
    if (const Node* packages = root.get("packages"); packages && packages->is_sequence()) {
      for (const Node* package : packages->items) {
        if (package->is_sequence() && !package->items.empty()) package = package->items.front();
        if (package->is_scalar()) one_package(*package, facts);
      }
    }
    if (const Node* files = root.get("write_files"); files && files->is_sequence()) {
      for (const Node* file : files->items) {
        const Node* path = file->is_mapping() ? file->get("path") : nullptr;
        if (path && path->value.find("auto-upgrades") != std::string::npos) {
          facts.set(fact::unattended_upgrades, true, path->origin());
        }
      }
    }
    reader_.inventory.hosts.push_back(std::move(host));
  }

  static void one_package(const Node& package, Facts& facts) {
    const std::string_view name = package.value;
    if (name == "unattended-upgrades" || name == "dnf-automatic" || name == "yum-cron") {
      facts.set(fact::unattended_upgrades, true, package.origin());
    }
    if (name == "docker.io" || name == "docker-ce" || name == "docker" || name == "podman") {
      facts.set(fact::engine_install, Text(std::string(name)), package.origin());
    }
  }

  Origin first_line() const {
    const std::string_view text = document_.text();
    return document_.origin(
        {0, static_cast<std::uint32_t>(std::min(text.find('\n'), text.size()))});
  }

  void write_files(const Node* files) {
    if (files == nullptr || !files->is_sequence()) return;
    for (const Node* file : files->items) {
      if (!file->is_mapping()) continue;
      const Node* path = file->get("path");
      const Node* content = file->get("content");
      if (!path || !path->is_scalar() || !content || !content->is_scalar()) continue;
      const Node* encoding = file->get("encoding");
      const std::string how = encoding && encoding->is_scalar() ? to_lower(encoding->value) : "";
      if (how.starts_with("gz")) {
        reader_.inventory.errors.push_back(
            document_.error("the content of \"" + std::string(path->value) +
                                "\" is compressed and was not examined",
                            content->span, "write it as plain text"));
      } else if (how == "b64" || how == "base64" || content->tag == "!!binary") {
        decoded(*path, *content);
      } else {
        reader_.embed(yaml::embed_scalar(*content, std::string(path->value)));
      }
    }
  }

  void decoded(const Node& path, const Node& content) {
    const auto text = decode_base64(content.value);
    if (!text) {
      reader_.inventory.errors.push_back(
          document_.error("the content of \"" + std::string(path.value) + "\" is not base64",
                          content.span, "encode it again"));
      return;
    }
    Document::Pieces pieces;
    pieces.replace(*text, content.span);
    reader_.embed(document_.embed(std::string(path.value), std::move(pieces)));
  }

  const Document& document_;
  Reader& reader_;
  std::vector<commands::Part> parts_;
  std::vector<ShellCommand> lists_, commands_;
};

// cloud-init passes over user-data whose first line names no format that it knows; a template may
// begin with other comments, or be YAML by its name.
bool may_be_config(const Document& document) {
  const std::string_view path = document.path();
  if (path.find(".y") != std::string_view::npos || path.find(".tpl") != std::string_view::npos ||
      path.ends_with(".cfg") || path.ends_with(".tftpl")) {
    return !document.text().starts_with("#!");
  }
  std::string_view text = document.text();
  while (!text.empty()) {
    const std::size_t feed = text.find('\n');
    const std::string_view line = trim(text.substr(0, feed));
    if (line.starts_with(header)) return true;
    if (!line.empty() && (!line.starts_with('#') || line.starts_with("#!"))) return false;
    text.remove_prefix(feed == std::string_view::npos ? text.size() : feed + 1);
  }
  return false;
}

/// The parts of a MIME multi-part archive (cloud-init's `write-mime-multipart`), each read by what
/// it is.
void read_multipart(const Document& document, Reader& reader);

void read(const Document& document, Reader& reader) {
  std::string_view text = document.text();
  if (script::is_shebang(text)) return script::read(document, reader);
  if (text.starts_with("Content-Type: multipart/") || text.starts_with("MIME-Version:")) {
    return read_multipart(document, reader);
  }
  if (!may_be_config(document)) return;
  yaml::Tree tree;
  if (const auto parsed = yaml::parse(document, tree); !parsed) {
    reader.inventory.errors.push_back(parsed.error());
  }
  for (const Node* root : tree.documents) {
    if (root != nullptr && root->is_mapping()) CloudConfig(document, reader).read(*root);
  }
}

void read_multipart(const Document& document, Reader& reader) {
  const std::string_view text = document.text();
  const std::size_t named = text.substr(0, 4096).find("boundary=");
  if (named == std::string_view::npos) return;
  std::string_view boundary = text.substr(named + 9, 100);
  if (boundary.starts_with('"')) {
    boundary.remove_prefix(1);
    boundary = boundary.substr(0, boundary.find('"'));
  } else {
    boundary = boundary.substr(0, boundary.find_first_of(" ;\r\n"));
  }
  if (boundary.empty()) return;
  const std::string mark = "\n--" + std::string(boundary);
  std::size_t at = text.find(mark);
  for (int count = 0; at != std::string_view::npos && count < 100; ++count) {
    const std::size_t begin = text.find('\n', at + 1);
    const std::size_t end = text.find(mark, at + 1);
    if (begin == std::string_view::npos || end == std::string_view::npos) return;
    // The part's own headers end with an empty line.
    std::size_t body = begin + 1;
    bool encoded = false;
    while (body < end) {
      const std::size_t feed = std::min(text.find('\n', body), end);
      const std::string_view line = trim(text.substr(body, feed - body));
      body = std::min(feed + 1, end);
      if (line.empty()) break;
      encoded = encoded || to_lower(line).find("base64") != std::string::npos;
    }
    const ByteSpan span{static_cast<std::uint32_t>(body), static_cast<std::uint32_t>(end)};
    Document::Pieces pieces;
    if (encoded) {
      if (const auto plain = decode_base64(document.at(span))) pieces.replace(*plain, span);
    } else {
      pieces.copy(document, span);
    }
    const Document part = document.embed("user-data", std::move(pieces));
    if (script::is_shebang(part.text()) || part.text().starts_with(header)) reader.embed(part);
    at = end;
  }
}

/// Whose packages a cloud-config installs, by its package managers and what only apt knows.
commands::Packages packages_of(const Node& root) {
  std::vector<ShellCommand> all = CloudConfig::list_commands(*root.document, root);
  for (const char* key : {"bootcmd", "runcmd"}) {
    const Node* const list = root.get(key);
    if (list == nullptr) continue;
    for (const Node* item : list->items) {
      if (!item->is_scalar()) continue;
      shell::Script script = shell::parse(yaml::embed_scalar(*item, "runcmd.sh"));
      std::move(script.commands.begin(), script.commands.end(), std::back_inserter(all));
    }
  }
  const commands::Packages packages = commands::packages_of(all);
  if (packages != commands::Packages::unknown) return packages;
  const Node* const list = root.get("packages");
  const bool has_docker_io =
      list != nullptr && std::ranges::any_of(list->items, [](const Node* package) {
        return package->value == "docker.io" || package->value.starts_with("apt-");
      });
  return root.get("apt") || has_docker_io ? commands::Packages::apt : packages;
}

/// Upgrades on the first boot, and afterwards where it is evident how.
Result<std::vector<Edit>> write_updates(const Node& root) {
  std::vector<Edit> edits;
  const auto add = [&](Result<Edit> edit) -> Result<void> {
    if (!edit) return std::unexpected(edit.error());
    edits.push_back(std::move(*edit));
    return {};
  };
  // Beside the packages, where people look for it.
  const yaml::Entry* after = nullptr;
  for (std::size_t at = root.entries.size(); at > 0; --at) {
    const yaml::Entry& entry = root.entries[at - 1];
    const std::string_view key = entry.key->value;
    if (key.starts_with("package_")) after = &entry;
    if (key == "packages") after = &root.entries[at > 1 ? at - 2 : 0];
  }
  for (const std::string_view key : {"package_update", "package_upgrade"}) {
    const yaml::Entry* const entry = root.find(key);
    if (entry == nullptr) {
      if (auto done = add(yaml::add_entry(root, key, "true", after)); !done) {
        return std::unexpected(done.error());
      }
    } else if (!yaml::as_bool(*entry->value).value_or(false)) {
      edits.push_back(yaml::replace_scalar(*entry->value, "true"));
    }
  }
  const auto add_to = [&](std::string_view key, std::string_view item) {
    return add(yaml::add_to_list(root, std::span(&key, 1), item));
  };
  const commands::Packages packages = packages_of(root);
  Result<void> done;
  if (packages == commands::Packages::apt) done = add_to("packages", "unattended-upgrades");
  if (packages == commands::Packages::dnf) {
    done = add_to("packages", "dnf-automatic");
    if (done) done = add_to("runcmd", "systemctl enable --now dnf-automatic-install.timer");
  }
  if (!done) return std::unexpected(done.error());
  return edits;
}

Result<std::vector<Edit>> write(const Document& document, const Change& change) {
  if (script::is_shebang(document.text())) return commands::write_script(document, change);
  yaml::Tree tree;
  if (const auto parsed = yaml::parse(document, tree); !parsed)
    return std::unexpected(parsed.error());
  if (change.fact == Fact::packages_updated && !tree.documents.empty() &&
      tree.documents.front()->is_mapping()) {
    return write_updates(*tree.documents.front());
  }
  std::vector<ShellCommand> commands;
  for (const Node* root : tree.documents) {
    if (root == nullptr || !root->is_mapping()) continue;
    auto more = CloudConfig::list_commands(document, *root);
    std::move(more.begin(), more.end(), std::back_inserter(commands));
  }
  return commands::write_commands(document, commands, change, commands::Spelling::list);
}

}  // namespace

extern const Source cloud_init_source{
    .name = "cloud_init",
    .title = "cloud-init user-data",
    .claims_path = claims_path,
    .claims_text = claims_text,
    .read = read,
    .write = write,
    .spell =
        [](const Document& document, const Change& change) {
          return change.fact == Fact::packages_updated ? std::string("package_upgrade: true")
                                                       : commands::spell(document, change);
        },
};

}  // namespace boltseal

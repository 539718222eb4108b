#include "sources/source.h"

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sources/lxc/container.h"

namespace boltseal {
namespace {

// What lxc-create(1) gives each new container: /etc/lxc/default.conf, ~/.config/lxc/default.conf.
bool is_defaults(std::string_view path) {
  return path == "lxc/default.conf" || path.ends_with("/lxc/default.conf");
}

bool claims_path(std::string_view path) { return is_defaults(path); }

// A line that names a root file system; configurations that are only included have none.
bool claims_text(std::string_view, std::string_view text) {
  constexpr std::string_view key = "lxc.rootfs.path";
  for (std::size_t at = 0; (at = text.find(key, at)) != std::string_view::npos; at += key.size()) {
    const std::size_t next = text.find_first_not_of(" \t", at + key.size());
    const bool begins = at == 0 || text[at - 1] == '\n' || text[at - 1] == ' ';
    if (begins && next != std::string_view::npos && text[next] == '=') return true;
  }
  return false;
}

// "web" of "/var/lib/lxc/web/config".
std::string folder_of(std::string_view path) {
  constexpr std::string_view name = "/config";
  if (!path.ends_with(name)) return {};
  path.remove_suffix(name.size());
  return std::string(path.substr(path.rfind('/') + 1));
}

// The container that comes of it says more: a template's own files are included.
void add_defaults(Workload every, const Document& document, Reader& reader) {
  Level level = std::move(every.levels.back());
  // What LXC does when nobody says anything points at the begin of the file.
  const std::vector<Facts::Entry> all = level.facts.entries();
  for (const Facts::Entry& entry : all) {
    const Origin origin = std::visit([](const auto& value) { return value.origin(); }, entry.value);
    if (origin.span == level.site.span) level.facts.remove(entry.fact);
  }
  // More is dropped where the template's own files are included.
  level.facts.remove(Fact::capabilities_added);
  level.facts.remove(Fact::capabilities_dropped);
  Level engine;
  engine.kind = LevelKind::daemon;
  engine.site = level.site;
  engine.open = level.site;
  const Value<Text>& space = level.facts.get(fact::user_namespace);
  engine.facts.set(fact::userns_remap, Text(space.is_known() ? "default" : ""),
                   space.is_known() ? space.origin() : level.site);
  level.open = level.site;
  level.open->note = "the container's own configuration says more";
  every.name = "every new container of lxc " + document.path();
  every.levels = {std::move(level)};
  reader.inventory.workloads.push_back(std::move(every));
  Engine defaults;
  defaults.name = "lxc " + document.path();
  defaults.levels.push_back(std::move(engine));
  reader.inventory.engines.push_back(std::move(defaults));
}

void read(const Document& document, Reader& reader) {
  const auto settings = lxc::read_settings(document, reader);
  if (is_defaults(document.path())) {
    return add_defaults(lxc::read_container(settings, {}, document.origin({0, 0})), document,
                        reader);
  }
  reader.inventory.workloads.push_back(
      lxc::read_container(settings, folder_of(document.path()), document.origin({0, 0})));
}

Result<std::vector<Edit>> write(const Document&, const Change&) {
  return fail("configurations of LXC are not edited");
}

// What a user would write: the keys of lxc.container.conf(5).
std::string spell(const Document&, const Change& change) {
  const auto* const number = std::get_if<std::int64_t>(&change.value);
  const std::string text = number == nullptr ? std::string() : std::to_string(*number);
  constexpr std::int64_t thousandths_to_microseconds = 100;
  switch (change.fact) {
    case Fact::memory_limit: return number ? "lxc.cgroup2.memory.max = " + text : text;
    case Fact::pids_limit: return number ? "lxc.cgroup2.pids.max = " + text : text;
    case Fact::cpu_limit:
      return number ? "lxc.cgroup2.cpu.max = " +
                          std::to_string(*number * thousandths_to_microseconds) + " 100000"
                    : text;
    case Fact::open_files_limit: return number ? "lxc.prlimit.nofile = " + text : text;
    case Fact::privilege_escalation: return "lxc.no_new_privs = 1";
    case Fact::read_only_root: return "lxc.rootfs.options = ro";
    case Fact::seccomp: return "lxc.seccomp.profile = /usr/share/lxc/config/common.seccomp";
    case Fact::user:
    case Fact::userns_remap: return "lxc.idmap = u 0 100000 65536";
    default: return {};
  }
}

}  // namespace

extern const Source lxc_source{
    .name = "lxc",
    .title = "configuration of LXC",
    .claims_path = claims_path,
    .claims_text = claims_text,
    .read = read,
    .write = write,
    .spell = spell,
};

}  // namespace boltseal

#include "support/machine_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/date.h"
#include "base/text.h"

namespace boltseal::test {
namespace {

std::int64_t seconds_of(const std::string& path, std::string_view date) {
  const auto day = parse_date(date);
  if (!day) ADD_FAILURE() << path << ": no date: " << date;
  return day ? std::chrono::sys_days(*day).time_since_epoch() / std::chrono::seconds(1) : 0;
}

class TextReader {
 public:
  TextReader(const std::string& path, const std::string& text) : path_(path), text_(text) {}

  MachineText read() {
    constexpr std::string_view begin = "--- ";
    std::size_t at = 0;
    while (at < text_.size()) {
      const std::size_t end = std::min(text_.find('\n', at), text_.size());
      const std::string title = text_.substr(at, end - at);
      std::size_t next = text_.find("\n--- ", end);
      next = next == std::string::npos ? text_.size() : next + 1;
      const std::string body = end < next ? text_.substr(end + 1, next - end - 1) : std::string();
      if (!title.starts_with(begin)) {
        ADD_FAILURE() << path_ << ": no part: " << title;
        break;
      }
      part(split(std::string_view(title).substr(begin.size()), ' '), body);
      at = next;
    }
    if (!read_.filter.iptables && !read_.filter.nft) read_.filter.tables.emplace();
    if (!read_.filter.legacy) read_.filter.legacy = "";
    if (read_.filter.iptables) read_.filter.tables.emplace();
    accounts("/etc/passwd", ":x:", ":0::/:/bin/sh");
    accounts("/etc/group", ":x:", ":");
    return std::move(read_);
  }

 private:
  void part(const std::vector<std::string_view>& words, const std::string& body) {
    const std::string_view kind = words[0];
    if (kind.starts_with('/')) return file(words, body);
    if (kind == "iptables") {
      read_.filter.iptables = body;
    } else if (kind == "legacy") {
      read_.filter.legacy = body;
    } else if (kind == "nft") {
      read_.filter.nft = body;
    } else if (words.size() < 2) {
      ADD_FAILURE() << path_ << ": no such part: " << kind;
    } else if (kind == "hidden") {
      read_.tree.add(std::string(words[1]),
                     {.status = {}, .text = {}, .link = {}, .is_hidden = true});
    } else if (kind == "engine") {
      LiveEngine engine;
      engine.name = words[1];
      engine.kind = words[1];
      if (words.size() > 2) engine.version = words[2];
      engine.endpoint = words.size() > 4 ? std::string(words[4]) : "/var/run/docker.sock";
      if (engine.version.find_first_of("+~") == std::string::npos) {
        engine.build = engine.kind == "docker" ? "Docker Engine - Community" : std::string(40, 'a');
      }
      engine.info = body;
      read_.engines.push_back(std::move(engine));
    } else if (kind == "user" && words.size() > 2) {
      for (LiveEngine& engine : read_.engines) {
        if (engine.name != words[1]) continue;
        engine.user = words[2];
        engine.name += " of " + engine.user;
      }
    } else if (kind == "container" && words.size() > 3) {
      container(words, body);
    } else if (kind == "networks" || kind == "nodes" || kind == "secrets") {
      for (LiveEngine& engine : read_.engines) {
        if (engine.name != words[1]) continue;
        (kind == "networks" ? engine.networks
         : kind == "nodes"  ? engine.nodes
                            : engine.secrets) = body;
        if (kind == "secrets") engine.used_secrets.emplace(words.begin() + 2, words.end());
      }
    } else if (kind == "answer" && words.size() > 2) {
      read_.answers[static_cast<int>(parse_int(words[1]).value_or(0))] =
          words[2] == "plain" ? EngineListener::Answer::plain : EngineListener::Answer::unverified;
    } else if (kind == "now") {
      read_.now = seconds_of(path_, words[1]);
    } else if (kind == "packages") {
      read_.packages.system = join({words.begin() + 1, words.end()}, " ");
      for (const std::string_view line : split(trim(body), '\n')) package(split(line, ' '));
    } else {
      ADD_FAILURE() << path_ << ": no such part: " << kind;
    }
  }

  void container(const std::vector<std::string_view>& words, const std::string& body) {
    for (LiveEngine& engine : read_.engines) {
      if (engine.name != words[1]) continue;
      LiveContainer& container = engine.containers.emplace_back();
      container.name = container.id = words[2];
      container.pid = static_cast<int>(parse_int(words[3]).value_or(0));
      container.text = body;
      file({"/proc/" + std::string(words[3]) + "/cgroup"}, "0::/" + container.id + "\n");
    }
  }

  void file(const std::vector<std::string_view>& words, const std::string& body) {
    const std::string path(words[0]);
    MemoryTree::Entry entry;
    entry.text = body;
    entry.status.mode = 0644;
    std::vector<std::string_view> names;
    for (std::size_t at = 1; at < words.size(); ++at) {
      const std::string_view word = words[at];
      if (word == "->" && at + 1 < words.size()) {
        entry.link = words[++at];
      } else if (word == "changed" && at + 1 < words.size()) {
        entry.status.modified = seconds_of(path_, words[++at]);
      } else if (word == "folder") {
        entry.status.kind = FileStatus::Kind::folder;
      } else if (word == "socket") {
        entry.status.kind = FileStatus::Kind::socket;
      } else if (is_digit(word.front())) {
        std::from_chars(word.data(), word.data() + word.size(), entry.status.mode, 8);
      } else {
        names.push_back(word);
      }
    }
    if (!names.empty()) entry.status.uid = number_of(names.front());
    if (names.size() > 1) entry.status.gid = number_of(names[1]);
    if (path.ends_with("/cmdline") || path.ends_with("/environ"))
      std::ranges::replace(entry.text, '\n', '\0');
    read_.tree.add(path, std::move(entry));
  }

  void package(const std::vector<std::string_view>& words) {
    if (words.size() == 2 && words[0] == "ended") {
      read_.packages.ended = words[1];
    } else if (words.size() > 4) {
      OutdatedPackage outdated{.name = std::string(words[0]),
                               .version = std::string(words[1]),
                               .fixed = std::string(words[2]),
                               .ids = {words.begin() + 4, words.end()},
                               .worst = Severity::info,
                               .exploited = {}};
      while (outdated.worst < Severity::critical && name_of(outdated.worst) != words[3]) {
        outdated.worst = static_cast<Severity>(static_cast<int>(outdated.worst) + 1);
      }
      if (name_of(outdated.worst) != words[3]) ADD_FAILURE() << path_ << ": " << words[3];
      if (outdated.ids.back() == "exploited") {
        outdated.ids.pop_back();
        outdated.exploited = outdated.ids.front();
      }
      read_.packages.outdated.push_back(std::move(outdated));
    } else if (!words.front().empty()) {
      ADD_FAILURE() << path_ << ": no package: " << words.front();
    }
  }

  // The same for users and groups.
  std::uint32_t number_of(std::string_view name) {
    if (name == "root") return 0;
    const auto [at, is_new] =
        numbers_.try_emplace(std::string(name), static_cast<std::uint32_t>(1000 + numbers_.size()));
    return at->second;
  }

  void accounts(const std::string& path, std::string_view before, std::string_view after) {
    if (read_.tree.has(path)) return;
    MemoryTree::Entry entry;
    entry.text = "root" + std::string(before) + "0" + std::string(after) + "\n";
    for (const auto& [name, number] : numbers_) {
      entry.text += name + std::string(before) + std::to_string(number) + std::string(after) + "\n";
    }
    read_.tree.add(path, std::move(entry));
  }

  const std::string& path_;
  const std::string& text_;
  std::map<std::string, std::uint32_t> numbers_;
  MachineText read_;
};

}  // namespace

Sight MemoryTree::status(const std::string& path, FileStatus& status) const {
  const auto found = entries_.find(path);
  if (found != entries_.end()) {
    status = found->second.status;
    return found->second.is_hidden ? Sight::hidden : Sight::there;
  }
  const auto below = entries_.lower_bound(path + "/");
  if (below == entries_.end() || !below->first.starts_with(path + "/")) return Sight::missing;
  status = {.kind = FileStatus::Kind::folder, .mode = 0755};
  return Sight::there;
}

Sight MemoryTree::read(const std::string& path, std::string& text) const {
  const auto found = entries_.find(path);
  if (found == entries_.end()) return Sight::missing;
  if (found->second.is_hidden || found->second.status.kind != FileStatus::Kind::file) {
    return Sight::hidden;
  }
  text = found->second.text;
  return Sight::there;
}

Sight MemoryTree::list(const std::string& folder, std::vector<std::string>& names) const {
  names.clear();
  const auto itself = entries_.find(folder);
  if (itself != entries_.end() && itself->second.is_hidden) return Sight::hidden;
  const std::string begin = folder + "/";
  for (auto at = entries_.lower_bound(begin); at != entries_.end(); ++at) {
    if (!at->first.starts_with(begin)) break;
    const std::string name =
        at->first.substr(begin.size(), at->first.find('/', begin.size()) - begin.size());
    if (names.empty() || names.back() != name) names.push_back(name);
  }
  return names.empty() && itself == entries_.end() ? Sight::missing : Sight::there;
}

Sight MemoryTree::link(const std::string& path, std::string& target) const {
  const auto found = entries_.find(path);
  if (found == entries_.end() || found->second.link.empty()) return Sight::missing;
  target = found->second.link;
  return Sight::there;
}

MachineParts MachineText::look() const {
  const AskListener ask = [&](const EngineListener& listener) {
    const auto found = answers.find(listener.port);
    return found == answers.end() ? EngineListener::Answer::unknown : found->second;
  };
  MachineParts parts = look_at_machine(tree, engines, {.now = now, .ask = ask});
  parts.view.machine.packages = packages;
  const bool has_containers = std::ranges::any_of(
      engines, [](const LiveEngine& engine) { return !engine.containers.empty(); });
  if (has_containers) {
    parts.view.machine.network =
        std::make_shared<const NetworkMap>(look_at_network(tree, engines, filter));
  }
  return parts;
}

MachineText read_machine(const std::string& path, const std::string& text) {
  return TextReader(path, text).read();
}

}  // namespace boltseal::test

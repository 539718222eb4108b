// A machine in one text, as the fixtures of rules have it ("--- PATH", "--- hidden PATH", "--- PATH
// -> TARGET", "--- engine NAME VERSION"), is looked at and judged: everything in it is hostile.

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "audit/machine.h"
#include "base/text.h"

namespace boltseal {
namespace {

class TextTree final : public MachineTree {
 public:
  struct Entry {
    std::string text, link;
    FileStatus status;
    bool is_hidden = false;
  };
  std::map<std::string, Entry> entries;

  Sight status(const std::string& path, FileStatus& status) const override {
    const auto found = entries.find(path);
    if (found != entries.end()) {
      status = found->second.status;
      return found->second.is_hidden ? Sight::hidden : Sight::there;
    }
    const auto below = entries.lower_bound(path + "/");
    if (below == entries.end() || !below->first.starts_with(path + "/")) return Sight::missing;
    status = {.kind = FileStatus::Kind::folder, .mode = 0755};
    return Sight::there;
  }
  Sight read(const std::string& path, std::string& text) const override {
    const auto found = entries.find(path);
    if (found == entries.end()) return Sight::missing;
    if (found->second.is_hidden) return Sight::hidden;
    text = found->second.text;
    return Sight::there;
  }
  Sight list(const std::string& folder, std::vector<std::string>& names) const override {
    names.clear();
    const std::string begin = folder + "/";
    for (auto at = entries.lower_bound(begin); at != entries.end(); ++at) {
      if (!at->first.starts_with(begin)) break;
      std::string name =
          at->first.substr(begin.size(), at->first.find('/', begin.size()) - begin.size());
      if (names.empty() || names.back() != name) names.push_back(std::move(name));
    }
    return names.empty() ? Sight::missing : Sight::there;
  }
  Sight link(const std::string& path, std::string& target) const override {
    const auto found = entries.find(path);
    if (found == entries.end() || found->second.link.empty()) return Sight::missing;
    target = found->second.link;
    return Sight::there;
  }
};

struct Input {
  TextTree tree;
  std::vector<LiveEngine> engines;
};

Input read(std::string_view text) {
  Input input;
  constexpr std::string_view mark = "--- ";
  while (text.starts_with(mark)) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view title = text.substr(mark.size(), end - mark.size());
    const std::size_t next = std::min(text.find("\n--- ", end), text.size());
    std::string body(end < next ? text.substr(end + 1, next - end) : std::string_view());
    text.remove_prefix(std::min(next + 1, text.size()));
    std::vector<std::string_view> words = split(title, ' ');
    if (words[0] == "engine" && words.size() > 1) {
      LiveEngine engine;
      engine.kind = engine.name = words[1];
      if (words.size() > 2) engine.version = words[2];
      if (words.size() > 3) engine.user = words[3];
      engine.endpoint = "/var/run/docker.sock";
      engine.build = "Docker Engine - Community";
      engine.info = engine.networks = std::move(body);
      input.engines.push_back(std::move(engine));
      continue;
    }
    const bool is_hidden = words[0] == "hidden" && words.size() > 1;
    std::string path(is_hidden ? words[1] : words[0]);
    if (path.ends_with("/cmdline") || path.ends_with("/environ")) {
      std::ranges::replace(body, '\n', '\0');
    }
    TextTree::Entry entry{
        .text = std::move(body), .link = {}, .status = {}, .is_hidden = is_hidden};
    entry.status.mode = static_cast<unsigned>(title.size() * 37) & 07777u;
    if (words.size() > 2 && words[1] == "->") entry.link = words[2];
    if (words.back() == "socket") entry.status.kind = FileStatus::Kind::socket;
    input.tree.entries.insert_or_assign(std::move(path), std::move(entry));
  }
  return input;
}

}  // namespace
}  // namespace boltseal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace boltseal;
  const Input input = read(std::string_view(reinterpret_cast<const char*>(data), size));
  MachineLook look;
  look.now = 1'800'000'000;
  const MachineParts parts = look_at_machine(input.tree, input.engines, look);
  static const RuleSet rules = rules_of(Profile::strict, {});
  judge_machine(parts, rules);
  return 0;
}

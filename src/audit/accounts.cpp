#include "audit/accounts.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace boltseal {
namespace {

std::optional<std::uint32_t> number(std::string_view text) {
  const auto value = parse_int(text);
  if (!value || *value < 0 || *value > std::numeric_limits<std::uint32_t>::max()) return {};
  return static_cast<std::uint32_t>(*value);
}

// The lines of an account file, each with its fields, as views into `text`.
std::vector<std::vector<std::string_view>> entries_of(std::string_view text, std::size_t fields) {
  std::vector<std::vector<std::string_view>> entries;
  for (const std::string_view line : split(text, '\n')) {
    std::vector<std::string_view> entry = split(line, ':');
    if (entry.size() >= fields && !entry[0].empty() && entry[0].front() != '#') {
      entries.push_back(std::move(entry));
    }
  }
  return entries;
}

}  // namespace

Accounts read_accounts(const MachineTree& tree, MachineView& view) {
  Accounts accounts;
  std::string read;
  std::map<std::uint32_t, std::vector<Item>> primary;
  const auto item = [](const Origin& file, std::string_view word) {
    const std::string& text = file.file->text;
    const auto begin = static_cast<std::uint32_t>(word.data() - text.data());
    Item member{Text(std::string(word)), file};
    member.origin.span = {begin, begin + static_cast<std::uint32_t>(word.size())};
    return member;
  };
  if (tree.read("/etc/passwd", read) == Sight::there) {
    const Origin file = view.place("/etc/passwd", std::move(read));
    for (const auto& entry : entries_of(file.file->text, 4)) {
      const auto uid = number(entry[2]), gid = number(entry[3]);
      if (!uid || !gid) continue;
      accounts.users.try_emplace(*uid, entry[0]);
      primary[*gid].push_back(item(file, entry[0]));
    }
  }
  if (tree.read("/etc/group", read) == Sight::there) {
    const Origin file = view.place("/etc/group", std::move(read));
    for (const auto& entry : entries_of(file.file->text, 4)) {
      const auto gid = number(entry[2]);
      if (!gid) continue;
      accounts.groups.try_emplace(*gid, entry[0]);
      MachineGroup group{.name = std::string(entry[0]), .members = {}};
      for (const std::string_view member : split(entry[3], ',')) {
        if (!trim(member).empty()) group.members.push_back(item(file, trim(member)));
      }
      for (const Item& member : primary[*gid]) {
        const bool is_known = std::ranges::any_of(
            group.members, [&](const Item& each) { return each.text == member.text; });
        if (!is_known) group.members.push_back(member);
      }
      view.machine.groups.push_back(std::move(group));
    }
  }
  return accounts;
}

std::string name_or_number(const std::map<std::uint32_t, std::string>& names,
                           std::uint32_t number) {
  const auto found = names.find(number);
  return found == names.end() ? std::to_string(number) : found->second;
}

std::string home_of(const MachineTree& tree, std::uint32_t uid) {
  std::string text;
  if (tree.read("/etc/passwd", text) != Sight::there) return {};
  for (const auto& entry : entries_of(text, 6)) {
    if (number(entry[2]) == uid) return std::string(entry[5]);
  }
  return {};
}

}  // namespace boltseal

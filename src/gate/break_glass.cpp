#include "gate/break_glass.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/files.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "base/timestamp.h"

namespace boltseal {
namespace {

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

std::string break_glass_file(const std::string& policy_file) {
  return directory_of(policy_file) + "/break-glass.json";
}

Result<std::optional<BreakGlass>> read_break_glass(const std::string& policy_file) {
  const std::string path = break_glass_file(policy_file);
  const DiskFiles files;
  if (!files.exists(path)) return std::nullopt;
  const Result<std::string> text = files.read(path);
  if (!text) return std::unexpected(text.error());
  const json read = parse_json(*text);
  const auto until = parse_timestamp(text_in(read, "until"));
  BreakGlass word{.reason = text_in(read, "reason"),
                  .owner = text_in(read, "owner"),
                  .until = until.value_or(std::chrono::sys_seconds())};
  if (!until || word.reason.empty() || word.owner.empty() ||
      word.until > now() + most_break_glass) {
    return fail("does not say for what reason, by whom and until when, within 24 hours", path, {},
                "boltseal gate break-glass --end");
  }
  if (word.until <= now()) return std::nullopt;
  return word;
}

Result<void> keep_break_glass(const std::string& policy_file, const BreakGlass& word) {
  StringOutput text;
  {
    JsonWriter out(text);
    out.begin_object();
    out.member("reason", word.reason);
    out.member("owner", word.owner);
    out.member("until", to_text(word.until));
    out.end_object();
  }
  const std::string path = break_glass_file(policy_file);
  text.write("\n");
  return DiskFiles().exists(path) ? replace_file(path, text.text) : make_file(path, text.text);
}

Result<void> end_break_glass(const std::string& policy_file) {
  const std::string path = break_glass_file(policy_file);
  if (std::remove(path.c_str()) == 0 || errno == ENOENT) return {};
  return fail(std::string("cannot be removed: ") + std::strerror(errno), path);
}

}  // namespace boltseal

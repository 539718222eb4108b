// Any bytes as one file, of the kind that the first byte says, repaired with everything that is
// asked for. What must hold: the file ends as it ended and breaks its lines as it broke them, no
// comment line is lost, no line is changed but those that an edit touches, a Dockerfile has as many
// stages as before or two instead of one, and repairing it again changes nothing.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "repair/edits.h"
#include "repair/repair.h"

namespace boltseal {
namespace {

void hold(bool truth, const char* what, const RepairedFile& file) {
  if (truth) return;
  std::fprintf(stderr, "%s\n%s", what, unified_diff(file.path, file.before, file.edits).c_str());
  std::abort();
}

Repairs repaired(std::string_view kind, const std::string& text) {
  CheckOptions options;
  options.paths = {"-"};  // standard input is the one path that need not be on the disk
  options.source = kind;
  options.profile.profile = Profile::strict;
  options.threads = 1;
  const MemoryFiles files(std::map<std::string, std::string>{{"-", text}});
  return repair(options, Safety::guess, files);
}

bool breaks_with_crlf_only(std::string_view text) {
  bool any = false;
  for (std::size_t at = text.find('\n'); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    if (at == 0 || text[at - 1] != '\r') return false;
    any = true;
  }
  return any;
}

std::map<std::string_view, int> comments_of(std::string_view text) {
  std::map<std::string_view, int> comments;
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view bare = trim(line);
    if (bare.starts_with('#')) ++comments[bare];
  }
  return comments;
}

std::size_t stages_of(std::string_view text) {
  std::size_t count = 0;
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view bare = trim(line);
    if (bare.size() > 5 && equals_ignoring_case(bare.substr(0, 5), "FROM ")) ++count;
  }
  return count;
}

int run(const std::uint8_t* data, std::size_t size) {
  if (size < 2 || size > (8 << 10)) return 0;
  static constexpr std::array<std::string_view, 6> kinds = {"dockerfile", "compose", "kubernetes",
                                                            "script",     "daemon",  "cloud_init"};
  const std::string_view kind = kinds[data[0] % kinds.size()];
  const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  const Repairs first = repaired(kind, text);
  for (const RepairedFile& file : first.files) {
    if (file.is_new) continue;
    hold(file.before == text, "the file before is another", file);
    hold(file.after == with_edits(text, file.edits), "the edits do not make the text", file);
    hold(text.ends_with('\n') == file.after.ends_with('\n'), "the end of the file changed", file);
    if (breaks_with_crlf_only(text)) {
      hold(breaks_with_crlf_only(file.after), "a line breaks otherwise than the others", file);
    }
    const auto kept = comments_of(file.after);
    for (const auto& [comment, count] : comments_of(text)) {
      const auto found = kept.find(comment);
      hold(found != kept.end() && found->second >= count, "a comment is lost", file);
    }
    if (kind == "dockerfile") {
      const std::size_t before = stages_of(text), after = stages_of(file.after);
      hold(after == before || (before == 1 && after == 2), "stages came or went", file);
    }
    const Repairs second = repaired(kind, file.after);
    for (const RepairedFile& again : second.files) hold(false, "a second run changes more", again);
  }
  return 0;
}

}  // namespace
}  // namespace boltseal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return boltseal::run(data, size);
}

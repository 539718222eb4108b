#include <algorithm>
#include <array>
#include <string>

#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// Archives that ADD unpacks; it looks at the bytes, so a name without an ending may be one too.
bool may_be_archive(const Text& source) {
  static constexpr std::array<std::string_view, 12> endings = {".tar", ".tgz",  ".tbz",  ".tbz2",
                                                               ".txz", ".gz",   ".bz2",  ".xz",
                                                               ".zst", ".tzst", ".lzma", ".Z"};
  if (!source.is_known() || source.empty()) return true;
  const std::string& path = source.bytes();
  // A wildcard over archives: *.tar.*
  if (path.find(".tar") != std::string::npos || path.find(".t*") != std::string::npos) return true;
  return std::ranges::any_of(endings, [&](std::string_view end) { return path.ends_with(end); });
}

bool is_remote(const Text& source) {
  return source.bytes().find("://") != std::string::npos ||
         source.starts_with("git@") == Truth::yes;
}

// A folder, or a file whose ending says that it is none that ADD would unpack.
bool is_plain(const Item& source) {
  const std::string& path = source.text.bytes();
  if (path.ends_with('/') || path.ends_with('.')) return true;
  const std::size_t name = path.rfind('/') + 1;
  return path.find('.', name + 1) != std::string::npos;
}

std::optional<Change> mend(const Instruction& add, const Origin& keyword, bool plain) {
  // --checksum, --keep-git-dir and --unpack are ADD's alone.
  if (std::ranges::any_of(add.flags, [](const Setting& flag) {
        return flag.name != "chown" && flag.name != "chmod" && flag.name != "link" &&
               flag.name != "exclude";
      })) {
    return std::nullopt;
  }
  const std::string_view written = written_at(keyword);
  if (written != "ADD" && written != "add") return std::nullopt;  // what an ONBUILD holds
  Rewriting rewriting;
  rewriting.replace(keyword, written == "ADD" ? "COPY" : "copy");
  if (plain) return rewriting.change(Safety::safe);
  return rewriting.change(Safety::behaviour, "a source that is an archive is no more unpacked");
}

void check(const Build& build, Findings& findings) {
  for (const Stage& stage : build.stages) {
    for (const Instruction& instruction : stage.instructions) {
      if (instruction.name != "ADD" || instruction.arguments.size() < 2) continue;
      const auto sources =
          std::ranges::subrange(instruction.arguments.begin(), instruction.arguments.end() - 1);
      if (std::ranges::any_of(sources, [](const Item& item) {
            return may_be_archive(item.text) || is_remote(item.text) ||
                   item.text.bytes().starts_with("<<");
          })) {
        continue;
      }
      Origin keyword = instruction.origin;
      keyword.span.end = keyword.span.begin + 3;
      Finding& finding = findings.add(
          keyword, "add[" + sources.front().text.bytes() + "]",
          "ADD takes " + sources.front().text.bytes() + ", where COPY does all that is needed");
      finding.remedy = "COPY";
      finding.change = mend(instruction, keyword, std::ranges::all_of(sources, is_plain));
    }
  }
}

}  // namespace

extern const Rule build_add_instead_of_copy{
    .summary = "ADD where COPY serves",
    .what =
        "`ADD` takes plain files or folders of the build context. Archives, which it unpacks, "
        "URLs, Git repositories and names that are not known are not reported.",
    .why =
        "`ADD` looks into what it is given: a file that turns out to be an archive is unpacked "
        "over the file system, a source that begins with a protocol is fetched. Who reads `COPY` "
        "knows that neither can happen.",
    .remedy = "Write `COPY` with the same arguments.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 4.9",
                   "https://docs.docker.com/build/building/best-practices/#add-or-copy"},
    .build = check,
};

}  // namespace boltseal

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "model/image_contents.h"
#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

bool is_octal(std::string_view mode) {
  return mode.size() >= 3 && mode.size() <= 4 &&
         mode.find_first_not_of("01234567") == std::string_view::npos;
}

// Whether a mode of chmod(1) lets everybody write. With the sticky bit (1777, as /tmp has it)
// nobody can replace another's files.
bool lets_all_write(std::string_view mode) {
  if (is_octal(mode)) {
    const bool sticky = mode.size() == 4 && ((mode.front() - '0') & 1) != 0;
    return !sticky && ((mode.back() - '0') & 2) != 0;
  }
  // a+w, o+rwx, +rwx with "a", ugo+w: one clause says who, the operator and what.
  bool sticky = false, writable = false;
  while (!mode.empty()) {
    const std::string_view clause = mode.substr(0, mode.find(','));
    mode.remove_prefix(std::min(clause.size() + 1, mode.size()));
    const std::size_t op = clause.find_first_of("+=");
    if (op == std::string_view::npos) continue;
    if (clause.find_first_not_of("ugoa") < op) continue;
    const std::string_view who = clause.substr(0, op), what = clause.substr(op + 1);
    if (what.find_first_not_of("rwxXstugo") != std::string_view::npos) continue;
    if (what.find('t') != std::string_view::npos) sticky = true;
    // Without "who" the umask decides, which is 022.
    if ((who.find('o') != std::string_view::npos || who.find('a') != std::string_view::npos) &&
        what.find('w') != std::string_view::npos) {
      writable = true;
    }
  }
  return writable && !sticky;
}

// The mode without the right for everybody to write; empty where no simple one is meant.
std::string narrower(std::string_view mode) {
  if (is_octal(mode)) {
    std::string digits(mode);
    // 777 and 666 give away more than the last digit.
    if (digits.ends_with("77") || digits.ends_with("66")) {
      digits[digits.size() - 2] = static_cast<char>(digits[digits.size() - 2] - 2);
    }
    digits.back() = static_cast<char>(digits.back() - 2);
    return digits;
  }
  for (const std::string_view all : {"a+", "ugo+"}) {
    if (!mode.starts_with(all)) continue;
    const std::string_view what = mode.substr(all.size());
    if (what == "w") return "u+w";
    if (what == "rw") return "u+rw,go+r";
    if (what == "rwx") return "u+rwx,go+rx";
    if (what == "rwX") return "u+rwX,go+rX";
  }
  return {};
}

// `at` ends with the mode as it was read.
std::optional<Change> mend(const Origin& at, std::string_view mode) {
  const std::string instead = narrower(mode);
  if (instead.empty() || !written_at(at).ends_with(mode)) return std::nullopt;
  Origin place = at;
  place.span.begin = place.span.end - static_cast<std::uint32_t>(mode.size());
  Rewriting rewriting;
  rewriting.replace(place, instead);
  return rewriting.change(Safety::behaviour,
                          "users other than the owner that write there; give them the files with "
                          "chown or COPY --chown");
}

void check_command(const ShellCommand& command, Findings& findings) {
  const std::string_view program = command.program();
  if (program == "chmod") {
    for (std::size_t at = 1; at + 1 < command.words.size(); ++at) {
      const Item& item = command.words[at];
      const std::string& word = item.text.bytes();
      if (word.starts_with('-') || !item.text.is_known()) continue;
      if (!lets_all_write(word)) return;
      // The device nodes and /tmp are meant for everybody.
      std::size_t next = at + 1;
      while (next + 1 < command.words.size() && command.words[next].text.bytes().starts_with('-')) {
        ++next;
      }
      const std::string& target = command.words[next].text.bytes();
      if (target.starts_with("/dev/") || target == "/tmp" || target == "/tmp/") return;
      findings
          .add(item.origin, "mode[" + target + "]",
               "everybody may change " + target + " (mode " + word + ")")
          .change = mend(item.origin, word);
      return;
    }
  } else if (program == "install" || program == "mkdir") {
    for (std::size_t at = 1; at + 1 < command.words.size(); ++at) {
      const std::string& word = command.words[at].text.bytes();
      std::string_view mode;
      const Item* place = &command.words[at];
      if (word == "-m" || word == "--mode") {
        place = &command.words[at + 1];
        mode = place->text.bytes();
      } else if (word.starts_with("--mode=")) {
        mode = std::string_view(word).substr(7);
      } else if (word.starts_with("-m") && word.size() > 2) {
        mode = std::string_view(word).substr(2);
      }
      if (mode.empty() || !lets_all_write(mode)) continue;
      const std::string& target = command.words.back().text.bytes();
      findings
          .add(place->origin, "mode[" + target + "]",
               "everybody may change " + target + " (mode " + std::string(mode) + ")")
          .change = mend(place->origin, mode);
    }
  }
}

void check(const Build& build, Findings& findings) {
  for (const Stage* stage : build.lineage()) {
    for (const Instruction& instruction : stage->instructions) {
      for (const ShellCommand& command : instruction.commands) check_command(command, findings);
      if (instruction.name != "COPY" && instruction.name != "ADD") continue;
      for (const Setting& flag : instruction.flags) {
        if (flag.name != "chmod" || !flag.value.is_known() || !lets_all_write(flag.value.bytes()) ||
            instruction.arguments.empty()) {
          continue;
        }
        const std::string& target = instruction.arguments.back().text.bytes();
        findings
            .add(flag.origin, "mode[" + target + "]",
                 "everybody may change what is copied to " + target + " (mode " +
                     flag.value.bytes() + ")")
            .change = mend(flag.origin, flag.value.bytes());
      }
    }
  }
}

// Of a path from the root: "" is the root.
std::string_view folder_of(std::string_view path) { return path.substr(0, path.rfind('/')); }

// One for each folder: what lies in a folder that everybody may change is no news.
void check_contents(const ImageContents& image, Findings& findings) {
  std::set<std::string_view> open_folders;
  const auto is_in_open_folder = [&](std::string_view path) {
    while (!path.empty()) {
      path = folder_of(path);
      if (open_folders.contains(path)) return true;
    }
    return false;
  };
  struct Group {
    const ContainedFile* first;
    std::size_t files = 0;
  };
  std::map<std::string_view, Group> groups;  // of files, by their folder
  for (const ContainedFile& file : image.files) {
    // Device nodes are meant for everybody, and a container has its own /dev, /proc and /sys.
    if (file.is_hidden || !file.is_world_writable() || file.path.starts_with("/dev/") ||
        file.path.starts_with("/proc/") || file.path.starts_with("/sys/")) {
      continue;
    }
    if (is_in_open_folder(file.path)) continue;
    if (file.kind == ContainedFile::Kind::folder) {
      open_folders.insert(file.path);
      findings.add(file.origin, "mode[" + file.path + "]",
                   "everybody may change what is in the folder " + file.path);
    } else {
      ++groups.try_emplace(folder_of(file.path), Group{&file}).first->second.files;
    }
  }
  for (const auto& [folder, group] : groups) {
    const std::string& path = group.first->path;
    findings.add(group.first->origin, "mode[" + path + "]",
                 group.files == 1
                     ? "everybody may change " + path
                     : "everybody may change " + std::to_string(group.files) + " files in " +
                           std::string(folder.empty() ? "/" : folder) + ", the first is " + path);
  }
}

}  // namespace

extern const Rule build_world_writable{
    .summary = "Files that everybody may change",
    .what =
        "`chmod`, `install -m`, `mkdir -m` or `COPY --chmod` gives write access to all users "
        "(`777`, `666`, `a+w`, `o+w`) in the stage that becomes the image or one that it starts "
        "from. Folders with the sticky bit (`1777`), `/tmp` and device nodes are not reported. Of "
        "a "
        "finished image it names each folder that everybody may change, or that holds such files.",
    .why =
        "The point of a user without rights is that a broken program cannot change itself. What "
        "everybody may write, an attacker may replace: a script that root runs at the next start, "
        "a library, a configuration. It is nearly always a cure for a wrong owner.",
    .remedy =
        "Give the files to the user that needs them: `COPY --chown=10001`, `chown`, or `chmod g+w` "
        "with a group; for a folder of temporary files set the sticky bit (`1777`).",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CWE-732", "NIST SP 800-190 4.1.2"},
    .build = check,
    .contents = check_contents,
};

}  // namespace boltseal

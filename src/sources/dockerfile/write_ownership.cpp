#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/files.h"
#include "model/image_programs.h"
#include "model/image_users.h"
#include "sources/dockerfile/words.h"
#include "sources/dockerfile/write_stage.h"

namespace boltseal::dockerfile {
namespace {

// A folder that can be a word of a shell as it is, and that is not part of the system: those belong
// to root on purpose, or to everybody.
bool is_own_folder(std::string_view folder) {
  static constexpr std::array<std::string_view, 16> systems = {
      "/",    "/bin", "/dev",  "/etc", "/home", "/lib",     "/opt", "/proc",
      "/run", "/srv", "/sbin", "/sys", "/tmp",  "/var/tmp", "/usr", "/var"};
  if (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
  return folder.starts_with('/') && std::ranges::find(systems, folder) == systems.end() &&
         folder.find_first_of(" \t\r\n'\"$`*?[]&;|<>()\\#~") == std::string_view::npos;
}

bool is_in(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) &&
         (path.size() == folder.size() || path[folder.size()] == '/' || folder.ends_with('/'));
}

// Whether a step gives the folder, or one around it, to somebody already.
bool is_given_away(const std::vector<const Stage*>& lineage, std::string_view folder) {
  for (const Stage* stage : lineage) {
    for (const Instruction& instruction : stage->instructions) {
      const bool chowns = std::ranges::any_of(
          instruction.flags, [](const Setting& flag) { return flag.name == "chown"; });
      if (chowns && !instruction.arguments.empty() &&
          is_in(folder, instruction.arguments.back().text.bytes())) {
        return true;
      }
      for (const ShellCommand& command : instruction.commands) {
        if (command.program() != "chown" && command.program() != "install") continue;
        const bool named =
            std::any_of(command.words.begin() + 1, command.words.end(), [&](const Item& word) {
              return word.text.bytes().starts_with('/') && is_in(folder, word.text.bytes());
            });
        if (named) return true;
      }
    }
  }
  return false;
}

// Whether something is copied into the folder, which then belongs to root as well.
bool is_filled(const std::vector<const Stage*>& lineage, std::string_view folder) {
  return std::ranges::any_of(lineage, [&](const Stage* stage) {
    return std::ranges::any_of(stage->instructions, [&](const Instruction& instruction) {
      return (instruction.name == "COPY" || instruction.name == "ADD") &&
             !instruction.arguments.empty() &&
             is_in(instruction.arguments.back().text.bytes(), folder);
    });
  });
}

bool has_shell(const std::vector<const Stage*>& lineage) {
  return has_program(lineage.back()->base, "sh") == Truth::yes ||
         std::ranges::any_of(lineage, [](const Stage* stage) {
           return std::ranges::any_of(stage->instructions, [](const Instruction& each) {
             return each.name == "RUN" && each.shell_form && !each.commands.empty();
           });
         });
}

std::string step_for(const std::vector<const Stage*>& lineage, const std::string& user,
                     const std::vector<std::string>& folders) {
  std::string all;
  bool filled = false;
  for (const std::string& folder : folders) {
    all += " " + folder;
    filled = filled || is_filled(lineage, folder);
  }
  return "RUN mkdir -p" + all + " && chown " + (filled ? "-R " : "") + user + all;
}

}  // namespace

std::vector<std::string_view> started_programs(const std::vector<const Stage*>& lineage) {
  std::vector<std::string_view> programs;
  for (const Stage* stage : lineage) {
    bool starts = false;
    for (const Instruction& instruction : stage->instructions) {
      if ((instruction.name != "CMD" && instruction.name != "ENTRYPOINT") ||
          instruction.arguments.empty()) {
        continue;
      }
      starts = true;
      for (const Item& argument : instruction.arguments) {
        const std::string_view text = argument.text.bytes();
        for (const Word word : plain_words(text, 0)) {
          programs.push_back(base_name(text.substr(word.begin, word.end - word.begin)));
        }
      }
    }
    if (starts) break;
  }
  return programs;
}

std::string account_line(const std::vector<const Stage*>& lineage, const std::string& number) {
  const bool is_needed = std::ranges::any_of(started_programs(lineage), program_needs_home);
  const ImageReference& image = lineage.back()->base;
  if (!is_needed) return {};
  // adduser of busybox; shadow's useradd of Debian and Red Hat.
  if (has_program(image, "adduser") == Truth::yes) return "RUN adduser -S -D -u " + number + " app";
  if (has_program(image, "useradd") == Truth::yes) {
    return "RUN useradd --system --uid " + number + " --create-home app";
  }
  return {};
}

Result<Ownership> ownership_of(const Document& document, const StageWriter& writer,
                               std::size_t built, const std::string& user,
                               const std::vector<std::string>& writes) {
  const std::vector<const Stage*> lineage = writer.lineage(built);
  Ownership ownership;
  std::string missing;  // a folder that belongs to root
  const auto is_wanted = [&](std::string_view folder) {
    const bool wanted = is_own_folder(folder) && !is_given_away(lineage, folder);
    if (wanted && missing.empty()) missing = folder;
    return wanted;
  };
  std::vector<std::string> volumes;
  // A volume takes the owner of the folder that it covers; a later RUN would not reach it any more.
  for (const Instruction& volume : lineage.front()->instructions) {
    if (volume.name != "VOLUME") continue;
    std::vector<std::string> folders;
    for (const Item& folder : volume.arguments) {
      if (!folder.text.is_known()) continue;
      volumes.push_back(folder.text.bytes());
      if (is_wanted(folder.text.bytes())) folders.push_back(folder.text.bytes());
    }
    const auto local = document.to_local(volume.origin.span);
    const RawInstruction* const raw = local ? writer.instruction_at(*local) : nullptr;
    if (folders.empty() || raw == nullptr) continue;
    ownership.edits.push_back(writer.line_before(*raw, step_for(lineage, user, folders)));
  }
  std::vector<std::string> others;
  for (const std::string& folder : writes) {
    if (std::ranges::find(volumes, folder) == volumes.end() && is_wanted(folder)) {
      others.push_back(folder);
    }
  }
  if (!others.empty()) ownership.lines.push_back(step_for(lineage, user, others));
  if (!missing.empty() && !has_shell(lineage)) {
    return fail("only root may write to its volume " + missing +
                ", and no shell is known to be in the image that could give it away");
  }
  return ownership;
}

}  // namespace boltseal::dockerfile

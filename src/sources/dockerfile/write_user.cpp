#include <algorithm>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/text.h"
#include "model/image_users.h"
#include "model/known_images.h"
#include "model/package_command.h"
#include "sources/dockerfile/words.h"
#include "sources/dockerfile/write_stage.h"

namespace boltseal::dockerfile {
namespace {

bool is_root(std::string_view user) { return user == "root" || user == "0" || user.empty(); }

bool is_known_user(const Text& text) {
  return text.is_known() && text.bytes().find_first_of(" \t\"'") == std::string::npos &&
         !is_root(std::string_view(text.bytes()).substr(0, text.find(':')));
}

// The user that the stage or those below it were switched to before, else the base image's own.
std::string user_before(const std::vector<const Stage*>& lineage) {
  for (const Stage* stage : lineage) {
    for (auto at = stage->instructions.rbegin(); at != stage->instructions.rend(); ++at) {
      if (at->name != "USER" || at->arguments.empty()) continue;
      if (is_known_user(at->arguments.front().text)) return at->arguments.front().text.bytes();
    }
  }
  const Level base = level_of_image(lineage.back()->base, lineage.back()->from);
  const Value<User>& user = base.facts.get(fact::user);
  return user.is_known() && is_known_user(user->name) ? user->name.bytes() : std::string();
}

// The user that a command makes: its number when one is given, else its name.
std::string user_made(const ShellCommand& command) {
  const std::string_view program = command.program();
  if (program != "useradd" && program != "adduser") return {};
  std::string number;
  for (std::size_t at = 1; at + 1 < command.words.size(); ++at) {
    const std::string_view word = command.words[at].text.bytes();
    std::string_view value;
    if (word == "-u" || word == "--uid" ||
        (word.starts_with('-') && !word.starts_with("--") && word.ends_with('u') &&
         program == "useradd")) {
      value = command.words[at + 1].text.bytes();
    } else if (word.starts_with("--uid=")) {
      value = word.substr(6);
    }
    if (!value.empty()) {
      if (!parse_int(value)) return {};
      number = value;
    }
  }
  if (!number.empty()) return is_root(number) ? std::string() : number;
  // adduser user group puts a user into a group; the last word of both is the user else.
  std::size_t names = 0;
  for (std::size_t at = 1; at < command.words.size(); ++at)
    names += command.words[at].text.bytes().starts_with('-') ? 0 : 1;
  const Item& last = command.words.back();
  if (!is_known_user(last.text) || last.text.bytes().starts_with('-')) return {};
  if (program == "adduser" && names > 1 &&
      !command.words[command.words.size() - 2].text.bytes().starts_with('-') &&
      (command.words.size() < 3 ||
       !command.words[command.words.size() - 3].text.bytes().starts_with('-'))) {
    return {};
  }
  return last.text.bytes();
}

// The only user that the image's steps make.
std::string user_of_steps(const std::vector<const Stage*>& lineage) {
  std::string made;
  for (const Stage* stage : lineage) {
    for (const Instruction& instruction : stage->instructions) {
      for (const ShellCommand& command : instruction.commands) {
        const std::string user = user_made(command);
        if (user.empty() || user == made) continue;
        if (!made.empty()) return {};
        made = user;
      }
    }
  }
  return made;
}

// The number of a user that the image's steps make or its base brings; empty when it is not known.
std::string number_of(const std::vector<const Stage*>& lineage, std::string_view name) {
  for (const Stage* stage : lineage) {
    for (const Instruction& instruction : stage->instructions) {
      for (const ShellCommand& command : instruction.commands) {
        const std::string user = user_made(command);
        if (parse_int(user) && command.words.back().text.bytes() == name) return user;
      }
    }
  }
  if (name == "nobody") return "65534";  // of Debian, Alpine, Fedora and those made from them
  const bool is_spare = name == "node" || name == "nonroot";
  return is_spare ? std::string(spare_user(lineage.back()->base)) : std::string();
}

// Why the image's program must be started by root; empty when nothing is known.
std::string_view needs_root(const std::vector<const Stage*>& lineage) {
  for (const std::string_view program : started_programs(lineage)) {
    const std::string_view reason = program_needs_root(program);
    if (!reason.empty()) return reason;
  }
  if (const std::string_view reason = image_needs_root(lineage.back()->base); !reason.empty()) {
    return reason;
  }
  // A script may start what the image installs.
  for (const Stage* stage : lineage) {
    for (const Instruction& instruction : stage->instructions) {
      for (const ShellCommand& command : instruction.commands) {
        const PackageCommand* const packages = command.packages();
        if (!packages || packages->action != PackageCommand::Action::install) continue;
        for (const Item* package : packages->packages) {
          const std::string_view reason = package_needs_root(package->text.bytes());
          if (!reason.empty()) return reason;
        }
      }
    }
  }
  return {};
}

// What only root may enter or read, and the image works with; empty when nothing is known.
std::string roots_own(const std::vector<const Stage*>& lineage) {
  const auto is_below_root = [](const Text& path) {
    return path.equals("/root") == Truth::yes || path.starts_with("/root/") == Truth::yes;
  };
  bool has_folder = false;
  for (const Stage* stage : lineage) {
    for (auto at = stage->instructions.rbegin(); at != stage->instructions.rend(); ++at) {
      if (at->arguments.empty()) continue;
      const Text& first = at->arguments.front().text;
      if (at->name == "WORKDIR") {
        if (!has_folder && is_below_root(first)) return first.bytes();
        has_folder = true;
      } else if ((at->name == "CMD" || at->name == "ENTRYPOINT") && is_below_root(first)) {
        return first.bytes();
      }
    }
  }
  return {};
}

bool stands_on(const Build& build, std::size_t stage, std::size_t base) {
  for (std::optional<std::size_t> at = stage; at && *at < build.stages.size();) {
    if (*at == base) return true;
    const std::optional<std::size_t> below = build.stages[*at].base_stage;
    at = below && *below < *at ? below : std::nullopt;
  }
  return false;
}

// Whether a step that stands behind these bytes, in the stage or one that starts from it, runs as
// the user that is set there.
bool steps_follow(const StageWriter& writer, std::size_t stage, const RawInstruction& user) {
  const Scan& scanned = writer.scanned();
  return std::ranges::any_of(scanned.instructions, [&](const RawInstruction& raw) {
    if (raw.span.begin < user.span.end || !equals_ignoring_case(raw.name, "RUN")) return false;
    const auto in = writer.stage_at(raw.span);
    return in && stands_on(writer.build(), *in, stage);
  });
}

/// The user that a change leads to, and where it stands.
struct Chosen {
  std::size_t built;             ///< The stage that the image is.
  const RawInstruction* stands;  ///< The USER that becomes another one; null where there is none.
  std::string user;
  bool ran_before = false;  ///< The image was made to run as this user: its folders are its own.
  bool is_new = false;      ///< Nothing in the image knows it.
};

Result<Chosen> choose(const Document& document, const StageWriter& writer, const Change& change) {
  const std::string* const proposed = std::get_if<std::string>(&change.value);
  if (proposed == nullptr || proposed->empty() ||
      proposed->find_first_of("\r\n") != std::string::npos) {
    return fail("a Dockerfile can set a user but not take one away");
  }
  const auto at = document.to_local(change.at.span);
  if (!at) return fail("the place is not part of this file");
  const auto stage = writer.stage_at(*at);
  if (!stage) return fail("the stage that runs as root is not found in this file");
  const RawInstruction* const stands = change.missing ? nullptr : writer.instruction_at(*at);
  if ((!change.missing || !change.field.empty()) &&
      (stands == nullptr || !equals_ignoring_case(stands->name, "USER"))) {
    return fail("no USER instruction stands there");
  }
  if (change.field == "number") {
    std::string number = number_of(writer.lineage(*stage), *proposed);
    if (number.empty())
      return fail("which number " + *proposed + " has is not known from this file");
    return Chosen{*stage, stands, std::move(number)};
  }
  // The image is that of the last stage, where it starts from this one.
  const std::size_t last = writer.build().stages.size() - 1;
  const std::size_t built = stands_on(writer.build(), last, *stage) ? last : *stage;
  const std::vector<const Stage*> lineage = writer.lineage(built);
  if (const std::string_view reason = needs_root(lineage); !reason.empty()) {
    return fail(std::string(reason));
  }
  if (const std::string folder = roots_own(lineage); !folder.empty()) {
    return fail("the image works in " + folder + ", which only root may enter");
  }
  // A number needs no entry in /etc/passwd, and Kubernetes can tell that it is not root.
  std::string user = user_before(lineage);
  if (const std::string number = number_of(lineage, user); !number.empty()) user = number;
  const bool ran_before = !user.empty();
  if (user.empty()) user = user_of_steps(lineage);
  if (user.empty()) user = spare_user(lineage.back()->base);
  const bool is_new = user.empty();
  if (is_new) user = *proposed;
  const bool keeps = stands != nullptr && !steps_follow(writer, *stage, *stands);
  return Chosen{built, keeps ? stands : nullptr, std::move(user), ran_before, is_new};
}

}  // namespace

Result<std::vector<Edit>> write_user(const Document& document, const Change& change) {
  const StageWriter& writer = StageWriter::of(document);
  const Result<Chosen> chosen = choose(document, writer, change);
  if (!chosen) return std::unexpected(chosen.error());
  const RawInstruction* const stands = chosen->stands;
  Ownership ownership;
  if (change.field.empty()) {
    const std::vector<std::string> writes =
        chosen->ran_before ? std::vector<std::string>() : change.writes;
    Result<Ownership> found = ownership_of(document, writer, chosen->built, chosen->user, writes);
    if (!found) return std::unexpected(found.error());
    ownership = std::move(*found);
    if (chosen->is_new) {
      const std::string account = account_line(writer.lineage(chosen->built), chosen->user);
      if (!account.empty()) ownership.lines.insert(ownership.lines.begin(), account);
    }
  }
  std::vector<Edit> edits = std::move(ownership.edits);
  std::vector<std::string> lines = std::move(ownership.lines);
  if (stands != nullptr) {
    edits.push_back({stands->line.span(stands->rest, stands->line.text.size()), chosen->user});
    if (!lines.empty()) edits.push_back(writer.line_before(*stands, writer.joined(lines)));
    return edits;
  }
  lines.push_back("USER " + chosen->user);
  Result<Edit> line = writer.line_at_end(chosen->built, writer.joined(lines));
  if (!line) return std::unexpected(line.error());
  edits.push_back(std::move(*line));
  return edits;
}

std::string spell_user(const Document& document, const Change& change) {
  const Result<Chosen> chosen = choose(document, StageWriter::of(document), change);
  return chosen ? "USER " + chosen->user : std::string();
}

}  // namespace boltseal::dockerfile

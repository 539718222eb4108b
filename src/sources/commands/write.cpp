#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "sources/commands/commands.h"
#include "sources/commands/invocation.h"
#include "sources/commands/updates.h"
#include "sources/daemon/daemon.h"
#include "sources/rewrite.h"

namespace boltseal::commands {
namespace {

std::string raw_bytes(const Origin& origin) {
  if (!origin.has_place()) return {};
  return origin.file->text.substr(origin.span.begin, origin.span.size());
}

std::string number(std::int64_t value) { return std::to_string(value); }

/// Thousandths as `--cpus` reads them: 1500 → "1.5".
std::string cpus(std::int64_t thousandths) {
  std::string text = number(thousandths / 1000);
  std::string rest = number(1000 + thousandths % 1000).substr(1);
  while (!rest.empty() && rest.back() == '0') rest.pop_back();
  return rest.empty() ? text : text + "." + rest;
}

std::string bytes(std::int64_t value) {
  if (value > 0 && value % (1 << 30) == 0) return number(value >> 30) + "g";
  if (value > 0 && value % (1 << 20) == 0) return number(value >> 20) + "m";
  return number(value);
}

/// A line as one word of a shell; empty when it has quotes of both kinds.
std::string shell_word(std::string_view line) {
  if (line.find('\'') == std::string_view::npos) return "'" + std::string(line) + "'";
  if (line.find_first_of("\"$`\\!") == std::string_view::npos) {
    return "\"" + std::string(line) + "\"";
  }
  return {};
}

/// --health-cmd takes a line for a shell.
std::string health_flags(const HealthCheck& check) {
  if (check.kind != HealthCheck::Kind::command) return {};
  std::string line;
  for (const Text& word : check.test.words) {
    const std::string& text = word.bytes();
    const bool plain = check.test.shell_form || text.find_first_of(" '\"$<>|&;()") == text.npos;
    line += (line.empty() ? "" : " ") + (plain ? text : shell_word(text));
  }
  const std::string command = shell_word(line);
  if (command.empty()) return {};
  std::string flags = "--health-cmd " + command;
  if (check.start_period) {
    flags += " --health-start-period " + number(*check.start_period / 1000) + "s";
  }
  return flags;
}

std::string scratch_flags(const std::vector<std::string>& folders) {
  std::string flags;
  for (const std::string& folder : folders) {
    flags += (flags.empty() ? "--tmpfs " : " --tmpfs ") + folder;
  }
  return flags;
}

/// The flag with its value; empty when the fact has none.
std::string flag_of(const Change& change) {
  const auto* text = std::get_if<std::string>(&change.value);
  const auto* integer = std::get_if<std::int64_t>(&change.value);
  const auto* truth = std::get_if<bool>(&change.value);
  const auto* folders = std::get_if<std::vector<std::string>>(&change.value);
  const auto* check = std::get_if<HealthCheck>(&change.value);
  const std::string value = text ? *text : integer ? number(*integer) : std::string();
  switch (change.fact) {
    case Fact::user: return value.empty() ? "" : "--user " + value;
    case Fact::memory_limit: return integer ? "--memory " + bytes(*integer) : "";
    case Fact::cpu_limit: return integer ? "--cpus " + cpus(*integer) : "";
    case Fact::pids_limit: return integer ? "--pids-limit " + value : "";
    case Fact::open_files_limit: return integer ? "--ulimit nofile=" + value : "";
    case Fact::read_only_root: return truth && *truth ? "--read-only" : "";
    case Fact::privilege_escalation:
      return truth && !*truth ? "--security-opt no-new-privileges" : "";
    case Fact::capabilities_dropped: return "--cap-drop " + (text ? value : std::string("ALL"));
    case Fact::capabilities_added: return text ? "--cap-add " + value : "";
    case Fact::restart: return text ? "--restart " + value : "";
    case Fact::network_mode: return text ? "--network " + value : "";
    case Fact::seccomp: return text ? "--security-opt seccomp=" + value : "";
    case Fact::apparmor: return text ? "--security-opt apparmor=" + value : "";
    case Fact::log_options:
      return text && !change.element.empty() ? "--log-opt " + change.element + "=" + value : "";
    case Fact::pull_policy: return text ? "--pull " + value : "";
    case Fact::mounts: return folders && change.field == "scratch" ? scratch_flags(*folders) : "";
    case Fact::health_check: return check ? health_flags(*check) : "";
    case Fact::log_driver: return text ? "--log-driver " + value : "";
    case Fact::user_namespace: return text ? "--userns " + value : "";
    case Fact::pid_namespace: return text ? "--pid " + value : "";
    case Fact::ipc_namespace: return text ? "--ipc " + value : "";
    default: return "";
  }
}

bool makes_read_only(const Change& change) {
  const bool* value = std::get_if<bool>(&change.value);
  return change.fact == Fact::mounts && change.field == "read_only" && value && *value;
}

/// The word of a mount, made read-only: the new bytes for the old ones.
Result<std::string> read_only_word(std::string_view raw, const Option& option,
                                   const Origin& origin) {
  std::string word(raw);
  const char quote =
      word.size() > 1 && (word.back() == '"' || word.back() == '\'') && word.front() == word.back()
          ? word.back()
          : '\0';
  const std::size_t end = word.size() - (quote != '\0' ? 1 : 0);
  const auto refuse = [&](std::string reason) {
    return fail(std::move(reason), origin.file ? origin.file->path : std::string(), origin.span);
  };
  const std::string& text = option.value.text.bytes();
  // A quote that nobody closes takes the rest of the file along.
  if (raw.find('\n') != std::string_view::npos) {
    return refuse("the word goes over several lines");
  }
  if (option.name == "mount") {
    for (const std::string_view said : {"readonly=false", "ro=false", "readonly=0", "ro=0"}) {
      const std::size_t at = word.find(said);
      if (at == std::string::npos) continue;
      return word.replace(at, said.size(), "readonly");
    }
    if (text.find("readonly") != std::string::npos) {
      return refuse("the option that makes the mount writable cannot be found in the word");
    }
    return word.insert(end, ",readonly");
  }
  if (option.name == "tmpfs") {
    return word.insert(end, text.find(':') == std::string::npos ? ":ro" : ",ro");
  }
  // source:target[:options]
  const std::size_t first = text.find(':', text.size() > 2 && text[1] == ':' ? 2 : 0);
  if (first == std::string::npos) return refuse("an anonymous volume cannot be read-only");
  const std::size_t second = text.find(':', first + 1);
  if (second == std::string::npos) return word.insert(end, ":ro");
  for (const std::string_view before : {":", ","}) {
    for (const std::string_view after : {",", ""}) {
      const std::string said = std::string(before) + "rw" + std::string(after);
      const std::size_t at = word.rfind(said);
      if (at == std::string::npos) continue;
      if (after.empty() && at + said.size() != end) continue;
      return word.replace(at + 1, 2, "ro");
    }
  }
  if (text.find("rw", second) != std::string::npos) {
    return refuse("the option rw comes from a variable");
  }
  return word.insert(end, ",ro");
}

/// Whether a flag with quotes, put there, is still read as it is: not where a string, a makefile or
/// the like reads it first.
bool stays_itself(const Document& document, std::uint32_t at, const std::string& flag) {
  if (document.is_embedded() && flag.find_first_of("$\"") != std::string::npos) return false;
  const auto values = [](std::string_view path, std::string text) {
    const File file{std::string(path), std::move(text)};
    std::multiset<std::string> words;
    for (const ShellCommand& command : shell::parse(Document(file)).commands) {
      for (const Item& word : command.words) {
        if (word.text.is_known()) words.insert(word.text.bytes());
      }
    }
    return words;
  };
  std::multiset<std::string> expected = values(document.path(), "docker " + flag);
  expected.erase("docker");
  const std::string text(document.text());
  const auto before = values(document.path(), text);
  const auto after = values(document.path(), text.substr(0, at) + " " + flag + text.substr(at));
  return std::ranges::all_of(
      expected, [&](const std::string& word) { return after.count(word) > before.count(word); });
}

/// A change that adds a flag behind the verb.
Result<std::vector<Edit>> add_flag(const Document& document, const ShellCommand& command,
                                   const Invocation& invocation, const Change& change,
                                   Spelling spelling) {
  const Origin& verb = command.words[invocation.verb].origin;
  const std::string flag = flag_of(change);
  if (flag.empty() && change.fact == Fact::health_check) {
    return fail("no command in the image that shows that it works is known", document.file().path,
                verb.span);
  }
  if (flag.empty()) {
    return fail("no flag of " + invocation.command + " states this", document.file().path,
                verb.span);
  }
  if (spelling == Spelling::list) {
    return fail("the command is a list of words, to which nothing can be added safely",
                document.file().path, verb.span, "add " + flag + " to the list");
  }
  const auto local = document.to_local(verb.span);
  if (!local || document.at(*local) != command.words[invocation.verb].text.bytes()) {
    return fail(
        "the word \"" + command.words[invocation.verb].text.bytes() + "\" comes from a variable",
        document.file().path, verb.span, "add " + flag + " by hand");
  }
  if (change.fact == Fact::health_check && !stays_itself(document, local->end, flag)) {
    return fail("the text around the command would read the quotes of the check otherwise",
                document.file().path, verb.span, "add " + flag + " by hand");
  }
  return std::vector<Edit>{{{local->end, local->end}, " " + flag, flag}};
}

/// A new value for an option that is given.
Result<std::vector<Edit>> set_option(const Document& document, ByteSpan local,
                                     const std::string& raw, const Option& option,
                                     const Change& change) {
  const auto refuse = [&](std::string reason) {
    return fail(std::move(reason), document.file().path, change.at.span);
  };
  const bool quoted =
      raw.size() > 1 && raw.front() == raw.back() && (raw[0] == '"' || raw[0] == '\'');
  const std::string_view bare =
      quoted ? std::string_view(raw).substr(1, raw.size() - 2) : std::string_view(raw);
  if (option.is_switch || bare != option.value.text.bytes() || !option.value.text.is_known()) {
    return refuse("a variable or quotes decide what stands here");
  }
  if (change.fact == Fact::published_ports && change.field == "host_ip") {
    const std::string* const address = std::get_if<std::string>(&change.value);
    if (address == nullptr || option.name != "publish") return refuse("this is no published port");
    const std::uint32_t everywhere = bare.starts_with("0.0.0.0:") ? 8 : 0;
    const std::uint32_t begin = local.begin + (quoted ? 1 : 0);
    // "80": the engine chooses a port of the host; an address then leaves its place empty.
    const bool chosen = bare.find(':', everywhere) != std::string_view::npos;
    return std::vector<Edit>{{{begin, begin + everywhere}, *address + (chosen ? ":" : "::")}};
  }
  const std::string flag = flag_of(change);
  const std::size_t space = flag.find(' ');
  const std::string name = space == std::string::npos ? std::string() : flag.substr(2, space - 2);
  if (name != option.name)
    return refuse("the option --" + std::string(option.name) + " does not state this alone");
  const std::string value = flag.substr(space + 1);
  return std::vector<Edit>{{local, quoted ? raw[0] + value + raw[0] : value}};
}

/// Takes an option away, with its line where it stands alone on one.
Result<std::vector<Edit>> remove_option(const Document& document, const Option& option,
                                        const Change& change) {
  const auto refuse = [&](std::string reason) {
    return fail(std::move(reason), document.file().path, change.at.span);
  };
  // Podman takes several capabilities in one option.
  if (option.value.text.find(',') != std::string::npos) {
    return refuse("the option states several things at once");
  }
  const auto name = document.to_local(option.origin.span);
  const auto value = option.is_switch ? name : document.to_local(option.value.origin.span);
  if (!name || !value || value->end < name->end || option.origin.via || option.value.origin.via) {
    return refuse("the option comes from a variable");
  }
  const std::string_view text = document.text();
  const std::uint32_t begin = name->begin;
  const std::uint32_t end = value->end;
  std::uint32_t first = begin;
  while (first > 0 && (text[first - 1] == ' ' || text[first - 1] == '\t')) --first;
  std::size_t last = end;
  while (last < text.size() && (text[last] == ' ' || text[last] == '\t')) ++last;
  const bool alone = first > 0 && text[first - 1] == '\n' && last + 1 < text.size() &&
                     text[last] == '\\' && (text[last + 1] == '\n' || text[last + 1] == '\r');
  if (alone) {
    const std::size_t feed = text.find('\n', last);
    return std::vector<Edit>{{{first, static_cast<std::uint32_t>(feed + 1)}, ""}};
  }
  return std::vector<Edit>{{{first, end}, ""}};
}

}  // namespace

Result<std::vector<Edit>> write_commands(const Document& document,
                                         std::span<const ShellCommand> commands,
                                         const Change& change, Spelling spelling) {
  const Origin& at = change.at;
  const auto refuse = [&](std::string reason, std::string remedy = {}) {
    return fail(std::move(reason), document.file().path, at.span, std::move(remedy));
  };
  for (const ShellCommand& command : commands) {
    // Cheap first: most commands are not the one.
    const bool near = command.origin.file == at.file && command.origin.span.contains(at.span);
    if (!near) continue;
    // Some facts belong to workloads and daemons alike (log_driver); what stands here decides.
    if (command.program() == "dockerd") return daemon::write_dockerd_flags(document, change);
    const auto invocation = read_invocation(command);
    if (!invocation) continue;
    if (change.missing) {
      if (invocation->site.span == at.span) {
        return add_flag(document, command, *invocation, change, spelling);
      }
      continue;
    }
    for (const Option& option : invocation->options) {
      const bool is_switch = option.is_switch && option.origin.span == at.span;
      if (!is_switch && option.value.origin.span != at.span) continue;
      const bool is_mount =
          option.name == "volume" || option.name == "mount" || option.name == "tmpfs";
      if (is_mount != (change.fact == Fact::mounts)) continue;
      const Origin& word = command.words[option.word].origin;
      const auto sharing =
          std::count_if(command.words.begin(), command.words.end(),
                        [&](const Item& each) { return each.origin.span == word.span; });
      if (sharing > 1) {
        return refuse("the option comes from a variable that holds several words",
                      "change the place where the variable is assigned");
      }
      if (spelling == Spelling::list && change.op == Change::Op::remove) {
        return refuse("the command is a list of words, from which nothing is taken away");
      }
      if (change.op == Change::Op::remove) return remove_option(document, option, change);
      const auto local = document.to_local(at.span);
      if (!local) return refuse("the word does not stand in the file as it is read");
      const std::string raw(document.at(*local));
      if (makes_read_only(change)) {
        Result<std::string> written = read_only_word(raw, option, at);
        if (!written) return std::unexpected(written.error());
        return std::vector<Edit>{{*local, std::move(*written)}};
      }
      return set_option(document, *local, raw, option, change);
    }
  }
  if (change.fact >= Fact::listen_addresses) return daemon::write_dockerd_flags(document, change);
  return refuse("no option of a command stands here that could be changed");
}

Result<std::vector<Edit>> write_script(const Document& document, const Change& change) {
  if (change.op == Change::Op::rewrite) return rewrite(document, change);
  const shell::Script script = shell::parse(document);
  if (change.fact == Fact::packages_updated) return write_updates(document, script.commands);
  return write_commands(document, script.commands, change, Spelling::shell);
}

std::string spell(const Document&, const Change& change) {
  if (change.op == Change::Op::remove || change.op == Change::Op::rewrite) return {};
  if (change.fact == Fact::packages_updated) return {};
  if (change.fact >= Fact::listen_addresses) return daemon::spell_dockerd_flag(change);
  if (!makes_read_only(change)) return flag_of(change);
  std::string raw = change.missing ? std::string() : raw_bytes(change.at);
  if (raw.size() > 1 && (raw[0] == '"' || raw[0] == '\'') && raw.back() == raw[0]) {
    raw = raw.substr(1, raw.size() - 2);
  }
  if (raw.find("type=") != std::string::npos || raw.find("target=") != std::string::npos ||
      raw.find("dst=") != std::string::npos) {
    return "--mount " + raw + ",readonly";
  }
  const std::size_t first = raw.find(':');
  if (first == std::string::npos) return "-v SOURCE:" + change.element + ":ro";
  const std::size_t second = raw.find(':', first + 1);
  if (second == std::string::npos) return "-v " + raw + ":ro";
  if (const std::size_t rw = raw.find("rw", second); rw != std::string::npos) {
    return "-v " + raw.replace(rw, 2, "ro");
  }
  return "-v " + raw + ",ro";
}

}  // namespace boltseal::commands

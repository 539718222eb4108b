#include "sources/commands/engine_access.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "model/host_path.h"
#include "sources/daemon/state.h"

namespace boltseal::commands {
namespace {

constexpr std::size_t kept = 50;

/// Whether a mode as chmod reads it lets every user write. `+w` without a class obeys the umask,
/// which nearly everywhere keeps others out (POSIX, chmod).
bool lets_all_write(std::string_view mode) {
  if (!mode.empty() && is_digit(mode.front())) {
    const char others = mode.back();
    return others == '2' || others == '3' || others == '6' || others == '7';
  }
  const std::vector<std::string_view> clauses = split(mode, ',');
  return std::any_of(clauses.begin(), clauses.end(), [](std::string_view clause) {
    const std::size_t sign = clause.find_first_of("+=");
    if (sign == std::string_view::npos) return false;
    const std::string_view who = clause.substr(0, sign);
    return who.find_first_of("oa") != std::string_view::npos &&
           clause.find('w', sign) != std::string_view::npos;
  });
}

/// `chmod [OPTIONS] MODE FILE…`: the engine's sockets among the files, each at its mode.
void read_chmod(const ShellCommand& command, Facts& facts) {
  const Item* mode = nullptr;
  for (std::size_t at = 1; at < command.words.size(); ++at) {
    const Item& word = command.words[at];
    const std::string& text = word.text.bytes();
    if (text.starts_with("-")) continue;
    if (mode == nullptr) {
      if (!word.text.is_known() || !lets_all_write(text)) return;
      mode = &word;
      continue;
    }
    if (facts.get(fact::open_sockets)->size() >= kept) return;
    if (!text.ends_with(".sock") ||
        classify_host_path(word.text).kind != HostPathKind::engine_socket) {
      continue;
    }
    facts.add(fact::open_sockets, Item{word.text, mode->origin});
  }
}

bool is_client(std::string_view program) {
  return program == "docker" || program == "docker-compose" || program == "podman";
}

/// The value in `NAME=value` or `-Hvalue`, from byte `from` on, with its own bytes where it stands
/// in the file as it is.
Item value_of(const Item& word, std::size_t from) {
  Item value{word.text.substr(from), word.origin};
  Origin& origin = value.origin;
  if (origin.has_place() && from < origin.span.size() &&
      std::string_view(origin.file->text).substr(origin.span.begin, from) ==
          std::string_view(word.text.bytes()).substr(0, from)) {
    origin.span.begin += static_cast<std::uint32_t>(from);
  }
  return value;
}

class Clients {
 public:
  explicit Clients(Facts& facts) : facts_(facts) {}

  void read(const ShellCommand& command) {
    read(command.assignments);
    const std::string_view program = command.program();
    if (program == "export" || program == "declare" || program == "setx") {
      for (std::size_t at = 1; at < command.words.size(); ++at) exported(command.words[at]);
    } else if (is_client(program)) {
      flags(command);
    }
  }

  void read(std::span<const Setting> variables) {
    for (const Setting& setting : variables) {
      // An assignment before a command is a place with its name.
      const std::string assignment = setting.name + "=";
      Item whole{Text(assignment), setting.origin};
      whole.text.append(setting.value);
      variable(setting.name, value_of(whole, assignment.size()));
    }
  }

  void finish() {
    // Where a variable asks for TLS, the addresses are not plain.
    if (verifies_) return;
    for (Item& address : addresses_) {
      if (facts_.get(fact::client_addresses)->size() >= kept) return;
      facts_.add(fact::client_addresses, std::move(address));
    }
  }

 private:
  void exported(const Item& word) {
    const std::size_t equals = word.text.find('=');
    if (equals == std::string::npos) return;
    variable(word.text.substr(0, equals).bytes(), value_of(word, equals + 1));
  }

  void variable(std::string_view name, Item value) {
    if (name == "DOCKER_TLS_VERIFY" && !value.text.empty()) verifies_ = true;
    if (name == "DOCKER_HOST" || name == "CONTAINER_HOST") add(std::move(value));
  }

  // Options of the client stand before its command.
  void flags(const ShellCommand& command) {
    const Item* host = nullptr;
    Item joined;
    for (std::size_t at = 1; at < command.words.size(); ++at) {
      const Item& word = command.words[at];
      const std::string& text = word.text.bytes();
      if (!text.starts_with("-")) break;
      if (text.starts_with("--tls") && text != "--tlsverify=false" && text != "--tls=false") return;
      if ((text == "-H" || text == "--host" || text == "--url") && at + 1 < command.words.size()) {
        host = &command.words[++at];
      } else if (text.starts_with("-Htcp:") || text.starts_with("--host=") ||
                 text.starts_with("-H=")) {
        const std::size_t begin = text.starts_with("-Htcp:") ? 2 : text.find('=') + 1;
        joined = value_of(word, begin);
        host = &joined;
      }
    }
    if (host != nullptr) add(*host);
  }

  void add(Item address) {
    if (address.text.starts_with("tcp://") == Truth::yes && addresses_.size() < kept) {
      address.may_split = false;
      addresses_.push_back(std::move(address));
    }
  }

  Facts& facts_;
  Items addresses_;
  bool verifies_ = false;
};

void add_what_is_said(Level level, const Document& document, Reader& reader) {
  if (level.facts.entries().empty()) return;
  const auto& sockets = level.facts.get(fact::open_sockets);
  level.site =
      sockets.is_known() ? sockets.origin() : level.facts.get(fact::client_addresses).origin();
  level.open = level.site;
  level.open->note = "the engine's own configuration stands elsewhere";
  daemon::add_engine(std::move(level), document, reader);
}

Level level_of_commands() {
  Level level;
  level.kind = LevelKind::daemon;
  level.name = "commands";
  return level;
}

}  // namespace

void read_client_variables(const Document& document, std::span<const Setting> variables,
                           Reader& reader) {
  Level level = level_of_commands();
  Clients clients(level.facts);
  clients.read(variables);
  clients.finish();
  add_what_is_said(std::move(level), document, reader);
}

void read_engine_access(const Document& document, std::span<const ShellCommand> commands,
                        Reader& reader) {
  Level level = level_of_commands();
  Clients clients(level.facts);
  for (const ShellCommand& command : commands) {
    if (command.words.empty()) continue;
    if (command.program() == "chmod") read_chmod(command, level.facts);
    clients.read(command);
  }
  clients.finish();
  add_what_is_said(std::move(level), document, reader);
}

}  // namespace boltseal::commands

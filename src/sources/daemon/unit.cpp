#include "sources/daemon/unit.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "sources/daemon/flags.h"
#include "sources/daemon/state.h"
#include "sources/ini/ini.h"
#include "sources/ini/words.h"

namespace boltseal::daemon {
namespace {

// A variable that is used in itself a few times over grows fast.
constexpr std::size_t word_limit = 10'000;

/// The words of a variable's value, as `$NAME` stands for them.
using Variables = std::map<std::string, std::vector<Item>, std::less<>>;

// Variables that packages hand to dockerd: Debian and upstart, Fedora and CentOS, CoreOS.
bool holds_flags(std::string_view name) {
  return name == "DOCKER_OPTS" || name == "OPTIONS" || name == "DOCKER_NETWORK_OPTIONS" ||
         name == "DOCKER_STORAGE_OPTIONS" || name == "INSECURE_REGISTRY" ||
         name == "DOCKER_EXTRA_OPTS" || name == "DOCKERD_OPTS";
}

std::string_view variable_name(std::string_view word) {
  if (word.starts_with("${") && word.ends_with('}')) return word.substr(2, word.size() - 3);
  if (word.starts_with('$')) return word.substr(1);
  return {};
}

// Words as the program gets them: `$NAME` alone is any number of words, inside a word it is text.
std::vector<Item> expand(const Document& value, ByteSpan local, const Variables& variables) {
  std::vector<Item> items;
  for (const ini::Word& word : ini::split(value, local)) {
    if (items.size() >= word_limit) break;
    const std::string_view text = word.text.bytes();
    const Origin origin = value.origin(word.span);
    if (text.find('$') == std::string_view::npos) {
      items.push_back({word.text, origin});
      continue;
    }
    const auto known = variables.find(variable_name(text));
    if (known != variables.end()) {
      items.insert(items.end(), known->second.begin(), known->second.end());
    } else {
      items.push_back({with_placeholders(text), origin});
    }
  }
  return items;
}

// `NAME=value` in one word; the value's own words are read from its decoded text.
void assign(const Document& value, const ini::Word& word, Variables& variables) {
  const std::size_t equals = word.text.find('=');
  if (equals == std::string::npos || !word.text.substr(0, equals).is_known()) return;
  const std::string name = word.text.bytes().substr(0, equals);
  const Document inner = value.embed(value.path(), word.text_pieces);
  std::vector<Item>& words = variables[name];  // `X="$X …"` begins with nothing
  words = expand(
      inner,
      {static_cast<std::uint32_t>(equals + 1), static_cast<std::uint32_t>(inner.text().size())},
      variables);
}

Level flags_of(const Origin& site) {
  Level level;
  level.kind = LevelKind::daemon;
  level.name = flags_level;
  level.site = site;
  return level;
}

void open(Level& level) {
  if (level.open) return;
  Origin origin = level.site;
  origin.note = "the rest of the daemon's configuration stands elsewhere";
  level.open = std::move(origin);
}

/// Variables that hold flags while no command line here shows who uses them.
void read_lone_variables(const Document& document, const Variables& variables, Reader& reader) {
  for (const auto& [name, words] : variables) {
    if (!holds_flags(name) || words.empty()) continue;
    // The last word: a flag may be added behind it.
    Level level = flags_of(words.back().origin);
    read_flags(document, words, level, reader);
    open(level);
    if (!level.facts.entries().empty()) add_engine(std::move(level), document, reader);
  }
}

class UnitReader {
 public:
  UnitReader(const Document& document, Reader& reader) : document_(document), reader_(reader) {}

  void run() {
    const ini::Unit unit = ini::parse(document_);
    for (const Error& error : unit.errors) reader_.inventory.errors.push_back(error);
    // Environment= counts wherever it stands in the unit.
    for (const ini::Section& section : unit.sections) {
      for (const ini::Entry& entry : section.entries) {
        if (section.name == "Service" && entry.key == "Environment") environment(entry);
      }
    }
    for (const ini::Section& section : unit.sections) {
      for (const ini::Entry& entry : section.entries) {
        if (section.name == "Service" && entry.key == "ExecStart") command(entry);
        if (section.name == "Socket" && entry.key == "ListenStream") listen(entry);
        if (section.name == "Socket" && entry.key == "SocketMode") mode_ = entry.value;
      }
    }
    finish();
  }

 private:
  void environment(const ini::Entry& entry) {
    const auto size = static_cast<std::uint32_t>(entry.value.text().size());
    if (size == 0) return variables_.clear();  // an empty assignment resets the list
    if (variables_.size() > word_limit) return;
    for (const ini::Word& word : ini::split(entry.value, {0, size})) {
      assign(entry.value, word, variables_);
    }
  }

  void command(const ini::Entry& entry) {
    if (entry.value.text().empty()) {
      was_reset_ = true;
      return command_.reset();
    }
    if (is_drop_in() && !was_reset_) {
      reader_.inventory.errors.push_back(document_.error(
          "a drop-in that sets ExecStart= has to clear it first: systemd refuses to start a "
          "service with two",
          entry.key_span, "put a line \"ExecStart=\" before it"));
    }
    command_ = entry.value;
  }

  bool is_drop_in() const { return document_.path().ends_with(".conf"); }

  void listen(const ini::Entry& entry) {
    if (entry.value.text().empty()) return listeners_.clear();
    const Document& value = entry.value;
    const auto size = static_cast<std::uint32_t>(value.text().size());
    std::string address(value.text());
    // systemd.socket(5): a path, an abstract name, PORT for all interfaces, or ADDRESS:PORT.
    if (address.starts_with('/') || address.starts_with('@') || address.starts_with('%')) {
      address.insert(0, "unix://");
    } else if (parse_int(address)) {
      address.insert(0, "tcp://[::]:");
    } else {
      address.insert(0, "tcp://");
    }
    listeners_.push_back({Text(std::move(address)), value.origin({0, size})});
  }

  void finish() {
    if (command_) {
      const auto size = static_cast<std::uint32_t>(command_->text().size());
      std::vector<Item> words = expand(*command_, {0, size}, variables_);
      if (!words.empty()) strip_prefixes(words.front());
      if (const auto program = find_program(words)) {
        Level level = flags_of(words[*program].origin);
        read_flags(document_, std::span(words).subspan(*program + 1), level, reader_);
        add_engine(std::move(level), document_, reader_);
      }
    } else {
      read_lone_variables(document_, variables_, reader_);
    }
    Items open_sockets = sockets_open_to_all();
    if (!listeners_.empty() || !open_sockets.empty()) {
      const Origin first =
          listeners_.empty() ? open_sockets.front().origin : listeners_.front().origin;
      Level level = flags_of(first);
      level.name = "docker.socket";
      if (!listeners_.empty()) {
        level.facts.set(fact::listen_addresses, std::move(listeners_), first);
      }
      if (!open_sockets.empty()) {
        const Origin mode = open_sockets.front().origin;
        level.facts.set(fact::open_sockets, std::move(open_sockets), mode);
      }
      open(level);
      add_engine(std::move(level), document_, reader_);
    }
  }

  /// The unix sockets that `SocketMode=` lets every user write to (systemd.socket(5)). A drop-in
  /// names none: those of the packaged unit are meant.
  Items sockets_open_to_all() const {
    Items open;
    if (!mode_) return open;
    const std::string_view mode = trim(mode_->text());
    if (mode.empty() || !is_digit(mode.back()) || ((mode.back() - '0') & 2) == 0) return open;
    const Origin origin = mode_->origin({0, static_cast<std::uint32_t>(mode_->text().size())});
    constexpr std::string_view unix_scheme = "unix://";
    for (const Item& listener : listeners_) {
      if (listener.text.starts_with(unix_scheme) != Truth::yes) continue;
      open.push_back({listener.text.substr(unix_scheme.size()), origin});
    }
    if (listeners_.empty()) open.push_back({Text("/run/docker.sock"), origin});
    return open;
  }

  // systemd.service(5), "Special executable prefixes".
  void strip_prefixes(Item& word) const {
    std::size_t prefixes = 0;
    while (prefixes < word.text.bytes().size() &&
           std::string_view("@-:+!|").find(word.text.bytes()[prefixes]) != std::string_view::npos) {
      ++prefixes;
    }
    word.text = word.text.substr(prefixes);
    const auto local = document_.to_local(word.origin.span);
    if (local && local->size() > prefixes) {
      word.origin =
          document_.origin({local->begin + static_cast<std::uint32_t>(prefixes), local->end});
    }
  }

  // Where dockerd's flags begin: behind `dockerd`, or behind `daemon` of `docker daemon`.
  static std::optional<std::size_t> find_program(const std::vector<Item>& words) {
    bool is_docker = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (ends_with_program(words[i].text, "dockerd")) {
        // CoreOS started `dockerd daemon …`.
        const bool has_word =
            i + 1 < words.size() && words[i + 1].text.equals("daemon") == Truth::yes;
        return has_word ? i + 1 : i;
      }
      if (ends_with_program(words[i].text, "docker")) is_docker = true;
      if (is_docker && words[i].text.equals("daemon") == Truth::yes) return i;
    }
    return std::nullopt;
  }

  const Document& document_;
  Reader& reader_;
  Variables variables_;
  std::optional<Document> command_;
  std::optional<Document> mode_;
  Items listeners_;
  bool was_reset_ = false;
};

bool is_below(std::string_view path, std::string_view folder) {
  const std::size_t at = path.rfind(folder);
  return at != std::string_view::npos && (at == 0 || path[at - 1] == '/') &&
         path.find('/', at + folder.size()) == std::string_view::npos;
}

}  // namespace

bool is_unit_path(std::string_view path) {
  const std::string_view name = base_name(path);
  if (name == "docker.service" || name == "docker.socket") return true;
  return name.ends_with(".conf") &&
         (is_below(path, "docker.service.d/") || is_below(path, "docker.socket.d/"));
}

bool is_options_path(std::string_view path) {
  for (const std::string_view known : {"etc/default/docker", "etc/sysconfig/docker"}) {
    if (path == known || (path.ends_with(known) && path[path.size() - known.size() - 1] == '/')) {
      return true;
    }
  }
  return false;
}

void read_unit(const Document& document, Reader& reader) { UnitReader(document, reader).run(); }

void read_options_file(const Document& document, Reader& reader) {
  Variables variables;
  const std::string_view text = document.text();
  for (std::size_t begin = 0; begin < text.size() && variables.size() < word_limit;) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const ByteSpan line{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    begin = end + 1;
    if (trim(document.at(line)).starts_with('#')) continue;
    for (const ini::Word& word : ini::split(document, line)) {
      if (word.text.bytes().starts_with('#')) break;
      assign(document, word, variables);
    }
  }
  read_lone_variables(document, variables, reader);
}

}  // namespace boltseal::daemon

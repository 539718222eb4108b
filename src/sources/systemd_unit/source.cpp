#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "sources/commands/commands.h"
#include "sources/source.h"

namespace boltseal {
namespace {

bool claims_path(std::string_view path) {
  return base_name(path).ends_with(".service") ||
         path.find(".service.d/") != std::string_view::npos;
}

bool claims_text(std::string_view, std::string_view text) {
  return text.starts_with("[Unit]") || text.starts_with("[Service]");
}

/// One `Key=value`, continued lines included (systemd.syntax(7)).
struct Assignment {
  std::string_view key;
  ByteSpan value;
};

std::vector<Assignment> assignments(std::string_view text) {
  std::vector<Assignment> all;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = at;
    const std::string_view begin =
        trim(text.substr(at, std::min(text.find('\n', at), text.size()) - at));
    const bool comment = begin.starts_with('#') || begin.starts_with(';');
    for (bool more = true; more;) {
      const std::size_t feed = std::min(text.find('\n', end), text.size());
      std::string_view line = text.substr(end, feed - end);
      if (line.ends_with('\r')) line.remove_suffix(1);
      const std::string_view inner = trim(line);
      // Comment lines between continued ones do not end the value.
      const bool between = end != at && (inner.starts_with('#') || inner.starts_with(';'));
      more = !comment && feed < text.size() && (line.ends_with('\\') || between);
      end = feed < text.size() ? feed + 1 : feed;
    }
    const std::size_t equals = text.find('=', at);
    if (!comment && equals < end) {
      std::size_t last = end;
      while (last > equals + 1 && is_space(text[last - 1])) --last;
      all.push_back({trim(text.substr(at, equals - at)),
                     {static_cast<std::uint32_t>(equals + 1), static_cast<std::uint32_t>(last)}});
    }
    at = end;
  }
  return all;
}

std::vector<ShellCommand> commands_of(const Document& document) {
  std::vector<ShellCommand> commands;
  shell::Options options;
  for (const Assignment& each : assignments(document.text())) {
    if (each.key == "Environment") {
      for (const Item& word : shell::split_words(document, each.value)) {
        const std::size_t equals = word.text.find('=');
        if (equals == std::string::npos) continue;
        options.variables[word.text.bytes().substr(0, equals)] = word.text.substr(equals + 1);
      }
    }
    if (!each.key.starts_with("Exec")) continue;
    ByteSpan value = each.value;
    const std::string_view text = document.text();
    while (value.begin < value.end &&
           (is_space(text[value.begin]) ||
            std::string_view("@-:+!|").find(text[value.begin]) != std::string_view::npos)) {
      ++value.begin;
    }
    std::vector<Item> words;
    const auto finish = [&] {
      if (words.empty()) return;
      shell::Script script = shell::parse_words(document, std::exchange(words, {}));
      for (ShellCommand& command : script.commands) commands.push_back(std::move(command));
    };
    for (Item& word : shell::split_words(document, value, options)) {
      if (word.text.bytes() == ";" && word.origin.span.size() == 1) {
        finish();
      } else {
        words.push_back(std::move(word));
      }
    }
    finish();
  }
  return commands;
}

void read(const Document& document, Reader& reader) {
  const std::size_t before = reader.inventory.workloads.size();
  commands::read_commands(document, commands_of(document), reader);
  // systemd keeps a service in the foreground, and often has its container removed behind it.
  for (std::size_t at = before; at < reader.inventory.workloads.size(); ++at) {
    reader.inventory.workloads[at].is_job = false;
  }
}

Result<std::vector<Edit>> write(const Document& document, const Change& change) {
  return commands::write_commands(document, commands_of(document), change,
                                  commands::Spelling::shell);
}

}  // namespace

extern const Source systemd_unit_source{
    .name = "systemd_unit",
    .title = "systemd unit",
    .claims_path = claims_path,
    .claims_text = claims_text,
    .read = read,
    .write = write,
    .spell = commands::spell,
};

}  // namespace boltseal

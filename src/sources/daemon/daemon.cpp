#include "sources/daemon/daemon.h"

#include "base/files.h"
#include "base/text.h"
#include "sources/daemon/daemon_json.h"
#include "sources/daemon/unit.h"

namespace boltseal {
namespace {

// The name alone tells on Linux, in a repository, and below C:\ProgramData\docker\config.
bool is_daemon_json(std::string_view path) {
  return base_name(path) == "daemon.json" || path.ends_with("\\daemon.json");
}

bool claims_path(std::string_view path) {
  return is_daemon_json(path) || daemon::is_unit_path(path) || daemon::is_options_path(path);
}

bool claims_text(std::string_view, std::string_view) { return false; }

void read(const Document& document, Reader& reader) {
  if (daemon::is_unit_path(document.path())) {
    daemon::read_unit(document, reader);
  } else if (daemon::is_options_path(document.path())) {
    daemon::read_options_file(document, reader);
  } else {
    daemon::read_daemon_json(document, reader);
  }
}

Result<std::vector<Edit>> write(const Document& document, const Change& change) {
  if (daemon::is_unit_path(document.path()) || daemon::is_options_path(document.path())) {
    return daemon::write_dockerd_flags(document, change);
  }
  return daemon::write_daemon_json(document, change);
}

// Which of the two idioms a place has: a JSON value stands behind one of `:,[{`, or is the object.
bool is_json_place(const Origin& at) {
  if (!at.has_place()) return true;
  const std::string_view text = at.file->text;
  if (at.span.begin >= text.size()) return true;
  if (text[at.span.begin] == '{') return true;
  const std::string_view before = trim(text.substr(0, at.span.begin));
  return before.empty() || std::string_view(":,[{").find(before.back()) != std::string_view::npos;
}

std::string spell(const Document&, const Change& change) {
  return is_json_place(change.at) ? daemon::spell_json(change) : daemon::spell_dockerd_flag(change);
}

}  // namespace

extern const Source daemon_source{
    .name = "daemon",
    .title = "Docker daemon configuration",
    .claims_path = claims_path,
    .claims_text = claims_text,
    .read = read,
    .write = write,
    .spell = spell,
};

}  // namespace boltseal

#include "sources/lxc/settings.h"

#include <algorithm>

#include "base/text.h"

namespace boltseal::lxc {
namespace {

constexpr std::size_t most_settings = 10'000;
constexpr int most_depth = 8;
constexpr int most_includes = 100;

// LXC's own folders of drop-ins (common.conf.d), in which distributions put nothing.
bool is_own_folder(std::string_view path) {
  return path.starts_with("/usr/share/lxc/config/") && path.ends_with(".d/");
}

class SettingsReader {
 public:
  explicit SettingsReader(Reader& reader) : reader_(reader) {}

  void read(const Document& document, int depth) {
    const std::string_view text = document.text();
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      line(document, begin, text.substr(begin, end - begin), depth);
      begin = end + 1;
    }
  }

  std::vector<Setting> settings;

 private:
  void line(const Document& document, std::size_t begin, std::string_view text, int depth) {
    const std::string_view content = trim(text);
    if (content.empty() || content.starts_with('#')) return;
    const auto span_of = [&](std::string_view part) {
      const auto at = static_cast<std::uint32_t>(begin + (part.data() - text.data()));
      return ByteSpan{at, at + static_cast<std::uint32_t>(part.size())};
    };
    const std::size_t sign = content.find('=');
    if (sign == std::string_view::npos) {
      reader_.inventory.errors.push_back(
          document.error("is no line of the form \"key = value\"", span_of(content)));
      return;
    }
    const std::string_view key = trim(content.substr(0, sign));
    std::string_view value = trim(content.substr(sign + 1));
    const bool is_quoted = value.size() > 1 && value.front() == value.back() &&
                           (value.front() == '"' || value.front() == '\'');
    if (is_quoted) value = value.substr(1, value.size() - 2);
    if (key == "lxc.include") return include(document, std::string(value), span_of(value), depth);
    if (settings.size() == most_settings) return;
    settings.push_back({std::string(key), std::string(value),
                        document.origin(span_of(value.empty() ? key : value))});
  }

  void include(const Document& document, const std::string& path, ByteSpan span, int depth) {
    if (is_own_folder(path)) return;
    if (depth == most_depth || ++includes_ > most_includes) {
      reader_.inventory.errors.push_back(document.error("includes too much", span));
      return;
    }
    if (!path.starts_with('/')) {
      reader_.inventory.errors.push_back(
          document.error("includes " + path + ", which depends on where LXC is started", span,
                         "write the whole path"));
      return;
    }
    const Result<const File*> file = reader_.open(path);
    if (file) return read(Document(**file), depth + 1);
    reader_.inventory.errors.push_back(
        document.error("includes " + path + ", which cannot be read: " + file.error().message, span,
                       "run this where the container is"));
  }

  Reader& reader_;
  int includes_ = 0;
};

}  // namespace

std::vector<Setting> read_settings(const Document& document, Reader& reader) {
  SettingsReader settings(reader);
  settings.read(document, 0);
  return std::move(settings.settings);
}

const Setting* last(const std::vector<Setting>& settings, std::string_view key) {
  const auto found = std::find_if(settings.rbegin(), settings.rend(),
                                  [&](const Setting& each) { return each.key == key; });
  return found == settings.rend() || found->value.empty() ? nullptr : &*found;
}

std::vector<const Setting*> all(const std::vector<Setting>& settings, std::string_view key) {
  std::vector<const Setting*> found;
  for (const Setting& each : settings) {
    if (each.key != key) continue;
    if (each.value.empty()) {
      found.clear();
    } else {
      found.push_back(&each);
    }
  }
  return found;
}

}  // namespace boltseal::lxc

#include "sources/commands/mounts.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace boltseal::commands {
namespace {

constexpr std::array<std::string_view, 6> propagations = {"shared",  "slave",  "private",
                                                          "rshared", "rslave", "rprivate"};

/// Whether the source of a mount is a path of the host, the name of a volume, or cannot be told.
MountKind kind_of_source(const Text& source) {
  const std::string& bytes = source.bytes();
  if (bytes.empty()) return MountKind::volume;
  if (source.is_known_at(0)) {
    const bool drive = bytes.size() > 2 && is_letter(bytes[0]) && bytes[1] == ':';
    if (bytes[0] == '/' || bytes[0] == '.' || bytes[0] == '~' || bytes[0] == '\\' || drive) {
      return MountKind::bind;
    }
  }
  // A volume's name has no slash.
  if (source.find('/') != std::string::npos) return MountKind::bind;
  if (source.is_known()) return MountKind::volume;
  // What the shell and the CI systems set to an absolute path.
  static constexpr std::array<std::string_view, 15> folders = {"$PWD",
                                                               "${PWD}",
                                                               "$(pwd)",
                                                               "`pwd`",
                                                               "$HOME",
                                                               "${HOME}",
                                                               "~",
                                                               "$(pwd -P)",
                                                               "$(PWD)",
                                                               "${{ github.workspace }}",
                                                               "$GITHUB_WORKSPACE",
                                                               "${GITHUB_WORKSPACE}",
                                                               "${{ runner.temp }}",
                                                               "$CI_PROJECT_DIR",
                                                               "${CI_PROJECT_DIR}"};
  const bool folder = std::any_of(folders.begin(), folders.end(),
                                  [&](std::string_view each) { return bytes.starts_with(each); });
  return folder ? MountKind::bind : MountKind::unknown;
}

void add_option(const Text& option, const Origin& origin, Mount& mount) {
  if (!option.is_known()) {
    mount.read_only = Value<bool>::unknown(origin);
    return;
  }
  const std::string& word = option.bytes();
  if (word.empty()) return;
  if (word == "ro" || word == "readonly") {
    mount.read_only = Value<bool>::known(true, origin);
  } else if (word == "rw") {
    mount.read_only = Value<bool>::known(false, origin);
  } else if (std::find(propagations.begin(), propagations.end(), word) != propagations.end()) {
    mount.propagation = Value<Text>::known(option, origin);
  } else {
    mount.options.push_back({option, origin});
  }
}

/// Where the colon stands that ends the source; a Windows drive's own colon is not it.
std::size_t find_separator(const Text& text, std::size_t from) {
  const std::string& bytes = text.bytes();
  const bool drive = bytes.size() > from + 2 && is_letter(bytes[from]) && bytes[from + 1] == ':' &&
                     (bytes[from + 2] == '\\' || bytes[from + 2] == '/') &&
                     text.find(':', from + 2) != std::string::npos;
  return text.find(':', drive ? from + 2 : from);
}

}  // namespace

std::vector<Text> split_text(const Text& text, char separator) {
  std::vector<Text> pieces;
  std::size_t begin = 0;
  for (std::size_t at; (at = text.find(separator, begin)) != std::string::npos; begin = at + 1) {
    pieces.push_back(text.substr(begin, at - begin));
  }
  pieces.push_back(text.substr(begin));
  return pieces;
}

Mount read_volume_option(const Item& value) {
  Mount mount;
  mount.origin = value.origin;
  const std::size_t colon = find_separator(value.text, 0);
  if (colon == std::string::npos) {
    if (value.text.is_known()) {
      mount.kind = MountKind::volume;
      mount.target = value.text;
    } else {  // `-v $VOLUME` may hold all parts
      mount.source = value.text;
      mount.target = Text::unknown(value.text.bytes());
      mount.read_only = Value<bool>::unknown(value.origin);
    }
    return mount;
  }
  mount.source = value.text.substr(0, colon);
  const std::size_t second = find_separator(value.text, colon + 1);
  mount.target =
      value.text.substr(colon + 1, second == std::string::npos ? second : second - colon - 1);
  if (second != std::string::npos) {
    for (const Text& option : split_text(value.text.substr(second + 1), ',')) {
      add_option(option, value.origin, mount);
    }
  }
  mount.kind = kind_of_source(mount.source);
  return mount;
}

Mount read_mount_option(const Item& value) {
  Mount mount;
  mount.origin = value.origin;
  mount.kind = MountKind::volume;
  if (!value.text.is_known() && value.text.find('=') == std::string::npos) {
    mount.kind = MountKind::unknown;
    mount.source = value.text;
    mount.target = Text::unknown(value.text.bytes());
    mount.read_only = Value<bool>::unknown(value.origin);
    return mount;
  }
  Text nfs_device;
  std::string nfs_address;
  bool nfs = false;
  for (Text field : split_text(value.text, ',')) {
    // Options of an NFS mount have commas, so the field stands in quotes, as in a CSV file.
    if (field.bytes().starts_with('"')) field = field.substr(1);
    if (field.bytes().ends_with('"')) field = field.substr(0, field.bytes().size() - 1);
    constexpr std::string_view options_of_mount = "volume-opt=o=";
    if (field.starts_with(options_of_mount) == Truth::yes) {
      field = field.substr(options_of_mount.size());
    }
    const std::size_t equals = field.find('=');
    const std::string key = field.bytes().substr(0, equals);
    const Text content = equals == std::string::npos ? Text() : field.substr(equals + 1);
    if (!field.substr(0, equals).is_known()) {
      mount.read_only = Value<bool>::unknown(value.origin);
    } else if (key == "type") {
      if (!content.is_known()) mount.kind = MountKind::unknown;
      if (content.bytes() == "bind") mount.kind = MountKind::bind;
      if (content.bytes() == "tmpfs" || content.bytes() == "ramfs") mount.kind = MountKind::tmpfs;
      if (content.bytes() == "image") mount.kind = MountKind::image;
    } else if (key == "source" || key == "src") {
      mount.source = content;
    } else if (key == "target" || key == "dst" || key == "destination") {
      mount.target = content;
    } else if (key == "readonly" || key == "ro" || key == "rw") {
      const std::string& word = content.bytes();
      if (!content.is_known()) {
        mount.read_only = Value<bool>::unknown(value.origin);
      } else {
        const bool said = word.empty() || word == "true" || word == "1";
        mount.read_only = Value<bool>::known(said == (key != "rw"), value.origin);
      }
    } else if (key == "bind-propagation") {
      mount.propagation = Value<Text>::known(content, value.origin);
    } else {
      if (field.bytes().find("type=nfs") != std::string::npos) nfs = true;
      if (const std::size_t at = field.bytes().find("device="); at != std::string::npos) {
        nfs_device = field.substr(at + 7);
      }
      if (const std::size_t at = field.bytes().find("addr="); at != std::string::npos) {
        nfs_address = field.bytes().substr(at + 5);
      }
      mount.options.push_back({field, value.origin});
    }
  }
  if (nfs) {
    mount.kind = MountKind::nfs;
    mount.source = Text(nfs_address);
    mount.source.append(nfs_device);
  }
  return mount;
}

Mount read_tmpfs_option(const Item& value) {
  Mount mount;
  mount.origin = value.origin;
  mount.kind = MountKind::tmpfs;
  const std::size_t colon = value.text.find(':');
  mount.target = value.text.substr(0, colon);
  if (colon != std::string::npos) {
    for (const Text& option : split_text(value.text.substr(colon + 1), ',')) {
      add_option(option, value.origin, mount);
    }
  }
  return mount;
}

Port read_publish_option(const Item& value) {
  Port port;
  port.origin = value.origin;
  Text text = value.text;
  if (text.find('=') != std::string::npos) {
    for (const Text& field : split_text(text, ',')) {
      const std::size_t equals = field.find('=');
      if (equals == std::string::npos) continue;
      const std::string key = field.bytes().substr(0, equals);
      const Text content = field.substr(equals + 1);
      if (key == "published") port.published = content;
      if (key == "target") port.target = content;
      if (key == "protocol") port.protocol = content.bytes();
    }
    return port;
  }
  if (const std::size_t slash = text.rfind('/'); slash != std::string::npos) {
    port.protocol = to_lower(text.bytes().substr(slash + 1));
    text = text.substr(0, slash);
  }
  const std::size_t last = text.rfind(':');
  if (last == std::string::npos) {
    port.target = text;
    if (!text.is_known()) {  // `-p $PORTS` may name an address as well
      port.host_ip = text;
      port.published = text;
    }
    return port;
  }
  port.target = text.substr(last + 1);
  const Text rest = text.substr(0, last);
  const std::size_t before = rest.rfind(':');
  if (before == std::string::npos) {
    port.published = rest;
    return port;
  }
  port.published = rest.substr(before + 1);
  port.host_ip = rest.substr(0, before);
  const std::string& ip = port.host_ip.bytes();
  if (ip.size() > 2 && ip.front() == '[' && ip.back() == ']') {
    port.host_ip = port.host_ip.substr(1, ip.size() - 2);
  }
  return port;
}

}  // namespace boltseal::commands

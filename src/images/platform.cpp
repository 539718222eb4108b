#include "images/platform.h"

#include <sys/utsname.h>

#include <algorithm>

#include "base/text.h"

namespace boltseal {
namespace {

// What a processor is called elsewhere (containerd/platforms, normalizeArch; uname(1)).
struct OtherName {
  std::string_view other, architecture, variant;
};
constexpr OtherName other_names[] = {
    {"x86_64", "amd64", ""},
    {"x86-64", "amd64", ""},
    {"aarch64", "arm64", ""},
    {"i386", "386", ""},
    {"i486", "386", ""},
    {"i586", "386", ""},
    {"i686", "386", ""},
    {"armhf", "arm", "v7"},
    {"armel", "arm", "v6"},
    {"armv7l", "arm", "v7"},
    {"armv6l", "arm", "v6"},
    {"armv8l", "arm", "v7"},
    {"loongarch64", "loong64", ""},
};

// The number of a variant, of one that is not named the usual; 0 for what is no number.
int level_of(const ImagePlatform& platform) {
  const std::string_view variant = platform.variant;
  if (variant.empty()) {
    if (platform.architecture == "arm") return 7;
    if (platform.architecture == "arm64") return 8;
    return 1;
  }
  const auto number = variant.starts_with('v') ? parse_int(variant.substr(1)) : std::nullopt;
  return number && *number > 0 && *number < 100 ? static_cast<int>(*number) : 0;
}

ImagePlatform normal(ImagePlatform platform) {
  platform.os = to_lower(platform.os);
  platform.architecture = to_lower(platform.architecture);
  platform.variant = to_lower(platform.variant);
  for (const OtherName& name : other_names) {
    if (platform.architecture != name.other) continue;
    platform.architecture = name.architecture;
    if (platform.variant.empty()) platform.variant = name.variant;
  }
  return platform;
}

}  // namespace

std::optional<ImagePlatform> parse_platform(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '/');
  const bool is_plain = std::ranges::all_of(parts, [](std::string_view part) {
    return !part.empty() && part.size() <= 32 &&
           std::ranges::all_of(part, [](char c) { return is_word(c) || c == '-' || c == '.'; });
  });
  if (!is_plain || parts.size() > 3) return std::nullopt;
  const auto part = [&](std::size_t at) {
    return std::string(at < parts.size() ? parts[at] : std::string_view());
  };
  if (parts.size() == 1) {
    if (to_lower(parts[0]) == "linux")
      return ImagePlatform{"linux", this_platform().architecture, {}};
    return normal({"linux", part(0), {}});
  }
  return normal({part(0), part(1), part(2)});
}

std::string shown(const ImagePlatform& platform) {
  std::string text = platform.os + "/" + platform.architecture;
  if (!platform.variant.empty()) text += "/" + platform.variant;
  return sanitize(text);
}

ImagePlatform this_platform() {
  utsname name{};
  ::uname(&name);
  return normal({"linux", name.machine, {}});
}

std::optional<std::size_t> choose_platform(std::span<const ImagePlatform> offered,
                                           const ImagePlatform& wanted) {
  const ImagePlatform machine = normal(wanted);
  std::optional<std::size_t> best;
  int best_level = -1;
  for (std::size_t at = 0; at < offered.size(); ++at) {
    const ImagePlatform each = normal(offered[at]);
    if (each.os != machine.os || each.architecture != machine.architecture) continue;
    const int level = level_of(each);
    if (level > level_of(machine) || level <= best_level) continue;
    best = at;
    best_level = level;
  }
  return best;
}

}  // namespace boltseal

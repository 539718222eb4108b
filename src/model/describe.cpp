#include "model/describe.h"

#include <array>
#include <utility>

namespace boltseal {
namespace {

// " read_only=true", " propagation=?"; nothing when nobody says.
template <class T>
std::string option(std::string_view name, const Value<T>& value, Spelled how) {
  if (value.is_absent()) return {};
  return " " + std::string(name) + "=" + (value.is_known() ? describe(*value, how) : "?");
}

std::string scaled(std::int64_t number, std::int64_t unit, std::string_view name) {
  std::string text = std::to_string(number / unit);
  if (const std::int64_t rest = number % unit * 100 / unit; rest > 0) {
    text += rest < 10 ? ".0" : ".";
    text += std::to_string(rest % 10 == 0 ? rest / 10 : rest);
  }
  return text.append(" ").append(name);
}

std::string bytes(std::int64_t number) {
  constexpr std::array<std::pair<std::int64_t, std::string_view>, 3> units = {
      std::pair{std::int64_t{1} << 30, "GiB"}, {std::int64_t{1} << 20, "MiB"}, {1 << 10, "KiB"}};
  for (const auto& [unit, name] : units) {
    if (number >= unit) return scaled(number, unit, name);
  }
  return std::to_string(number) + " bytes";
}

}  // namespace

std::string describe(const Text& text, Spelled how) {
  std::string out = how == Spelled::quoted ? "\"" : "";
  bool known = true;
  for (std::size_t at = 0; at < text.bytes().size(); ++at) {
    if (text.is_known_at(at) != known) {
      out += known ? "«" : "»";
      known = !known;
    }
    out += text.bytes()[at];
  }
  if (!known) out += "»";
  if (how == Spelled::quoted) out += '"';
  return out;
}

std::string describe(bool value, Spelled) { return value ? "true" : "false"; }

std::string describe(std::int64_t value, Spelled) { return std::to_string(value); }

std::string describe(const User& user, Spelled how) {
  return describe(user.name, how) +
         (user.group.empty() ? "" : " group " + describe(user.group, how));
}

std::string describe(const ImageReference& image, Spelled how) {
  return describe(image.written, how);
}

std::string describe(const Command& command, Spelled how) {
  std::string words = command.shell_form ? "shell" : "exec";
  for (const Text& word : command.words) words += " " + describe(word, how);
  return words;
}

std::string describe(const HealthCheck& check, Spelled how) {
  static constexpr std::array<std::string_view, 5> kinds = {"disabled", "command", "http", "tcp",
                                                            "grpc"};
  std::string out(kinds[static_cast<std::size_t>(check.kind)]);
  if (!check.test.words.empty()) out += " " + describe(check.test, how);
  if (!check.url.empty()) out += " " + check.url;
  const auto add = [&](std::string_view name, const std::optional<std::int64_t>& number) {
    if (number) out.append(" ").append(name).append("=").append(std::to_string(*number));
  };
  add("interval", check.interval);
  add("timeout", check.timeout);
  add("start_period", check.start_period);
  add("retries", check.retries);
  return out;
}

std::string describe(const Restart& restart, Spelled) {
  return restart.policy +
         (restart.attempts ? " at most " + std::to_string(*restart.attempts) : std::string());
}

std::string describe(const Item& item, Spelled how) { return describe(item.text, how); }

std::string describe(const Setting& setting, Spelled how) {
  return setting.name + "=" + describe(setting.value, how);
}

std::string describe(const Mount& mount, Spelled how) {
  std::string out(name_of(mount.kind));
  if (how == Spelled::quoted || !mount.source.empty()) out += " " + describe(mount.source, how);
  out += " -> " + describe(mount.target, how);
  out += option("read_only", mount.read_only, how) + option("propagation", mount.propagation, how);
  for (const Item& each : mount.options) out += " " + describe(each.text, how);
  return out;
}

std::string describe(const Port& port, Spelled how) {
  const auto part = [&](const Text& text, std::string_view empty) {
    return how == Spelled::bare && text.empty() ? std::string(empty) : describe(text, how);
  };
  const std::string between = how == Spelled::bare ? ":" : " ";
  return part(port.host_ip, "*") + between + part(port.published, "(any)") + " -> " +
         describe(port.target, how) + " " + port.protocol;
}

std::string describe_number(Fact fact, std::int64_t number) {
  switch (fact) {
    case Fact::memory_limit: return number <= 0 ? "no limit" : bytes(number);
    case Fact::cpu_limit: return number <= 0 ? "no limit" : scaled(number, 1000, "CPUs");
    case Fact::pids_limit: return number <= 0 ? "no limit" : std::to_string(number);
    case Fact::open_files_limit: return number < 0 ? "no limit" : std::to_string(number);
    default: return std::to_string(number);
  }
}

std::string_view name_of(LevelKind kind) {
  switch (kind) {
    case LevelKind::daemon: return "daemon";
    case LevelKind::base_image: return "base_image";
    case LevelKind::build_stage: return "build_stage";
    case LevelKind::service: return "service";
    case LevelKind::pod: return "pod";
    case LevelKind::container: break;
  }
  return "container";
}

std::string_view name_of(MountKind kind) {
  switch (kind) {
    case MountKind::unknown: return "unknown";
    case MountKind::bind: return "bind";
    case MountKind::volume: return "volume";
    case MountKind::tmpfs: return "tmpfs";
    case MountKind::nfs: return "nfs";
    case MountKind::image: return "image";
    case MountKind::config: break;
  }
  return "config";
}

}  // namespace boltseal

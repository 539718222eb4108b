#include "engines/lxc/lxc.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "base/file_beginning.h"
#include "base/files.h"
#include "base/text.h"

namespace boltseal {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_containers = 10'000;
constexpr std::string_view group_prefix = "lxc.payload.";

constexpr std::size_t most_bytes = 64 << 10;  // of a text below /proc

// Whether a process is the first one of its process namespace, and not the host's.
bool is_first(std::string_view status) {
  constexpr std::string_view key = "NSpid:";
  const std::size_t begin = status.find(key);
  if (begin == std::string_view::npos) return false;
  std::string_view line = status.substr(begin + key.size());
  line = trim(line.substr(0, line.find('\n')));
  const std::size_t last = line.find_last_of(" \t");
  return last != std::string_view::npos && line.substr(last + 1) == "1";
}

// The first process of each container that runs.
std::map<std::string, int> find_processes() {
  std::map<std::string, int> pids;
  std::error_code error;
  for (auto each = fs::directory_iterator("/proc", error);
       !error && each != fs::directory_iterator(); each.increment(error)) {
    const std::string name = each->path().filename();
    int pid = 0;
    const auto [end, wrong] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (wrong != std::errc() || end != name.data() + name.size()) continue;
    const std::string container =
        lxc_container_of(file_beginning(each->path() / "cgroup", most_bytes));
    if (!container.empty() && is_first(file_beginning(each->path() / "status", most_bytes))) {
      pids.emplace(container, pid);
    }
  }
  return pids;
}

}  // namespace

std::string lxc_container_of(std::string_view cgroup) {
  for (const std::string_view line : split(cgroup, '\n')) {
    const std::size_t begin = line.rfind(std::string("/") + std::string(group_prefix));
    if (begin == std::string_view::npos) continue;
    const std::string_view rest = line.substr(begin + 1 + group_prefix.size());
    return std::string(rest.substr(0, rest.find('/')));
  }
  return {};
}

LiveEngine look_at_lxc(const Endpoint& endpoint, std::chrono::milliseconds) {
  LiveEngine engine;
  engine.name = title_of(endpoint);
  engine.endpoint = endpoint.path;
  const auto error = [&](std::string message, std::string remedy = {}) {
    engine.errors.push_back({std::move(message), place_of(engine), {}, std::move(remedy)});
  };
  std::error_code failed;
  fs::directory_iterator folders(endpoint.path, failed);
  if (failed) {
    error("cannot be read: " + failed.message(),
          failed == std::errc::permission_denied ? "run this as root" : "");
    return engine;
  }
  const std::map<std::string, int> pids = find_processes();
  const DiskFiles files;
  for (; !failed && folders != fs::directory_iterator(); folders.increment(failed)) {
    const std::string path = folders->path() / "config";
    if (!files.exists(path)) continue;
    if (engine.containers.size() == most_containers) {
      error("has more containers than are looked at");
      break;
    }
    LiveContainer container;
    container.name = folders->path().filename();
    container.id = std::string(group_prefix) + container.name;
    container.source = "lxc";
    auto text = files.read(path);
    if (!text) {
      error("does not tell of container " + container.name + ": " + text.error().message,
            text.error().remedy);
      continue;
    }
    container.text = std::move(*text);
    const auto pid = pids.find(container.name);
    if (pid != pids.end()) container.pid = pid->second;
    engine.containers.push_back(std::move(container));
  }
  std::ranges::sort(engine.containers, {}, &LiveContainer::name);
  // The folder comes with the package.
  engine.is_absent = engine.containers.empty() && engine.errors.empty();
  return engine;
}

}  // namespace boltseal

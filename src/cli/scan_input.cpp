#include "cli/scan_input.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/environment.h"
#include "base/files.h"
#include "base/text.h"
#include "base/write_all.h"
#include "cli/progress.h"
#include "images/engine_image.h"
#include "images/online_registries.h"

namespace boltseal {
namespace {

enum class Place : std::uint8_t { registry, docker, podman, engine };
constexpr std::array<std::pair<std::string_view, Place>, 4> prefixes = {{
    {"registry:", Place::registry},
    {"docker:", Place::docker},
    {"podman:", Place::podman},
    {"engine:", Place::engine},
}};

std::string megabytes(std::uint64_t bytes) { return std::to_string(bytes / 1'000'000) + " MB"; }

Result<ScanInput> from_registry(const std::string& name, const ScanInput& input,
                                const std::optional<ImagePlatform>& platform,
                                const std::vector<std::string>& insecure, const std::string& cache,
                                Console& console) {
  ScanInput found{{}, input.subject, std::nullopt};
  ImageDownload how;
  if (platform) how.platform = *platform;
  how.cache_folder = cache;
  if (cache.empty()) {
    auto folder = TemporaryFolder::make();
    if (!folder) return std::unexpected(folder.error());
    how.cache_folder = folder->path();
    found.folder.emplace(std::move(*folder));
  }
  if (const std::string asked = environment_variable("BOLTSEAL_CACHE_MIB"); !asked.empty()) {
    const auto most = parse_int(asked);
    if (!most || *most < 0 || *most > 1 << 30) {
      return fail("is \"" + sanitize(asked) + "\", no number of MiB", "BOLTSEAL_CACHE_MIB");
    }
    how.most_kept = static_cast<std::uint64_t>(*most) << 20;
  }
  Progress progress(console);
  how.progress = [&](std::uint64_t bytes, std::uint64_t of) {
    progress.show("fetching " + sanitize(name) + "  " + megabytes(bytes) + " of " + megabytes(of));
  };
  const DiskFiles files;
  auto layout = download_image(name, how, files, {insecure.begin(), insecure.end()});
  if (!layout) return std::unexpected(layout.error());
  found.path = std::move(layout->folder);
  found.is_verified = true;
  found.in_use.emplace(std::move(layout->in_use));
  return found;
}

Result<ScanInput> from_engine(const std::string& name, const ScanInput& input, Place place,
                              Console& console) {
  auto folder = TemporaryFolder::make();
  if (!folder) return std::unexpected(folder.error());
  EngineAccess access;
  if (place != Place::engine) {
    const EngineKind wanted = place == Place::docker ? EngineKind::docker : EngineKind::podman;
    std::erase_if(access.sockets, [&](const EngineSocket& one) { return one.kind != wanted; });
  }
  Progress progress(console);
  access.progress = [&](std::uint64_t bytes) {
    progress.show("saving " + sanitize(name) + "  " + megabytes(bytes));
  };
  ScanInput found{folder->path() + "/image.tar", input.subject, std::nullopt};
  const auto saved = save_engine_image(name, found.path, access);
  if (!saved) return std::unexpected(saved.error());
  found.folder.emplace(std::move(*folder));
  return found;
}

// A pipe cannot be read out of order.
Result<ScanInput> from_standard_input() {
  auto folder = TemporaryFolder::make();
  if (!folder) return std::unexpected(folder.error());
  ScanInput found{folder->path() + "/input", "standard input", std::nullopt};
  const int file = open(found.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  std::array<char, 1 << 16> piece;
  bool is_good = file >= 0;
  while (is_good) {
    const ssize_t got = read(STDIN_FILENO, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      is_good = got == 0;
      break;
    }
    is_good = write_all(file, {piece.data(), static_cast<std::size_t>(got)});
  }
  const int error = errno;
  if (file >= 0) close(file);
  if (!is_good) return fail(std::string("cannot be kept: ") + strerror(error), found.subject);
  found.folder.emplace(std::move(*folder));
  return found;
}

}  // namespace

Result<ScanInput> obtain(const std::string& word, const std::optional<ImagePlatform>& platform,
                         const std::vector<std::string>& insecure, const std::string& cache,
                         Console& console) {
  ScanInput input{word, word, std::nullopt};
  for (const auto& [prefix, place] : prefixes) {
    if (!word.starts_with(prefix)) continue;
    const std::string name = word.substr(prefix.size());
    if (place == Place::registry) {
      return from_registry(name, input, platform, insecure, cache, console);
    }
    return from_engine(name, input, place, console);
  }
  if (word == "-") return from_standard_input();
  if (access(word.c_str(), F_OK) != 0) {
    return fail("there is no file or folder " + word, {}, {},
                "an image is named registry:" + word + ", docker:" + word + " or podman:" + word);
  }
  return input;
}

}  // namespace boltseal

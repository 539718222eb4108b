#include "gate/kubernetes/background_scans.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/files.h"
#include "base/json.h"

namespace boltseal {
namespace {

// "…/sha256-1f0c….json"
std::string file_of(const std::string& folder, std::string_view digest) {
  std::string name(digest);
  std::ranges::replace(name, ':', '-');
  return folder + "/" + name + ".json";
}

// Whoever reads hostile bytes may say what is in them, not of which image it speaks: a list of
// platforms has another digest than the one that was scanned.
Result<std::string> attributed(const std::string& text, const std::string& image,
                               std::string_view digest) {
  json result = parse_json(text);
  if (text_in(result, "schema") != "boltseal/scan/1") return fail("gave no result", image);
  result["subject"] = image;
  result["reference"] = image;
  result["digest"] = digest;
  return result.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace

BackgroundScans::BackgroundScans(std::string folder, Scan scan,
                                 std::function<void(const Error&)> tell)
    : folder_(std::move(folder)), scan_(std::move(scan)), tell_(std::move(tell)) {
  // Signals are for the thread that waits for them.
  sigset_t all{}, before{};
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { scan_all(); });
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

BackgroundScans::~BackgroundScans() {
  is_over_ = true;
  queue_.stop();
  thread_.join();
}

void BackgroundScans::scan_all() {
  while (const std::optional<std::string> image = queue_.take()) {
    bool is_scanned = false;
    try {
      const Result<void> done = scan(*image);
      is_scanned = done.has_value();
      if (!done && !is_over_) tell_(done.error());
    } catch (...) {
      is_scanned = false;  // out of memory, most likely: the next may need less
    }
    if (is_over_) return;
    queue_.finish(*image, is_scanned);
  }
}

Result<void> BackgroundScans::scan(const std::string& image) const {
  const Result<std::string> said = scan_(image, is_over_);
  if (!said) return std::unexpected(said.error());
  const std::string_view digest = std::string_view(image).substr(image.rfind('@') + 1);
  const Result<std::string> result = attributed(*said, image, digest);
  if (!result) return std::unexpected(result.error());
  const std::string path = file_of(folder_, digest);
  return DiskFiles().exists(path) ? replace_file(path, *result) : make_file(path, *result);
}

std::string BackgroundScans::metrics() const {
  const ScanQueue::Counts counts = queue_.counts();
  return fmt::format(
      "# HELP boltseal_gate_scans_total Scans of unknown images, by what became of them.\n"
      "# TYPE boltseal_gate_scans_total counter\n"
      "boltseal_gate_scans_total{{result=\"queued\"}} {}\n"
      "boltseal_gate_scans_total{{result=\"scanned\"}} {}\n"
      "boltseal_gate_scans_total{{result=\"failed\"}} {}\n"
      "boltseal_gate_scans_total{{result=\"dropped\"}} {}\n"
      "# HELP boltseal_gate_scans_waiting Images that wait for their scan.\n"
      "# TYPE boltseal_gate_scans_waiting gauge\n"
      "boltseal_gate_scans_waiting {}\n",
      counts.queued, counts.scanned, counts.failed, counts.dropped, counts.waiting);
}

}  // namespace boltseal

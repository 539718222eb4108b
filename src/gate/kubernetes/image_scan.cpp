#include "gate/kubernetes/image_scan.h"

#include <array>
#include <utility>

#include "base/files.h"
#include "base/process.h"
#include "base/temporary_folder.h"
#include "base/text.h"

namespace boltseal {
namespace {

// This program, also when another has taken its name since.
constexpr std::string_view own_program = "/proc/self/exe";

// "boltseal scan" says "error: …; …" on its last line.
std::string reason_in(std::string_view said) {
  std::string_view line = last_lines(said, 1);
  constexpr std::string_view prefix = "error: ";
  if (line.starts_with(prefix)) line.remove_prefix(prefix.size());
  return sanitize(line);
}

}  // namespace

Result<std::string> scan_image(const std::string& image, const ImageScan& how,
                               const std::atomic<bool>& stop) {
  const auto folder = TemporaryFolder::make();
  if (!folder) return std::unexpected(folder.error());
  std::vector<std::string> command = {std::string(own_program), "scan",         "--format=json",
                                      "--fail-on=never",        "--allow-gaps", "--jobs=1"};
  command.insert(command.end(), how.flags.begin(), how.flags.end());
  command.push_back("registry:" + image);
  const std::array<std::pair<std::string, std::string>, 1> environment = {
      std::pair{"TMPDIR", folder->path()}};
  Result<ProcessEnd> end = run_to_end(command, {.environment = environment,
                                                .directory = folder->path(),
                                                .most_time = how.most_time,
                                                .stop = &stop,
                                                .most_output = file_size_limit,
                                                .most_memory = how.most_memory});
  if (!end) {
    std::string why = std::move(end.error().message);
    if (why.starts_with(own_program)) why.replace(0, own_program.size(), "the scan");
    return fail("cannot be scanned: " + why, image);
  }
  if (end->status == 0) return std::move(end->out);
  const std::string why = reason_in(end->err);
  return fail("cannot be scanned: " +
                  (why.empty() ? "the scan ended with " + std::to_string(end->status) : why),
              image);
}

}  // namespace boltseal

#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace boltseal {

struct ProcessOptions {
  /// Added to the program's own.
  std::span<const std::pair<std::string, std::string>> environment = {};
  std::string directory = {};  ///< Where it works; empty: where we do.
  /// After that the program is ended, with all that it started and that stayed in its group.
  std::optional<std::chrono::milliseconds> most_time = {};
  std::string_view input = {};              ///< What it reads on its standard input.
  const std::atomic<bool>* stop = nullptr;  ///< The same when this becomes true; may be null.
  std::size_t most_output = 256u << 20;     ///< Bytes of each of its two outputs.
  /// Bytes that it, and each program that it starts, may take as its own (RLIMIT_DATA). It then
  /// also gives way to others: with the processor, and where the machine's memory runs out.
  std::optional<std::uint64_t> most_memory = {};
};

/// How a program ended.
struct ProcessEnd {
  int status = 0;  ///< Its exit code; 128 + the signal when one ended it.
  std::string out, err;
};

/// Runs a program, found through PATH, without a shell, and waits for it. One with a time limit or
/// a stop runs in a process group of its own, so that the terminal's Ctrl-C does not reach it. No
/// signal is blocked in it. May be called from several threads.
/// @return how it ended; fails when it cannot be started, writes more or takes longer than it may,
/// or was stopped.
Result<ProcessEnd> run_to_end(std::span<const std::string> arguments,
                              const ProcessOptions& options = {});

/// The same for a program of which only success counts.
/// @return what it wrote to standard output; fails also when it ends with another status than 0:
/// the error then holds the last line that it wrote to standard error.
Result<std::string> run_process(
    std::span<const std::string> arguments,
    std::span<const std::pair<std::string, std::string>> environment = {});

}  // namespace boltseal

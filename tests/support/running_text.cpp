#include "support/running_text.h"

#include <gtest/gtest.h>

#include <map>

#include "audit/kernel_view.h"
#include "base/text.h"

namespace boltseal::test {

RunningText read_running(const std::string& path, const std::string& text) {
  constexpr std::string_view begin = "\n--- ";
  RunningText read;
  KernelView& kernel = read.running.kernel;
  std::size_t at = std::min(text.find(begin), text.size());
  const MemoryFiles files(std::map<std::string, std::string>{{path, text.substr(0, at)}});
  read.unit = open_unit(path, find_source("inspect"), files);
  while (at < text.size()) {
    const std::size_t name = at + begin.size(), end = text.find('\n', name);
    at = std::min(text.find(begin, end), text.size());
    const std::string title = text.substr(name, end - name), body = text.substr(end + 1, at - end);
    if (title == "status") {
      read_status(body, kernel);
    } else if (title == "mountinfo") {
      kernel.mounts = read_mountinfo(body);
    } else if (title == "label") {
      kernel.security_label = trim(body);
    } else if (title == "shared") {
      for (const std::string_view word : split(trim(body), ' ')) kernel.shared.emplace(word);
    } else if (title == "memory") {
      kernel.memory_limit = read_limit(body);
    } else if (title == "pids") {
      kernel.pids_limit = read_limit(body);
    } else if (title == "written") {
      for (const std::string_view line : split(trim(body), '\n')) {
        const auto words = split(line, ' ');
        if (words.size() < 2) ADD_FAILURE() << path << ": no written file: " << line;
        if (words.size() < 2) continue;
        read.running.written.push_back({std::string(words[1]), words[0] == "program",
                                        std::string(words.size() > 2 ? words[2] : "")});
      }
    } else if (title == "unknown to") {
      read.running.unknown_to = trim(body);
    } else if (title == "image") {
      const auto words = split(trim(body), ' ');
      read.running.image_id = words.front();
      read.running.image_of_tag = words.back();
    } else {
      ADD_FAILURE() << path << ": no such part: " << title;
    }
  }
  return read;
}

}  // namespace boltseal::test

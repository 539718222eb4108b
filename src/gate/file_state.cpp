#include "gate/file_state.h"

#include <sys/stat.h>

#include <cstdint>

namespace boltseal {

std::string file_state(const std::string& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) return {};
  std::string state;
  for (const std::int64_t part :
       {static_cast<std::int64_t>(status.st_dev), static_cast<std::int64_t>(status.st_ino),
        static_cast<std::int64_t>(status.st_size), std::int64_t{status.st_ctim.tv_sec},
        std::int64_t{status.st_ctim.tv_nsec}}) {
    state += std::to_string(part) + ",";
  }
  return state;
}

}  // namespace boltseal

#include "base/environment.h"

#include <cstdlib>

namespace boltseal {

std::string environment_variable(std::string_view name) {
  const char* const value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace boltseal

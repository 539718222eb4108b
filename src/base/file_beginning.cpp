#include "base/file_beginning.h"

#include <algorithm>
#include <fstream>

namespace boltseal {

std::string file_beginning(const std::string& path, std::size_t most_bytes) {
  std::string text(std::min<std::size_t>(most_bytes, 64u << 10), '\0');
  std::ifstream file(path, std::ios::binary);
  std::size_t size = 0;
  while (file && size < most_bytes) {
    if (size == text.size()) text.resize(std::min(most_bytes, 2 * size));
    file.read(text.data() + size, static_cast<std::streamsize>(text.size() - size));
    size += static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount()));
  }
  text.resize(size);
  return text;
}

}  // namespace boltseal

#include "scan/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/environment.h"
#include "base/write_all.h"

namespace boltseal {

std::string spool_folder() {
  const std::string asked = environment_variable("TMPDIR");
  return asked.empty() ? "/tmp" : asked;
}

Result<OpenFile> spool(ByteStream& stream, const std::string& name) {
  const std::string folder = spool_folder();
  const int file = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) {
    return fail(std::string("no temporary file can be made in it: ") + strerror(errno), folder, {},
                "set TMPDIR to a folder that can be written");
  }
  OpenFile spooled = OpenFile::adopt(file, name);
  while (true) {
    const auto piece = stream.next();
    if (!piece) return fail(piece.error().message, name);
    if (piece->empty()) break;
    if (!write_all(file, *piece)) {
      return fail(std::string("cannot be unpacked into ") + folder + ": " + strerror(errno), name,
                  {}, "set TMPDIR to a folder with more room");
    }
  }
  spooled.measure();
  return spooled;
}

}  // namespace boltseal

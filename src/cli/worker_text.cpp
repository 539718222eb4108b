#include "cli/worker_text.h"

#include <sys/mman.h>
#include <unistd.h>

#include "archive/byte_stream.h"
#include "base/write_all.h"

namespace boltseal {

WorkerText::WorkerText() : memory_(::memfd_create("worker", MFD_CLOEXEC)) {}

void WorkerText::write(std::string_view text) {
  is_whole_ = is_whole_ && write_all(memory_.get(), text);
  // Half of it says something else than all of it.
  if (!is_whole_) static_cast<void>(::ftruncate(memory_.get(), 0) == 0);
}

std::string WorkerText::read() const {
  const OpenFile memory = OpenFile::adopt(::dup(memory_.get()), "worker");
  const auto text = memory.read(0, memory.size());
  return text ? std::string(*text) : std::string();
}

}  // namespace boltseal

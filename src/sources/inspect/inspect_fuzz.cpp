// What an engine answers may be anything: it is indented, read, and judged by nobody; every place
// must lie in the text.

#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>

#include "base/indent_json.h"
#include "check/unit.h"
#include "sources/source.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace boltseal;
  const std::string text =
      indent_json("[" + std::string(reinterpret_cast<const char*>(data), size) + "]");
  const MemoryFiles files(std::map<std::string, std::string>{{"container", text}});
  for (const char* const source : {"inspect", "nomad"}) {
    const Unit unit = open_unit("container", find_source(source), files);
    for (const Workload& workload : unit.inventory.workloads) {
      if (workload.levels.empty()) std::abort();
      for (const Level& level : workload.levels) {
        const ByteSpan span = level.site.span;
        if (span.begin > span.end || span.end > text.size()) std::abort();
      }
    }
  }
  return 0;
}

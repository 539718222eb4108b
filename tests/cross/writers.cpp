#include "cross/writers.h"

#include <array>

#include "cross/writer_parts.h"

namespace boltseal::test {
namespace {

constexpr std::array writers = {
    Writer{"compose", "compose.yaml", write_compose},
    Writer{"kubernetes", "pod.yaml", write_pod},
    Writer{"script", "run.sh", write_docker_run},
};

}  // namespace

std::span<const Writer> all_writers() { return writers; }

}  // namespace boltseal::test

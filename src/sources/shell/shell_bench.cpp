#include <benchmark/benchmark.h>

#include <string>

#include "sources/shell/shell.h"

namespace boltseal {
namespace {

/// A deployment script with twenty `docker run` lines, as they occur: variables, an array, quotes.
std::string deployment() {
  std::string text =
      "#!/bin/bash\nset -eu\nDATA=/srv/data\nREG=${REG:-registry.example.com}\n"
      "OPTS=(--restart always --network back)\n";
  for (int i = 0; i < 20; ++i) {
    const std::string number = std::to_string(i);
    text += "docker run -d --name app" + number + " \"${OPTS[@]}\" \\\n  -v \"$DATA/app" + number +
            ":/data\" -e KEY=\"$(cat /run/key)\" \\\n  -p 80" + number + ":80 \"$REG/app:1." +
            number + "\"\n";
  }
  return text;
}

void shell_twenty_runs(benchmark::State& state) {
  const File file{"deploy.sh", deployment()};
  for (auto _ : state) benchmark::DoNotOptimize(shell::parse(Document(file)));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(file.text.size()));
}
BENCHMARK(shell_twenty_runs);

}  // namespace
}  // namespace boltseal

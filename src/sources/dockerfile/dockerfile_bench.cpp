// Reading a Dockerfile of 40 lines, and as the floor: copying its bytes and finding its lines.

#include <benchmark/benchmark.h>

#include "base/lines.h"
#include "sources/dockerfile/dockerfile.h"
#include "sources/dockerfile/scan.h"

namespace boltseal {
namespace {

const File& typical() {
  static const File file{"Dockerfile",
                         "# syntax=docker/dockerfile:1\n"
                         "ARG NODE_VERSION=22.11\n"
                         "FROM node:${NODE_VERSION}-slim AS build\n"
                         "WORKDIR /src\n"
                         "# dependencies first, so that they are cached\n"
                         "COPY package.json package-lock.json ./\n"
                         "RUN --mount=type=cache,target=/root/.npm npm ci\n"
                         "COPY . .\n"
                         "ARG BUILD_DATE\n"
                         "ENV NODE_ENV=production BUILD_DATE=${BUILD_DATE:-unknown}\n"
                         "RUN npm run build && \\\n"
                         "    npm prune --omit=dev\n"
                         "\n"
                         "FROM node:${NODE_VERSION}-slim\n"
                         "LABEL org.opencontainers.image.source=\"https://example.com/shop\" \\\n"
                         "      org.opencontainers.image.licenses=\"Apache-2.0\"\n"
                         "RUN set -eux; \\\n"
                         "    apt-get update; \\\n"
                         "    apt-get install -y --no-install-recommends \\\n"
                         "      ca-certificates \\\n"
                         "      dumb-init \\\n"
                         "      tini; \\\n"
                         "    rm -rf /var/lib/apt/lists/*\n"
                         "ARG APP_HOME=/srv/app\n"
                         "ARG APP_USER=node\n"
                         "ENV APP_HOME=$APP_HOME \\\n"
                         "    PATH=$APP_HOME/node_modules/.bin:$PATH \\\n"
                         "    PORT=3000\n"
                         "WORKDIR $APP_HOME\n"
                         "COPY --from=build --chown=node:node /src/node_modules ./node_modules\n"
                         "COPY --from=build --chown=node:node /src/dist ./dist\n"
                         "RUN <<EOF\n"
                         "mkdir -p /data\n"
                         "chown $APP_USER /data\n"
                         "EOF\n"
                         "VOLUME [\"/data\"]\n"
                         "EXPOSE $PORT\n"
                         "HEALTHCHECK --interval=30s CMD [\"node\", \"dist/health.js\"]\n"
                         "USER $APP_USER\n"
                         "CMD [\"node\", \"dist/server.js\"]\n"};
  return file;
}

void dockerfile_floor(benchmark::State& state) {
  const File& file = typical();
  for (auto _ : state) {
    const std::string copy = file.text;
    benchmark::DoNotOptimize(LineIndex(copy).count());
  }
}
BENCHMARK(dockerfile_floor);

void dockerfile_scan(benchmark::State& state) {
  const Document document(typical());
  for (auto _ : state) benchmark::DoNotOptimize(dockerfile::scan(document).instructions.size());
}
BENCHMARK(dockerfile_scan);

void dockerfile_read(benchmark::State& state) {
  const Document document(typical());
  for (auto _ : state) {
    std::vector<Error> errors;
    const Build build = dockerfile::read_build(document, {}, errors);
    const auto images = dockerfile::images_of(build);
    const Workload workload = dockerfile::workload_of(build);
    benchmark::DoNotOptimize(images.size() + workload.levels.size());
  }
}
BENCHMARK(dockerfile_read);

}  // namespace
}  // namespace boltseal

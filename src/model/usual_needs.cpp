#include "model/usual_needs.h"

#include <algorithm>
#include <array>

namespace boltseal {
namespace {

constexpr std::int64_t mib = 1 << 20;
constexpr std::int64_t gib = 1 << 30;

struct Row {
  std::string_view repository;
  std::int64_t memory;
  std::int64_t pids;
  std::array<std::string_view, 3> writes;
};

// Folders: the images' own pages on Docker Hub where they speak of --read-only, and the paths of
// pid files, sockets and caches in their default configuration. Memory: the program's documented
// default caches, with room.
constexpr std::array table = {
    Row{"library/caddy", 256 * mib, 200, {}},
    Row{"library/elasticsearch", 2 * gib, 4096, {"/tmp", "/usr/share/elasticsearch/logs"}},
    Row{"library/haproxy", 256 * mib, 200, {}},
    Row{"library/httpd", 256 * mib, 500, {"/usr/local/apache2/logs"}},
    Row{"library/mariadb", 1 * gib, 500, {"/run/mysqld", "/tmp"}},
    Row{"library/memcached", 128 * mib, 100, {}},
    Row{"library/mongo", 1 * gib, 1000, {"/tmp"}},
    Row{"library/mysql", 1 * gib, 500, {"/tmp", "/var/run/mysqld"}},
    Row{"library/nginx", 256 * mib, 200, {"/var/cache/nginx", "/var/run"}},
    Row{"library/postgres", 1 * gib, 500, {"/tmp", "/var/run/postgresql"}},
    Row{"library/rabbitmq", 1 * gib, 1000, {"/tmp"}},
    Row{"library/redis", 256 * mib, 100, {}},
    Row{"library/registry", 256 * mib, 200, {}},
    Row{"library/traefik", 256 * mib, 200, {"/tmp"}},
    Row{"library/valkey", 256 * mib, 100, {}},
};

// Nearly every program may write a temporary file.
constexpr std::array<std::string_view, 1> temporary = {"/tmp"};

}  // namespace

UsualNeeds usual_needs(const ImageReference& image) {
  UsualNeeds needs;
  needs.writes = temporary;
  const bool is_hub = image.registry.equals("docker.io") == Truth::yes;
  if (!is_hub || !image.repository.is_known()) return needs;
  const auto row = std::ranges::find(table, image.repository.bytes(), &Row::repository);
  if (row == table.end()) return needs;
  needs.memory = row->memory;
  needs.pids = row->pids;
  const auto end = std::ranges::find(row->writes, std::string_view());
  needs.writes = std::span(row->writes).first(static_cast<std::size_t>(end - row->writes.begin()));
  needs.is_known = true;
  return needs;
}

}  // namespace boltseal

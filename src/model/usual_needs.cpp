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
  bool starts_as_root = false;
};

// Those that start as root bind port 80 by a master process that gives up root for its workers, or
// prepare folders in their entrypoint (nginx: the worker's user is set in nginx.conf, the caches
// belong to root; Apache: the same). Folders: the images' own pages on Docker Hub where they speak
// of --read-only, and the paths of pid files, sockets and caches in their default configuration.
// Memory: the program's documented default caches, with room.
constexpr std::array table = {
    Row{"library/caddy", 256 * mib, 200, {}},
    Row{"library/elasticsearch", 2 * gib, 4096, {"/tmp", "/usr/share/elasticsearch/logs"}},
    Row{"library/haproxy", 256 * mib, 200, {}},
    Row{"library/drupal", 512 * mib, 500, {"/tmp", "/var/run/apache2"}, true},
    Row{"library/httpd", 256 * mib, 500, {"/usr/local/apache2/logs"}, true},
    Row{"library/joomla", 512 * mib, 500, {"/tmp", "/var/run/apache2"}, true},
    Row{"library/mariadb", 1 * gib, 500, {"/run/mysqld", "/tmp"}},
    Row{"library/memcached", 128 * mib, 100, {}},
    Row{"library/mongo", 1 * gib, 1000, {"/tmp"}},
    Row{"library/mysql", 1 * gib, 500, {"/tmp", "/var/run/mysqld"}},
    Row{"library/nextcloud", 512 * mib, 500, {"/tmp", "/var/run/apache2"}, true},
    Row{"library/nginx", 256 * mib, 200, {"/var/cache/nginx", "/var/run"}, true},
    Row{"library/postgres", 1 * gib, 500, {"/tmp", "/var/run/postgresql"}},
    Row{"library/rabbitmq", 1 * gib, 1000, {"/tmp"}},
    Row{"library/redis", 256 * mib, 100, {}},
    Row{"library/registry", 256 * mib, 200, {}},
    Row{"library/traefik", 256 * mib, 200, {"/tmp"}},
    Row{"library/valkey", 256 * mib, 100, {}},
    Row{"library/wordpress", 512 * mib, 500, {"/tmp", "/var/run/apache2"}, true},
};

// Nearly every program may write a temporary file.
constexpr std::array<std::string_view, 1> temporary = {"/tmp"};

struct Read {
  std::string_view repository;  // "": any image
  std::string_view folder;      // or file; what is below it counts as well
};

// The images' pages on Docker Hub, which show these mounted, and never written to by the program
// or its entrypoint.
constexpr std::array reads = {
    Read{"", "/etc/localtime"},
    Read{"", "/etc/timezone"},
    Read{"grafana/grafana", "/etc/grafana/provisioning"},
    Read{"grafana/loki", "/etc/loki"},
    Read{"grafana/promtail", "/etc/promtail"},
    Read{"library/caddy", "/etc/caddy"},
    Read{"library/haproxy", "/usr/local/etc/haproxy"},
    Read{"library/httpd", "/usr/local/apache2/conf"},
    Read{"library/httpd", "/usr/local/apache2/htdocs"},
    Read{"library/mariadb", "/docker-entrypoint-initdb.d"},
    Read{"library/mariadb", "/etc/mysql/conf.d"},
    Read{"library/mongo", "/docker-entrypoint-initdb.d"},
    Read{"library/mysql", "/docker-entrypoint-initdb.d"},
    Read{"library/mysql", "/etc/mysql/conf.d"},
    Read{"library/postgres", "/docker-entrypoint-initdb.d"},
    Read{"library/traefik", "/etc/traefik"},
    Read{"otel/opentelemetry-collector", "/etc/otelcol"},
    Read{"prom/alertmanager", "/etc/alertmanager"},
    Read{"prom/prometheus", "/etc/prometheus"},
};

}  // namespace

bool only_reads(const ImageReference& image, std::string_view target) {
  if (target.ends_with('/')) target.remove_suffix(1);
  return std::ranges::any_of(reads, [&](const Read& row) {
    const bool is_meant =
        row.repository.empty() || (image.registry.equals("docker.io") == Truth::yes &&
                                   image.repository.equals(row.repository) == Truth::yes);
    return is_meant && target.starts_with(row.folder) &&
           (target.size() == row.folder.size() || target[row.folder.size()] == '/');
  });
}

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
  needs.starts_as_root = row->starts_as_root;
  needs.is_known = true;
  return needs;
}

}  // namespace boltseal

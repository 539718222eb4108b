#include "model/known_services.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/image_programs.h"

namespace boltseal {
namespace {

struct Row {
  std::string_view repository;  // of docker.io, or with another registry
  std::string_view tag;         // the row counts for tags that begin with this, or contain "*this"
  KnownService service;
  std::string_view asks = "bash";  // what can open a port in it; images of Alpine have nc instead
};

constexpr std::int64_t slow = 60'000;
constexpr std::int64_t very_slow = 120'000;

// The images' own pages and Dockerfiles. PostgreSQL: pg_isready without a user makes the server log
// a failed login each time; an empty database is that of the user. mysqladmin ping: "0 even in case
// of an error such as Access denied"; by TCP, because the entrypoint's first start listens on a
// socket only. MariaDB has mysqladmin by that name before 11, MongoDB the old shell before 5.
// Images of Bitnami start with scripts of bash; Keycloak's and Elasticsearch's as well.
constexpr std::array table = {
    Row{"library/adminer", "*fastcgi", {"php-fpm", 9000}, "nc"},
    Row{"library/adminer", "", {"php", 8080}, "nc"},
    Row{"library/caddy", "", {"caddy", 80}, "nc"},
    Row{"library/cassandra", "", {"cassandra", 9042, "", "", very_slow}},
    Row{"library/drupal", "*fpm", {"php-fpm", 9000}},
    Row{"library/drupal", "", {"apache2-foreground", 80}},
    Row{"library/eclipse-mosquitto", "", {"mosquitto", 1883}, "nc"},
    Row{"library/elasticsearch", "", {"elasticsearch", 9200, "", "", very_slow}},
    Row{"library/haproxy", "", {"haproxy", 0}},
    Row{"library/httpd", "", {"httpd", 80}},
    Row{"library/joomla", "*fpm", {"php-fpm", 9000}},
    Row{"library/joomla", "", {"apache2-foreground", 80}},
    Row{"library/kong", "", {"kong", 8000, "kong health"}},
    Row{"library/mariadb", "10", {"mysqld", 3306, "mysqladmin ping -h 127.0.0.1", "", slow}},
    Row{"library/mariadb", "5", {"mysqld", 3306, "mysqladmin ping -h 127.0.0.1", "", slow}},
    Row{"library/mariadb",
        "",
        {"mariadbd|mysqld", 3306, "mariadb-admin ping -h 127.0.0.1", "", slow}},
    Row{"library/memcached", "", {"memcached", 11211}},
    Row{"library/mongo",
        "3",
        {"mongod", 27017, "mongo --quiet --eval \"db.adminCommand('ping')\""}},
    Row{"library/mongo",
        "4",
        {"mongod", 27017, "mongo --quiet --eval \"db.adminCommand('ping')\""}},
    Row{"library/mongo",
        "",
        {"mongod", 27017, "mongosh --quiet --eval \"db.adminCommand('ping')\""}},
    Row{"library/mysql", "", {"mysqld", 3306, "mysqladmin ping -h 127.0.0.1", "", slow}},
    Row{"library/neo4j", "", {"neo4j", 7687, "", "", slow}},
    Row{"library/nextcloud", "*fpm", {"php-fpm", 9000}},
    Row{"library/nextcloud", "", {"apache2-foreground", 80, "", "", slow}},
    Row{"library/nginx", "", {"nginx", 80}},
    Row{"library/odoo", "", {"odoo", 8069, "", "", slow}},
    Row{"library/phpmyadmin", "*fpm", {"php-fpm", 9000}},
    Row{"library/phpmyadmin", "", {"apache2-foreground", 80}},
    Row{"library/postgres",
        "",
        {"postgres", 5432, "pg_isready -U \"${POSTGRES_USER:-postgres}\" -d \"$POSTGRES_DB\""}},
    Row{"library/rabbitmq",
        "",
        {"rabbitmq-server", 5672, "rabbitmq-diagnostics -q ping", "", slow}},
    Row{"library/redis", "", {"redis-server", 6379, "redis-cli ping"}},
    Row{"library/redmine", "", {"rails", 3000, "", "", slow}},
    Row{"library/registry", "", {"registry", 5000}, "nc"},
    Row{"library/solr", "", {"solr", 8983, "", "", slow}},
    Row{"library/tomcat", "", {"catalina.sh", 8080}},
    Row{"library/varnish", "", {"varnishd", 80}},
    Row{"library/wordpress", "*fpm", {"php-fpm", 9000}},
    Row{"library/wordpress", "", {"apache2-foreground", 80}},
    Row{"library/zookeeper", "", {"zkServer.sh", 2181}},
    Row{"bitnami/apache", "", {"/opt/bitnami", 8080}},
    Row{"bitnami/elasticsearch", "", {"/opt/bitnami", 9200, "", "", very_slow}},
    Row{"bitnami/kafka", "", {"/opt/bitnami", 9092, "", "", slow}},
    Row{"bitnami/keycloak", "", {"/opt/bitnami", 8080, "", "", very_slow}},
    Row{"bitnami/mariadb", "", {"/opt/bitnami", 3306, "", "", slow}},
    Row{"bitnami/mongodb", "", {"/opt/bitnami", 27017, "", "", slow}},
    Row{"bitnami/mysql", "", {"/opt/bitnami", 3306, "", "", slow}},
    Row{"bitnami/nginx", "", {"/opt/bitnami", 8080}},
    Row{"bitnami/postgresql", "", {"/opt/bitnami", 5432, "", "", slow}},
    Row{"bitnami/rabbitmq", "", {"/opt/bitnami", 5672, "", "", slow}},
    Row{"bitnami/redis", "", {"/opt/bitnami", 6379}},
    Row{"bitnami/zookeeper", "", {"/opt/bitnami", 2181}},
    // grafana.com, "HTTP API: Health"; prometheus.io, "Management API".
    Row{"grafana/grafana",
        "*ubuntu",
        {"grafana", 3000, "curl -fsS -o /dev/null http://127.0.0.1:3000/api/health",
         "/api/health"}},
    Row{"grafana/grafana",
        "",
        {"grafana", 3000, "wget -q -O /dev/null http://127.0.0.1:3000/api/health", "/api/health"}},
    Row{"jenkins/jenkins", "", {"jenkins", 8080, "", "/login", very_slow}},
    Row{"minio/minio", "", {"server", 9000, "", "/minio/health/live"}, ""},
    Row{"nginxinc/nginx-unprivileged", "", {"nginx", 8080}},
    Row{"prom/alertmanager",
        "",
        {"alertmanager", 9093, "wget -q -O /dev/null http://127.0.0.1:9093/-/ready", "/-/ready"}},
    Row{"prom/node-exporter",
        "",
        {"node_exporter", 9100, "wget -q -O /dev/null http://127.0.0.1:9100/", "/"}},
    Row{"prom/prometheus",
        "",
        {"prometheus", 9090, "wget -q -O /dev/null http://127.0.0.1:9090/-/ready", "/-/ready"}},
    Row{"prom/pushgateway",
        "",
        {"pushgateway", 9091, "wget -q -O /dev/null http://127.0.0.1:9091/-/ready", "/-/ready"}},
    Row{"quay.io/keycloak/keycloak", "", {"start", 8080, "", "", very_slow}},
};

// Where images of the table can be had as well.
struct Mirror {
  std::string_view prefix, of;
};
constexpr std::array mirrors = {Mirror{"quay.io/prometheus/", "prom/"},
                                Mirror{"quay.io/minio/", "minio/"},
                                Mirror{"ghcr.io/nginxinc/", "nginxinc/"}};

bool is_tag(std::string_view pattern, std::string_view tag) {
  if (pattern.starts_with('*')) return tag.find(pattern.substr(1)) != std::string_view::npos;
  return tag.starts_with(pattern);
}

const Row* find(const ImageReference& image) {
  std::string name = published_name(image);
  for (const Mirror& mirror : mirrors) {
    if (name.starts_with(mirror.prefix)) name.replace(0, mirror.prefix.size(), mirror.of);
  }
  if (name.empty() || !image.tag.is_known()) return nullptr;
  const auto row = std::ranges::find_if(table, [&](const Row& each) {
    return each.repository == name && is_tag(each.tag, image.tag.bytes());
  });
  return row == table.end() ? nullptr : &*row;
}

// Ports of services that do not speak HTTP (IANA; etcd's and Kafka's own documentation), and those
// of TLS, whose certificate is not for 127.0.0.1.
bool speaks_http(std::int64_t port) {
  static constexpr std::array<std::int64_t, 27> others = {
      21,   22,   25,   53,   110,  143,  389,  443,  465,  587,  636,   993,   995,  1433,
      1521, 1883, 3306, 5432, 5672, 6379, 8443, 9000, 9042, 9092, 11211, 27017, 50051};
  return std::ranges::find(others, port) == others.end();
}

}  // namespace

const KnownService* known_service(const ImageReference& image) {
  const Row* const row = find(image);
  return row == nullptr ? nullptr : &row->service;
}

bool starts_unmoved(const KnownService& service, const Command& command) {
  const std::vector<std::string_view> servers = split(service.server, '|');
  bool starts = command.words.empty();
  for (const Text& word : command.words) {
    if (!word.is_known()) return false;
    const std::string_view text = word.bytes();
    // docker-library/official-images: arguments alone go to the server.
    const bool is_first = &word == &command.words.front();
    starts = starts || (is_first && text.starts_with('-')) ||
             std::ranges::any_of(servers, [&](std::string_view server) {
               return text.find(server) != std::string_view::npos;
             });
    for (const std::string_view moves :
         {"--port", "--listen", "listen-address", "tls", "prefix", "external-url"}) {
      if (text.find(moves) != std::string_view::npos) return false;
    }
    if (text == "-p" || text.find(" -p ") != std::string_view::npos) return false;
  }
  return starts;
}

std::optional<Command> port_check(const ImageReference& image, std::int64_t number,
                                  const std::function<bool(std::string_view)>& has) {
  const std::string port = std::to_string(number);
  const std::string url = number == 80 ? "http://127.0.0.1/" : "http://127.0.0.1:" + port + "/";
  const Row* const row = find(image);
  if (speaks_http(number) && row == nullptr) {
    // Which pages there are is not known: "404 Not Found" comes from a program that works.
    if (has("curl")) return Command{true, {"curl -sS -o /dev/null " + url + " || exit 1"}};
    // It fails where curl does not; that of GNU and that of BusyBox both show the status line.
    if (has("wget")) return Command{true, {"wget -SO /dev/null " + url + " 2>&1 | grep -q HTTP/1"}};
    if (published_name(image) == "library/python") {
      return Command{false,
                     {"python", "-c",
                      "from http.client import HTTPConnection; c = HTTPConnection('127.0.0.1', " +
                          port + ", timeout=5); c.request('GET', '/'); c.getresponse()"}};
    }
    if (published_name(image) == "library/node") {
      return Command{false,
                     {"node", "-e",
                      "require('http').get('" + url +
                          "', () => process.exit(0)).on('error', () => process.exit(1))"}};
    }
  }
  std::string_view asks = row == nullptr ? std::string_view() : row->asks;
  if (!asks.empty() && image.tag.bytes().find("alpine") != std::string::npos) asks = "nc";
  if (asks == "nc" || has("nc")) return Command{false, {"nc", "-z", "127.0.0.1", port}};
  if (asks == "bash" || has("bash")) {
    return Command{false, {"bash", "-c", "</dev/tcp/127.0.0.1/" + port}};
  }
  return std::nullopt;
}

Command command_of_line(std::string_view line) {
  if (line.find_first_of("$\"'|&;<>()") != std::string_view::npos) {
    return Command{true, {std::string(line)}};
  }
  Command command;
  for (const std::string_view word : split(line, ' '))
    command.words.emplace_back(std::string(word));
  return command;
}

}  // namespace boltseal

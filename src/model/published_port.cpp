#include "model/published_port.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace boltseal {
namespace {

struct KnownImage {
  std::string_view name;  ///< The last part of the repository.
  std::string_view service;
  bool is_lone = false;  ///< Connects to nothing by itself: others connect to it.
};

constexpr std::array images = {
    KnownImage{"postgres", "PostgreSQL", true},
    KnownImage{"postgresql", "PostgreSQL", true},
    KnownImage{"postgis", "PostgreSQL", true},
    KnownImage{"timescaledb", "PostgreSQL", true},
    KnownImage{"pgvector", "PostgreSQL", true},
    KnownImage{"mysql", "MySQL", true},
    KnownImage{"mysql-server", "MySQL", true},
    KnownImage{"mariadb", "MariaDB", true},
    KnownImage{"percona", "MySQL", true},
    KnownImage{"mongo", "MongoDB", true},
    KnownImage{"mongodb", "MongoDB", true},
    KnownImage{"redis", "Redis", true},
    KnownImage{"redis-stack", "Redis", true},
    KnownImage{"redis-stack-server", "Redis", true},
    KnownImage{"valkey", "Valkey", true},
    KnownImage{"keydb", "KeyDB", true},
    KnownImage{"memcached", "Memcached", true},
    KnownImage{"elasticsearch", "Elasticsearch"},
    KnownImage{"opensearch", "OpenSearch"},
    KnownImage{"cassandra", "Cassandra"},
    KnownImage{"scylla", "ScyllaDB"},
    KnownImage{"couchdb", "CouchDB", true},
    KnownImage{"influxdb", "InfluxDB", true},
    KnownImage{"clickhouse-server", "ClickHouse", true},
    KnownImage{"neo4j", "Neo4j", true},
    KnownImage{"rabbitmq", "RabbitMQ"},
    KnownImage{"activemq", "ActiveMQ"},
    KnownImage{"zookeeper", "ZooKeeper"},
    KnownImage{"kafka", "Kafka"},
    KnownImage{"cp-kafka", "Kafka"},
    KnownImage{"cp-zookeeper", "ZooKeeper"},
    KnownImage{"etcd", "etcd"},
    KnownImage{"mssql", "SQL Server", true},
    KnownImage{"adminer", "the database console Adminer"},
    KnownImage{"phpmyadmin", "the database console phpMyAdmin"},
    KnownImage{"pgadmin4", "the database console pgAdmin"},
    KnownImage{"mongo-express", "the database console Mongo Express"},
    KnownImage{"redis-commander", "the database console Redis Commander"},
    KnownImage{"redisinsight", "the database console Redis Insight"},
};

struct KnownPort {
  std::int64_t number;
  std::string_view service;
};

// IANA's registry and the projects' documentation. Numbers that web programs use as well (8080,
// 9000, 5000, 7000) tell nothing and are left out.
constexpr std::array ports = {
    KnownPort{1433, "SQL Server"},
    KnownPort{1521, "Oracle Database"},
    KnownPort{2181, "ZooKeeper"},
    KnownPort{2375, "Docker's API without TLS"},
    KnownPort{2379, "etcd"},
    KnownPort{2380, "etcd"},
    KnownPort{3306, "MySQL"},
    KnownPort{33060, "MySQL"},
    KnownPort{4222, "NATS"},
    KnownPort{5432, "PostgreSQL"},
    KnownPort{5601, "Kibana"},
    KnownPort{5672, "RabbitMQ"},
    KnownPort{15672, "RabbitMQ's console"},
    KnownPort{5984, "CouchDB"},
    KnownPort{6379, "Redis"},
    KnownPort{26379, "Redis Sentinel"},
    KnownPort{7687, "Neo4j"},
    KnownPort{8086, "InfluxDB"},
    KnownPort{8500, "Consul"},
    KnownPort{8983, "Solr"},
    KnownPort{9042, "Cassandra"},
    KnownPort{9092, "Kafka"},
    KnownPort{9200, "Elasticsearch"},
    KnownPort{9300, "Elasticsearch"},
    KnownPort{11211, "Memcached"},
    KnownPort{26257, "CockroachDB"},
    KnownPort{27017, "MongoDB"},
    KnownPort{27018, "MongoDB"},
    KnownPort{27019, "MongoDB"},
    KnownPort{28015, "RethinkDB"},
    KnownPort{61616, "ActiveMQ"},
};

const KnownImage* known_image(const ImageReference& image) {
  const Text& repository = image.repository;
  const std::size_t slash = repository.rfind('/');
  const Text name = slash == std::string::npos ? repository : repository.substr(slash + 1);
  if (!name.is_known()) return nullptr;
  // "mcr.microsoft.com/mssql/server": the folder has the name.
  const std::string_view last = name.bytes();
  const bool is_sql_server = last == "server" && repository.ends_with("mssql/server") == Truth::yes;
  for (const KnownImage& known : images) {
    if (last == known.name || (is_sql_server && known.name == "mssql")) return &known;
  }
  return nullptr;
}

struct Range {
  std::int64_t first, last;
};

std::optional<Range> range_of(const Text& port) {
  if (!port.is_known()) return std::nullopt;
  const std::string_view text = port.bytes();
  const std::size_t dash = text.find('-');
  const auto first = parse_int(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_int(text.substr(dash + 1));
  if (!first || !last) return std::nullopt;
  return Range{*first, *last};
}

}  // namespace

Truth is_everywhere(const Port& port) {
  if (!port.host_ip.is_known()) return Truth::unknown;
  constexpr std::array<std::string_view, 5> all = {"", "0.0.0.0", "::", "[::]", "*"};
  return std::find(all.begin(), all.end(), port.host_ip.bytes()) != all.end() ? Truth::yes
                                                                              : Truth::no;
}

std::string_view data_store_behind(const Port& port, const Effective<ImageReference>& image) {
  if (image->is_known()) {
    if (const KnownImage* const known = known_image(*image)) return known->service;
  }
  const auto range = range_of(port.target.empty() ? port.published : port.target);
  if (!range) return {};
  for (const KnownPort& known : ports) {
    if (range->first <= known.number && known.number <= range->last) return known.service;
  }
  return {};
}

bool is_lone_data_store(const ImageReference& image) {
  const KnownImage* const known = known_image(image);
  return known != nullptr && known->is_lone;
}

bool publishes_ports(const Workload& workload) {
  if (workload.is_image) return false;  // EXPOSE publishes nothing
  const auto mode = effective(workload, fact::network_mode);
  if (!mode->is_known()) return true;
  return (*mode).equals("host") != Truth::yes && (*mode).equals("none") != Truth::yes &&
         (*mode).starts_with("container:") != Truth::yes &&
         (*mode).starts_with("service:") != Truth::yes;
}

}  // namespace boltseal

#include "rules/rule.h"

#include <algorithm>
#include <array>

namespace boltseal {
namespace {

struct Store {
  std::string_view image;  ///< The last part of the repository.
  std::string_view folder;
  std::string_view title;
  std::string_view variable = {};  ///< Moves the folder.
};

// Where the images keep their data, from their own documentation (docker-library/docs, bitnami,
// and the projects' pages). Caches (redis, memcached) are meant to forget.
constexpr std::array stores = {
    Store{"postgres", "/var/lib/postgresql", "PostgreSQL", "PGDATA"},
    Store{"postgis", "/var/lib/postgresql", "PostgreSQL", "PGDATA"},
    Store{"timescaledb", "/var/lib/postgresql", "PostgreSQL", "PGDATA"},
    Store{"pgvector", "/var/lib/postgresql", "PostgreSQL", "PGDATA"},
    Store{"postgresql", "/bitnami/postgresql", "PostgreSQL"},
    Store{"mysql", "/var/lib/mysql", "MySQL"},
    Store{"mysql-server", "/var/lib/mysql", "MySQL"},
    Store{"mariadb", "/var/lib/mysql", "MariaDB"},
    Store{"percona", "/var/lib/mysql", "MySQL"},
    Store{"mongo", "/data/db", "MongoDB"},
    Store{"mongodb", "/bitnami/mongodb", "MongoDB"},
    Store{"cassandra", "/var/lib/cassandra", "Cassandra"},
    Store{"couchdb", "/opt/couchdb/data", "CouchDB"},
    Store{"elasticsearch", "/usr/share/elasticsearch/data", "Elasticsearch"},
    Store{"opensearch", "/usr/share/opensearch/data", "OpenSearch"},
    Store{"neo4j", "/data", "Neo4j"},
    Store{"influxdb", "/var/lib/influxdb", "InfluxDB"},
    Store{"clickhouse-server", "/var/lib/clickhouse", "ClickHouse"},
    Store{"rabbitmq", "/var/lib/rabbitmq", "RabbitMQ"},
    Store{"etcd", "/etcd-data", "etcd"},
};

const Store* store_of(const Workload& workload) {
  const auto image = effective(workload, fact::image);
  if (!image->is_known() || !image.value->repository.is_known()) return nullptr;
  const std::string_view repository = image.value->repository.bytes();
  const std::string_view name = repository.substr(repository.rfind('/') + 1);
  const auto found = std::find_if(stores.begin(), stores.end(),
                                  [&](const Store& store) { return store.image == name; });
  return found == stores.end() ? nullptr : &*found;
}

/// Whether the image is started as its store: with another command it is a client or a tool.
bool is_server(const Workload& workload) {
  const auto entrypoint = effective(workload, fact::entrypoint);
  if (entrypoint->is_known() && !entrypoint.value->words.empty()) return false;
  const auto command = effective(workload, fact::command);
  if (!command->is_known() || command.value->words.empty()) return true;
  const std::string& first = command.value->words.front().bytes();
  // Flags for the entrypoint, a daemon by its name ("mysqld"), or the server by its own.
  constexpr std::array<std::string_view, 6> servers = {
      "postgres", "rabbitmq-server", "cassandra", "neo4j", "elasticsearch", "docker-entrypoint.sh"};
  return first.starts_with("-") || first.ends_with("d") ||
         std::find(servers.begin(), servers.end(), first) != servers.end();
}

/// A file of settings or a script for the first start, and no place for data.
bool is_configuration(const std::string& target) {
  if (target.starts_with("/etc/") || target.starts_with("/docker-entrypoint")) return true;
  const std::string name = target.substr(target.rfind('/') + 1);
  return name.find('.') != std::string::npos && name.front() != '.';
}

bool is_anonymous(const Mount& mount) {
  return mount.kind == MountKind::volume && mount.source.empty();
}

bool covers(const Mount& mount, std::string_view folder) {
  const std::string& target = mount.target.bytes();
  return folder.starts_with(target) || std::string_view(target).starts_with(folder);
}

void check(const Workload& workload, Findings& findings) {
  if (workload.is_image || workload.is_job || workload.is_init || workload.is_removed ||
      workload.build) {
    return;
  }
  const Store* const store = store_of(workload);
  if (store == nullptr || !is_server(workload)) return;
  const Gathered<Mount> mounts = gather(workload, fact::mounts);
  const Mount* anonymous = nullptr;
  for (const Mount& mount : mounts) {
    if (!mount.target.is_known() || mount.kind == MountKind::unknown) {
      return findings.unknown(Fact::mounts);
    }
    if (is_anonymous(mount)) {
      if (covers(mount, store->folder)) anonymous = &mount;
      continue;
    }
    // Wherever it is told to keep its data: any other place that keeps something will do, and
    // memory was chosen on purpose.
    if (mount.kind != MountKind::config && mount.kind != MountKind::image &&
        !is_configuration(mount.target.bytes())) {
      return;
    }
  }
  if (may_have_more(workload, Fact::mounts) && workload.levels.back().open) {
    return findings.unknown(Fact::mounts);
  }
  const bool pod = workload.platform == Platform::kubernetes;
  if (anonymous != nullptr) {
    findings.add(anonymous->origin, fact_path(Fact::mounts, store->folder),
                 "the data of " + std::string(store->title) + " is lost with the " +
                     (pod ? "pod, because " : "container, because ") + anonymous->target.bytes() +
                     (pod ? " is an emptyDir"
                          : " is an anonymous volume, which no later container "
                            "finds again"));
    return;
  }
  const auto image = effective(workload, fact::image);
  findings.add(decisive_site(workload, image, Fact::mounts), fact_path(Fact::mounts, store->folder),
               "the data of " + std::string(store->title) + " is lost with the " +
                   (pod ? "pod" : "container") + ", because nothing is mounted at " +
                   std::string(store->folder));
}

}  // namespace

extern const Rule mount_ephemeral_data{
    .summary = "Data of a database has no volume",
    .what =
        "A database, search index or queue, known by its image (`postgres`, `mysql`, `mongo`, "
        "`elasticsearch` …), runs without a named volume or a folder of the host for its data: "
        "nothing is mounted there, or only an anonymous volume or an `emptyDir`. Caches, "
        "containers started with `--rm`, what CI jobs start and a `tmpfs` that somebody chose are "
        "left "
        "alone, and so is every store that keeps something somewhere else.",
    .why =
        "Data in the container's own layer is gone when the container is replaced, and every "
        "update of the image replaces it; an anonymous volume is left behind where nobody finds "
        "it. Such a store cannot be backed up either, and an update that is feared is put off.",
    .remedy =
        "Mount a named volume at the place where the image keeps its data (`db:/var/lib/mysql`, a "
        "PersistentVolumeClaim). For tests whose data may go, a `tmpfs` says so and is faster.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"NIST SP 800-190 4.4.4", "https://docs.docker.com/engine/storage/volumes/",
                   "https://kubernetes.io/docs/concepts/storage/volumes/#emptydir"},
    .workload = check,
};

}  // namespace boltseal

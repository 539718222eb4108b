#include "model/known_images.h"

#include <algorithm>
#include <array>

namespace boltseal {
namespace {

struct KnownImage {
  /// docker.io's unless it begins with another registry; "…*" is every name that begins so.
  std::string_view name;
  std::string_view user;      ///< "" : root.
  bool steps_down = false;    ///< Starts as root; its entrypoint goes on as `user`.
  bool only_user = false;     ///< What it declares beside the user is not recorded here.
  std::string_view tag = {};  ///< The row counts for tags that contain this.
};

// The published configuration of images: docker-library/repo-info for docker.io/library, for the
// others the projects' own Dockerfiles. Images of docker.io/library have no HEALTHCHECK: the
// programme does not take them (docker-library/faq). The first row that fits counts.
constexpr std::array table = {
    KnownImage{"library/adminer", "adminer"},
    KnownImage{"library/almalinux", ""},
    KnownImage{"library/alpine", ""},
    KnownImage{"library/amazoncorretto", ""},
    KnownImage{"library/amazonlinux", ""},
    KnownImage{"library/archlinux", ""},
    KnownImage{"library/bash", ""},
    KnownImage{"library/buildpack-deps", ""},
    KnownImage{"library/busybox", ""},
    KnownImage{"library/caddy", ""},
    KnownImage{"library/cassandra", "cassandra", true},
    KnownImage{"library/centos", ""},
    KnownImage{"library/clojure", ""},
    KnownImage{"library/composer", ""},
    KnownImage{"library/couchdb", "couchdb", true},
    KnownImage{"library/debian", ""},
    KnownImage{"library/docker", ""},
    KnownImage{"library/drupal", ""},
    KnownImage{"library/eclipse-mosquitto", "mosquitto", true},
    KnownImage{"library/eclipse-temurin", ""},
    KnownImage{"library/elasticsearch", "elasticsearch", true},
    KnownImage{"library/elixir", ""},
    KnownImage{"library/emqx", "emqx"},
    KnownImage{"library/erlang", ""},
    KnownImage{"library/fedora", ""},
    KnownImage{"library/gcc", ""},
    KnownImage{"library/ghost", "node", true},
    KnownImage{"library/golang", ""},
    KnownImage{"library/gradle", ""},
    KnownImage{"library/haproxy", "haproxy"},
    KnownImage{"library/haskell", ""},
    KnownImage{"library/hello-world", ""},
    KnownImage{"library/httpd", ""},
    KnownImage{"library/influxdb", "influxdb", true},
    KnownImage{"library/joomla", ""},
    KnownImage{"library/julia", ""},
    KnownImage{"library/kibana", "1000"},
    KnownImage{"library/kong", "kong"},
    KnownImage{"library/logstash", "1000"},
    KnownImage{"library/mariadb", "mysql", true},
    KnownImage{"library/maven", ""},
    KnownImage{"library/memcached", "memcache"},
    KnownImage{"library/mongo", "mongodb", true},
    KnownImage{"library/mysql", "mysql", true},
    KnownImage{"library/neo4j", "neo4j", true},
    KnownImage{"library/nextcloud", ""},
    KnownImage{"library/nginx", ""},
    KnownImage{"library/node", ""},
    KnownImage{"library/odoo", "odoo"},
    KnownImage{"library/openjdk", ""},
    KnownImage{"library/oraclelinux", ""},
    KnownImage{"library/perl", ""},
    KnownImage{"library/photon", ""},
    KnownImage{"library/php", ""},
    KnownImage{"library/phpmyadmin", ""},
    KnownImage{"library/postgres", "postgres", true},
    KnownImage{"library/pypy", ""},
    KnownImage{"library/python", ""},
    KnownImage{"library/r-base", ""},
    KnownImage{"library/rabbitmq", "rabbitmq", true},
    KnownImage{"library/redis", "redis", true},
    KnownImage{"library/redmine", "redmine", true},
    KnownImage{"library/registry", ""},
    KnownImage{"library/rockylinux", ""},
    KnownImage{"library/ruby", ""},
    KnownImage{"library/rust", ""},
    KnownImage{"library/sapmachine", ""},
    KnownImage{"library/solr", "solr"},
    KnownImage{"library/swift", ""},
    KnownImage{"library/tomcat", ""},
    KnownImage{"library/traefik", ""},
    KnownImage{"library/ubuntu", ""},
    KnownImage{"library/varnish", "varnish"},
    KnownImage{"library/wordpress", ""},
    KnownImage{"library/zookeeper", "zookeeper", true},
    // GoogleContainerTools/distroless: root unless the tag says nonroot (README, "base images").
    KnownImage{"gcr.io/distroless/*", "65532", false, false, "nonroot"},
    KnownImage{"gcr.io/distroless/*", ""},
    // Chainguard's catalog, "default user".
    KnownImage{"cgr.dev/chainguard/glibc-dynamic", "65532"},
    KnownImage{"cgr.dev/chainguard/jre", "65532"},
    KnownImage{"cgr.dev/chainguard/nginx", "65532"},
    KnownImage{"cgr.dev/chainguard/node", "65532"},
    KnownImage{"cgr.dev/chainguard/python", "65532"},
    KnownImage{"cgr.dev/chainguard/static", "65532"},
    KnownImage{"cgr.dev/chainguard/wolfi-base", ""},
    // bitnami/containers: "non-root container images", user 1001; minideb is the bare system.
    KnownImage{"bitnami/minideb", ""},
    KnownImage{"bitnami/apache", "1001"},
    KnownImage{"bitnami/elasticsearch", "1001"},
    KnownImage{"bitnami/kafka", "1001"},
    KnownImage{"bitnami/keycloak", "1001"},
    KnownImage{"bitnami/kubectl", "1001"},
    KnownImage{"bitnami/mariadb", "1001"},
    KnownImage{"bitnami/mongodb", "1001"},
    KnownImage{"bitnami/mysql", "1001"},
    KnownImage{"bitnami/nginx", "1001"},
    KnownImage{"bitnami/postgresql", "1001"},
    KnownImage{"bitnami/rabbitmq", "1001"},
    KnownImage{"bitnami/redis", "1001"},
    KnownImage{"bitnami/zookeeper", "1001"},
    // nginxinc/docker-nginx-unprivileged: USER 101.
    KnownImage{"nginxinc/nginx-unprivileged", "101"},
    KnownImage{"ghcr.io/nginxinc/nginx-unprivileged", "101"},
    // dotnet/dotnet-docker: root, and the user app in chiseled images.
    KnownImage{"mcr.microsoft.com/dotnet/aspnet", "app", false, false, "chiseled"},
    KnownImage{"mcr.microsoft.com/dotnet/runtime", "app", false, false, "chiseled"},
    KnownImage{"mcr.microsoft.com/dotnet/runtime-deps", "app", false, false, "chiseled"},
    KnownImage{"mcr.microsoft.com/dotnet/aspnet", ""},
    KnownImage{"mcr.microsoft.com/dotnet/runtime", ""},
    KnownImage{"mcr.microsoft.com/dotnet/runtime-deps", ""},
    KnownImage{"mcr.microsoft.com/dotnet/sdk", ""},
    KnownImage{"mcr.microsoft.com/azure-cli", ""},
    KnownImage{"mcr.microsoft.com/openjdk/jdk", ""},
    KnownImage{"mcr.microsoft.com/playwright", "", false, true},
    // Red Hat Universal Base Images: the bare systems run as root, the language images of
    // sclorg/s2i-base-container as 1001.
    KnownImage{"registry.access.redhat.com/ubi7/ubi", ""},
    KnownImage{"registry.access.redhat.com/ubi8", ""},
    KnownImage{"registry.access.redhat.com/ubi8/ubi", ""},
    KnownImage{"registry.access.redhat.com/ubi8/ubi-micro", ""},
    KnownImage{"registry.access.redhat.com/ubi8/ubi-minimal", ""},
    KnownImage{"registry.access.redhat.com/ubi8/nodejs-*", "1001"},
    KnownImage{"registry.access.redhat.com/ubi8/python-*", "1001"},
    KnownImage{"registry.access.redhat.com/ubi9", ""},
    KnownImage{"registry.access.redhat.com/ubi9/ubi", ""},
    KnownImage{"registry.access.redhat.com/ubi9/ubi-micro", ""},
    KnownImage{"registry.access.redhat.com/ubi9/ubi-minimal", ""},
    KnownImage{"registry.access.redhat.com/ubi9/nodejs-*", "1001"},
    KnownImage{"registry.access.redhat.com/ubi9/python-*", "1001"},
    // The projects' own images, by their Dockerfiles.
    KnownImage{"amazon/aws-cli", ""},
    KnownImage{"apache/airflow", "50000", false, true},
    KnownImage{"confluentinc/cp-kafka", "appuser", false, true},
    KnownImage{"confluentinc/cp-zookeeper", "appuser", false, true},
    KnownImage{"curlimages/curl", "curl_user"},
    KnownImage{"gcr.io/kaniko-project/executor", ""},
    KnownImage{"google/cloud-sdk", ""},
    KnownImage{"grafana/grafana", "472"},
    KnownImage{"hashicorp/terraform", ""},
    KnownImage{"jenkins/jenkins", "jenkins"},
    KnownImage{"jupyter/*", "1000", false, true},
    KnownImage{"linuxserver/*", "abc", true, true},
    KnownImage{"lscr.io/linuxserver/*", "abc", true, true},
    KnownImage{"minio/minio", ""},
    KnownImage{"nvidia/cuda", ""},
    KnownImage{"portainer/portainer-ce", ""},
    KnownImage{"prom/alertmanager", "nobody"},
    KnownImage{"prom/node-exporter", "nobody"},
    KnownImage{"prom/prometheus", "nobody"},
    KnownImage{"prom/pushgateway", "nobody"},
    KnownImage{"public.ecr.aws/amazonlinux/amazonlinux", ""},
    KnownImage{"quay.io/centos/centos", ""},
    KnownImage{"quay.io/fedora/fedora", ""},
    KnownImage{"quay.io/jupyter/*", "1000", false, true},
    KnownImage{"quay.io/keycloak/keycloak", "1000"},
    KnownImage{"quay.io/minio/minio", ""},
    KnownImage{"quay.io/prometheus/alertmanager", "nobody"},
    KnownImage{"quay.io/prometheus/node-exporter", "nobody"},
    KnownImage{"quay.io/prometheus/prometheus", "nobody"},
    KnownImage{"registry.k8s.io/pause", "65535"},
};

// Where the images of Docker Hub can be had as well, with what stands before their repository.
struct Mirror {
  std::string_view registry, prefix;
};
constexpr std::array mirrors = {
    Mirror{"docker.io", ""},
    Mirror{"index.docker.io", ""},
    Mirror{"registry-1.docker.io", ""},
    Mirror{"mirror.gcr.io", ""},
    Mirror{"public.ecr.aws", "docker/"},
};

bool is_name(std::string_view pattern, std::string_view registry, std::string_view repository) {
  if (!registry.empty()) {
    if (!pattern.starts_with(registry) || pattern.size() <= registry.size() ||
        pattern[registry.size()] != '/') {
      return false;
    }
    pattern.remove_prefix(registry.size() + 1);
  }
  return pattern.ends_with('*') ? repository.starts_with(pattern.substr(0, pattern.size() - 1))
                                : repository == pattern;
}

const KnownImage* find(const ImageReference& image) {
  if (!image.registry.is_known() || !image.repository.is_known()) return nullptr;
  std::string_view registry = image.registry.bytes();
  std::string_view repository = image.repository.bytes();
  for (const Mirror& mirror : mirrors) {
    if (registry != mirror.registry || !repository.starts_with(mirror.prefix)) continue;
    registry = {};
    repository.remove_prefix(mirror.prefix.size());
    break;
  }
  for (const KnownImage& known : table) {
    if (!is_name(known.name, registry, repository)) continue;
    if (known.tag.empty()) return &known;
    // Where the tag decides, an unknown one (or a digest alone) tells nothing.
    if (!image.tag.is_known() || (image.tag.empty() && !image.digest.empty())) return nullptr;
    if (image.tag.bytes().find(known.tag) != std::string::npos) return &known;
  }
  return nullptr;
}

}  // namespace

Level level_of_image(const ImageReference& image, const Origin& site) {
  Level level;
  level.kind = LevelKind::base_image;
  level.name = "image " + image.written.bytes();
  level.site = site;
  Origin origin = site;
  origin.kind = OriginKind::base_image;
  if (image.is_scratch()) {
    // The empty image has no configuration: no user means uid 0.
    origin.note = "the empty image runs as root";
    level.facts.set(fact::user, User{"root", {}}, origin);
    return level;
  }
  const KnownImage* const known = find(image);
  if (known == nullptr) {
    origin.note = "what this image itself declares is not known";
    level.open = origin;
    return level;
  }
  if (known->user.empty()) {
    origin.note = "this image runs as root unless told otherwise";
    level.facts.set(fact::user, User{"root", {}}, origin);
  } else {
    origin.note = known->steps_down ? "this image's entrypoint goes on as this user"
                                    : "this image's own user";
    level.facts.set(fact::user, User{std::string(known->user), {}}, origin);
  }
  if (known->only_user) {
    origin.note = "what else this image declares is not known";
    level.open = origin;
  }
  return level;
}

}  // namespace boltseal

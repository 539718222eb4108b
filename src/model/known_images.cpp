#include "model/known_images.h"

#include <algorithm>
#include <array>

namespace boltseal {
namespace {

struct KnownImage {
  std::string_view
      repository;         ///< docker.io's unless it begins with another registry; "…/*": all below.
  std::string_view user;  ///< "" : root.
  bool steps_down = false;  ///< Starts as root; its entrypoint goes on as `user`.
};

// The published configuration of images (docker-library/repo-info, the projects' own Dockerfiles).
// Images of docker.io/library have no HEALTHCHECK: the programme does not take them
// (docker-library/faq).
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
    KnownImage{"library/composer", ""},
    KnownImage{"library/couchdb", "couchdb", true},
    KnownImage{"library/debian", ""},
    KnownImage{"library/docker", ""},
    KnownImage{"library/eclipse-temurin", ""},
    KnownImage{"library/elasticsearch", "elasticsearch", true},
    KnownImage{"library/elixir", ""},
    KnownImage{"library/erlang", ""},
    KnownImage{"library/fedora", ""},
    KnownImage{"library/gcc", ""},
    KnownImage{"library/ghost", "node", true},
    KnownImage{"library/golang", ""},
    KnownImage{"library/gradle", ""},
    KnownImage{"library/haproxy", "haproxy"},
    KnownImage{"library/httpd", ""},
    KnownImage{"library/julia", ""},
    KnownImage{"library/mariadb", "mysql", true},
    KnownImage{"library/maven", ""},
    KnownImage{"library/memcached", "memcache"},
    KnownImage{"library/mongo", "mongodb", true},
    KnownImage{"library/mysql", "mysql", true},
    KnownImage{"library/nginx", ""},
    KnownImage{"library/node", ""},
    KnownImage{"library/openjdk", ""},
    KnownImage{"library/oraclelinux", ""},
    KnownImage{"library/perl", ""},
    KnownImage{"library/php", ""},
    KnownImage{"library/postgres", "postgres", true},
    KnownImage{"library/python", ""},
    KnownImage{"library/rabbitmq", "rabbitmq", true},
    KnownImage{"library/redis", "redis", true},
    KnownImage{"library/rockylinux", ""},
    KnownImage{"library/ruby", ""},
    KnownImage{"library/rust", ""},
    KnownImage{"library/solr", "solr"},
    KnownImage{"library/swift", ""},
    KnownImage{"library/tomcat", ""},
    KnownImage{"library/traefik", ""},
    KnownImage{"library/ubuntu", ""},
    KnownImage{"library/varnish", "varnish"},
    KnownImage{"library/wordpress", ""},
    KnownImage{"library/zookeeper", "zookeeper", true},
};

const KnownImage* find(const ImageReference& image) {
  if (image.registry.equals("docker.io") != Truth::yes || !image.repository.is_known())
    return nullptr;
  const auto found = std::find_if(table.begin(), table.end(), [&](const KnownImage& known) {
    return known.repository == image.repository.bytes();
  });
  return found == table.end() ? nullptr : &*found;
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
  return level;
}

}  // namespace boltseal

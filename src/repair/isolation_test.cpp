#include "repair/isolation.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

IsolatedProject isolated(std::string_view configuration, bool outside = false) {
  const Result<IsolatedProject> project = isolate(
      configuration, {.name = "p",
                      .outside = outside,
                      .mounted_from = [](const std::string& path) { return "/mounted" + path; },
                      .built_from = [](const std::string& path) { return "/built" + path; }});
  EXPECT_TRUE(project) << project.error().message;
  return project.value_or(IsolatedProject{});
}

TEST(Isolation, TakesEverythingOfItsOwn) {
  const IsolatedProject project = isolated(R"(
name: shop
services:
  web:
    build: {context: /src/web, dockerfile: Dockerfile, tags: [me/web], network: host}
    image: me/web:1
    container_name: the-web
    labels: {traefik.enable: "true"}
    logging: {driver: syslog}
    ports: [{target: 80, published: "80"}]
    restart: always
    volumes:
      - {type: bind, source: /srv/pages, target: /pages, bind: {propagation: rshared}}
      - {type: volume, source: data, target: /data}
      - /etc/localtime:/etc/localtime:ro
  copy:
    image: me/web:1
    restart: "no"
    healthcheck: {test: [CMD, "true"], interval: 10s, retries: 5}
    networks: {back: {ipv4_address: 10.9.0.2, aliases: [c]}}
networks:
  back: {name: production, external: true, ipam: {config: [{subnet: 10.9.0.0/24}]}}
volumes:
  data: {name: production-data, driver_opts: {type: nfs, device: ":/export"}}
secrets:
  key: {file: /srv/key}
)");
  EXPECT_EQ(project.file, R"(services:
  web:
    build:
      context: /built/src/web
      dockerfile: Dockerfile
    restart: on-failure:8
    volumes:
      - type: bind
        source: /mounted/srv/pages
        target: /pages
      - type: volume
        source: data
        target: /data
      - type: bind
        source: /mounted/etc/localtime
        target: /etc/localtime
        read_only: true
    healthcheck:
      interval: "2000ms"
      retries: 48
    image: p-web
    networks:
      default:
        aliases:
          - the-web
  copy:
    image: p-web
    restart: "no"
    healthcheck:
      test:
        - CMD
        - "true"
      interval: "2000ms"
      retries: 30
    networks:
      back:
        aliases:
          - c
networks:
  back:
    internal: true
  default:
    internal: true
volumes:
  data: {}
secrets:
  key:
    file: /mounted/srv/key
)");
  EXPECT_TRUE(project.withheld.empty());
  EXPECT_EQ(project.images, (std::map<std::string, std::string>{{"web", "p-web"}}));
}

TEST(Isolation, WithholdsWhatOwnsTheHost) {
  const IsolatedProject project = isolated(R"(
services:
  a:
    image: x
    privileged: true
    network_mode: host
    pid: host
    ipc: container:other
    cap_add: [SYS_ADMIN, CAP_NET_ADMIN, all]
    devices: [/dev/sda]
    security_opt: [seccomp=unconfined, systempaths=unconfined]
    volumes: [{type: cluster, source: v, target: /v}]
    volumes_from: ["container:other", b]
    a_key_of_tomorrow: {x: y}
  b:
    image: x
    network_mode: service:a
    pid: service:a
    privileged: false
    devices: []
)");
  using Rights = std::set<std::string>;
  EXPECT_EQ(project.withheld.at("a"),
            (Rights{"a mount of the type cluster", "a_key_of_tomorrow", "cap_add: SYS_ADMIN",
                    "cap_add: all", "devices", "ipc: container:other", "network_mode: host",
                    "pid: host", "privileged", "security_opt: systempaths=unconfined",
                    "volumes_from: container:other"}));
  EXPECT_FALSE(project.withheld.contains("b"));
  for (const std::string_view word :
       {"host", "SYS_ADMIN", "privileged", "/dev/sda", "tomorrow", "other"}) {
    EXPECT_EQ(project.file.find(word), std::string::npos) << project.file;
  }
  EXPECT_NE(project.file.find("network_mode: service:a"), std::string::npos);
}

TEST(Isolation, LetsOutOnlyWhenAsked) {
  const std::string_view text = "services: {a: {image: x}}\nnetworks: {back: {internal: true}}\n";
  EXPECT_EQ(isolated(text, true).file.find("internal"),
            isolated(text, true).file.rfind("internal"));
}

TEST(Isolation, RefusesWhatItCannotReplace) {
  for (const std::string_view text :
       {"", "a: [", "services: 3", "services: {a: {image: x}}\nsecrets: {key: {external: true}}"}) {
    EXPECT_FALSE(isolate(text, {.name = "p"})) << text;
  }
}

}  // namespace
}  // namespace boltseal

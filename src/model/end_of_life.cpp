#include "model/end_of_life.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace boltseal {
namespace {

// The series of a product, newest first, each with the day of its last free security update;
// a series without a day is still maintained on end_of_life_date. From endoflife.date
// (github.com/endoflife-date/endoflife.date at a70eca33 of 2026-08-22), which names the publisher's
// own page for each; Debian until the end of its LTS, Ubuntu without its paid extension, RabbitMQ
// until the end of community support, SLES until the end of its general support.
struct Product {
  std::string_view name;
  std::string_view images;  // between spaces; those of docker.io without a registry
  std::string_view series;  // "3.22 3.21=2026-11-01"
};
constexpr std::array table = {
    Product{"Alpine", "library/alpine",
            "3.24 3.23 3.22 3.21=2026-11-01 3.20=2026-04-01 3.19=2025-11-01 3.18=2025-05-09 "
            "3.17=2024-11-22 3.16=2024-05-23 3.15=2023-11-01 3.14=2023-05-01 3.13=2022-11-01 "
            "3.12=2022-05-01 3.11=2021-11-01 3.10=2021-05-01 3.9=2020-11-01 3.8=2020-05-01 "
            "3.7=2019-11-01 3.6=2019-05-01 3.5=2018-11-01 3.4=2018-05-01 3.3=2017-11-01 "
            "3.2=2017-05-01 3.1=2016-11-01"},
    Product{"Debian", "library/debian",
            "13 12 11=2026-08-31 10=2024-06-30 9=2022-07-01 8=2020-06-30 7=2018-05-31 "
            "6=2016-02-29"},
    Product{"Ubuntu", "library/ubuntu",
            "26.04 25.10=2026-07-01 25.04=2026-01-17 24.10=2025-07-10 24.04 23.10=2024-07-12 "
            "23.04=2024-01-20 22.10=2023-07-20 22.04 21.10=2022-07-14 21.04=2022-01-20 "
            "20.10=2021-07-22 20.04=2025-05-31 19.10=2020-07-06 19.04=2020-01-23 "
            "18.10=2019-07-18 18.04=2023-05-31 17.10=2018-07-19 17.04=2018-01-13 "
            "16.10=2017-07-20 16.04=2021-04-02 15.10=2016-07-28 15.04=2016-02-04 "
            "14.10=2015-07-23 14.04=2019-04-02 13.10=2014-07-17 13.04=2014-01-27 "
            "12.10=2014-05-16 12.04=2017-04-28"},
    Product{"Fedora", "library/fedora quay.io/fedora/fedora registry.fedoraproject.org/fedora",
            "44 43 42=2026-05-27 41=2025-12-15 40=2025-05-13 39=2024-11-26 38=2024-05-21 "
            "37=2023-12-05 36=2023-05-16 35=2022-12-13 34=2022-06-07 33=2021-11-30 32=2021-05-25 "
            "31=2020-11-24 30=2020-05-26 29=2019-11-26 28=2019-05-28 27=2018-11-30 26=2018-05-29 "
            "25=2017-12-12"},
    Product{"Amazon Linux", "library/amazonlinux public.ecr.aws/amazonlinux/amazonlinux",
            "2023 2018.03=2023-12-31 2=2026-06-30 1=2023-12-31"},
    Product{"CentOS", "library/centos quay.io/centos/centos",
            "10 9 8=2021-12-31 7=2024-06-30 6=2020-11-30 5=2017-03-31"},
    Product{"CentOS Stream", "", "10 9 8=2024-05-31"},
    Product{"Red Hat Enterprise Linux", "",
            "10 9 8 7=2024-06-30 6=2020-11-30 5=2017-03-31 4=2012-02-29"},
    Product{"Rocky Linux", "", "10 9 8"},
    Product{"AlmaLinux", "", "10 9 8"},
    Product{"Oracle Linux", "", "10 9 8 7=2024-12-31 6=2021-03-31"},
    Product{"openSUSE Leap", "",
            "16.0 15.6=2026-04-30 15.5=2024-12-31 15.4=2023-12-07 15.3=2022-12-31 "
            "15.2=2022-01-04 15.1=2021-02-02 15.0=2019-12-03 42.3=2019-07-01 42.2=2018-01-26 "
            "42.1=2017-05-17 13.2=2017-01-17 13.1=2016-02-03 12.3=2015-01-29 12.2=2014-01-15 "
            "12.1=2013-05-15 11.4=2012-11-05"},
    Product{"SLES", "",
            "16.0 15.7 15.6=2025-12-31 15.5=2024-12-31 15.4=2023-12-31 15.3=2022-12-31 "
            "15.2=2021-12-31 15.1=2021-01-31 15.0=2019-12-31 12.5=2024-10-31 12.4=2020-06-30 "
            "12.3=2019-06-30 12.2=2018-03-31 12.1=2017-05-31 12.0=2016-06-30 11.4=2019-03-31 "
            "11.3=2016-01-31 11.2=2014-01-31 11.1=2012-08-31 11.0=2010-12-31"},
    Product{"Photon OS", "", "5.0 4.0 3.0=2025-10-02 2.0=2022-12-01 1.0=2022-02-28"},
    Product{"Mageia", "",
            "10 9=2026-09-29 8=2023-11-30 7=2021-06-30 6=2019-09-30 5=2017-12-31 4=2015-09-19 "
            "3=2014-11-26 2=2013-11-22 1=2012-12-01"},
    Product{"Node.js", "library/node",
            "26 25=2026-06-01 24 23=2025-06-01 22 21=2024-06-01 20=2026-04-30 19=2023-06-01 "
            "18=2025-04-30 17=2022-06-01 16=2023-09-11 15=2021-06-01 14=2023-04-30 13=2020-06-01 "
            "12=2022-04-30 11=2019-06-30 10=2021-04-30 9=2018-06-30 8=2019-12-31 7=2017-06-30 "
            "6=2019-04-30 5=2016-06-30 4=2018-04-30"},
    Product{"Python", "library/python",
            "3.14 3.13 3.12 3.11 3.10=2026-10-31 3.9=2025-10-31 3.8=2024-10-07 3.7=2023-06-27 "
            "3.6=2021-12-23 3.5=2020-09-30 3.4=2019-03-18 3.3=2017-09-29 3.2=2016-02-20 "
            "3.1=2012-04-09 3.0=2009-06-27 2.7=2020-01-01 2.6=2013-10-29"},
    Product{"Go", "library/golang",
            "1.27 1.26 1.25=2026-08-19 1.24=2026-02-10 1.23=2025-08-12 1.22=2025-02-11 "
            "1.21=2024-08-13 1.20=2024-02-06 1.19=2023-09-06 1.18=2023-02-01 1.17=2022-08-02 "
            "1.16=2022-03-15 1.15=2021-08-16 1.14=2021-02-16 1.13=2020-08-11 1.12=2020-02-25 "
            "1.11=2019-09-03 1.10=2019-02-25"},
    Product{"PHP", "library/php",
            "8.5 8.4 8.3 8.2 8.1=2025-12-31 8.0=2023-11-26 7.4=2022-11-28 7.3=2021-12-06 "
            "7.2=2020-11-30 7.1=2019-12-01 7.0=2019-01-10 5.6=2018-12-31 5.5=2016-07-21 "
            "5.4=2015-09-14 5.3=2014-08-14"},
    Product{"Ruby", "library/ruby",
            "4.0 3.4 3.3 3.2=2026-03-31 3.1=2025-03-26 3.0=2024-04-23 2.7=2023-03-31 "
            "2.6=2022-03-31 2.5=2021-03-31 2.4=2020-03-31 2.3=2019-03-31 2.2=2018-03-31 "
            "2.1=2017-03-31 2.0=2016-02-24 1.9=2015-02-23"},
    Product{"Perl", "library/perl",
            "5.44 5.42 5.40 5.38=2026-07-02 5.36=2025-05-27 5.34=2024-05-20 5.32=2023-06-20 "
            "5.30=2022-05-22 5.28=2021-06-23 5.26=2020-05-30"},
    Product{"Java", "library/eclipse-temurin",
            "26=2026-09-15 25 24=2025-09-16 23=2025-03-18 22=2024-09-17 21 20=2023-09-19 "
            "19=2023-03-31 18=2022-09-30 17 16=2021-09-30 11 8"},
    Product{"PostgreSQL", "library/postgres",
            "18 17 16 15 14=2026-11-12 13=2025-11-13 12=2024-11-21 11=2023-11-09 10=2022-11-10 "
            "9.6=2021-11-11 9.5=2021-02-11 9.4=2020-02-13 9.3=2018-11-08 9.2=2017-11-09 "
            "9.1=2016-10-27 9.0=2015-10-08"},
    Product{"MySQL", "library/mysql",
            "9.7 9.6=2026-04-21 9.5=2026-01-20 9.4=2025-10-21 9.3=2025-07-22 9.2=2025-04-15 "
            "9.1=2025-01-21 9.0=2024-10-15 8.4 8.3=2024-04-10 8.2=2023-12-14 8.1=2023-10-25 "
            "8.0=2026-04-30 5.7=2023-10-31 5.6=2021-02-28 5.5=2018-12-31"},
    Product{"MariaDB", "library/mariadb",
            "12.3 12.2=2026-05-28 12.1=2026-02-13 12.0=2025-11-18 11.8 11.7=2025-05-12 "
            "11.6=2025-02-13 11.5=2024-11-21 11.4 11.3=2024-05-29 11.2=2024-11-21 "
            "11.1=2024-08-21 11.0=2024-06-06 10.11 10.10=2023-11-17 10.9=2023-08-22 "
            "10.8=2023-05-20 10.7=2023-02-09 10.6=2026-07-06 10.5=2025-06-24 10.4=2024-06-18 "
            "10.3=2023-05-25 10.2=2022-05-23 10.1=2020-10-17 10.0=2019-03-31 5.5=2020-04-11"},
    Product{"Redis", "library/redis",
            "8.10 8.8 8.6 8.4 8.2 8.0 7.4 7.2 7.0=2024-07-29 6.2 6.0=2022-05-31 5.0=2022-04-27"},
    Product{"MongoDB", "library/mongo",
            "8.3 8.2=2026-07-31 8.1=2025-09-30 8.0 7.3=2024-10-02 7.2=2024-03-27 7.1=2024-01-23 "
            "7.0 6.3=2023-08-31 6.2=2023-04-24 6.1=2023-02-09 6.0=2025-07-31 5.3=2022-07-19 "
            "5.2=2022-03-23 5.1=2022-01-19 5.0=2024-10-31 4.4=2024-02-29 4.2=2023-04-30 "
            "4.0=2022-04-30 3.6=2021-04-30 3.4=2020-01-31 3.2=2018-09-30 3.0=2018-02-28 "
            "2.6=2016-10-31 2.4=2013-03-31"},
    Product{"Cassandra", "library/cassandra", "5.0 4.1 4.0 3.11=2024-09-05 3.0=2024-09-05"},
    Product{"ZooKeeper", "library/zookeeper",
            "3.9 3.8 3.7=2024-01-19 3.6=2022-12-30 3.5=2022-06-01 3.4=2020-06-01"},
    Product{"RabbitMQ", "library/rabbitmq",
            "4.3 4.2=2026-07-31 4.1=2026-01-30 4.0=2025-04-15 3.13=2024-09-17 3.12=2024-02-21 "
            "3.11=2023-06-01 3.10=2022-09-28 3.9=2023-01-31 3.8=2022-07-31 3.7=2020-09-30 "
            "3.6=2018-05-31 3.5=2016-10-31 3.4=2015-10-31 3.3=2015-03-31"},
    Product{"Elasticsearch", "library/elasticsearch docker.elastic.co/elasticsearch/elasticsearch",
            "9.5 9.4 9.3=2026-08-04 9.2=2026-05-05 9.1=2026-02-03 9.0=2025-10-23 8.19 "
            "8.18=2025-10-21 8.17=2025-08-12 8.16=2025-04-15 7=2026-01-15 6=2022-02-10"},
    Product{"Kibana", "library/kibana docker.elastic.co/kibana/kibana",
            "9.5 9.4 9.3=2026-08-04 9.2=2026-05-05 9.1=2026-02-03 9.0=2025-10-23 8.19 "
            "8.18=2025-10-21 8.17=2025-08-12 8.16=2025-04-15 8.15=2024-12-12 8.14=2024-11-12 "
            "7=2026-01-15 6=2022-02-10"},
    Product{"Logstash", "library/logstash docker.elastic.co/logstash/logstash",
            "9.5 9.4 9.3=2026-08-04 9.2=2026-05-05 9.1=2026-02-03 9.0=2025-10-23 8.19 "
            "8.18=2025-10-21 8.17=2025-08-12 7=2026-01-15 6=2022-02-10"},
    Product{"nginx", "library/nginx nginxinc/nginx-unprivileged",
            "1.31 1.30 1.29=2026-05-13 1.28=2026-04-14 1.27=2025-06-24 1.26=2025-04-23 "
            "1.25=2024-05-29 1.24=2024-04-23 1.23=2023-05-23 1.22=2023-04-11 1.21=2022-06-21 "
            "1.20=2022-05-24 1.19=2021-05-25 1.18=2021-04-20 1.16=2020-04-20 1.14=2019-04-23 "
            "1.12=2018-04-17 1.10=2017-04-12 1.8=2016-04-26"},
    Product{"Apache httpd", "library/httpd", "2.4 2.2=2017-07-11 2.0=2013-07-10"},
    Product{"HAProxy", "library/haproxy",
            "3.4 3.3 3.2 3.1=2026-01-01 3.0 2.9=2025-03-21 2.8 2.7=2024-04-05 2.6 2.5=2023-05-02 "
            "2.4=2026-04-01 2.3=2022-07-27 2.2=2025-04-23 2.1=2021-03-18 2.0=2024-04-05 "
            "1.9=2020-07-31 1.8=2022-12-09 1.7=2021-10-01 1.6=2020-10-01 1.5=2020-01-10"},
    Product{"Traefik", "library/traefik",
            "3.7 3.6=2026-08-16 3.5=2025-11-07 3.4=2025-07-23 3.3=2025-05-05 3.2=2025-01-06 "
            "3.1=2024-10-28 3.0=2024-07-15 2.11=2026-02-01 2.10=2024-02-12 2.9=2023-04-24 "
            "2.8=2022-10-03 2.7=2022-06-29 2.6=2022-05-24 2.5=2022-01-24 2.4=2021-08-17 "
            "2.3=2021-01-19 2.2=2020-09-23 2.1=2020-03-25 2.0=2019-12-11 1.7=2021-12-31"},
    Product{"Tomcat", "library/tomcat",
            "11.0 10.1 10.0=2022-10-31 9.0 8.5=2024-03-31 8.0=2018-06-30 7=2021-03-31 "
            "6=2016-12-31 5=2012-09-30"},
    Product{"Memcached", "library/memcached", "1.6 1.5=2020-03-09 1.4=2017-07-21"},
    Product{"Drupal", "library/drupal",
            "11.4 11.3 11.2=2026-06-17 11.1=2025-12-10 11.0=2025-06-16 10.6 10.5=2026-06-17 "
            "10.4=2025-12-10 10.3=2025-06-16 10.2=2024-12-17 10.1=2024-06-20 10.0=2023-12-15 "
            "9.5=2023-11-01 9.4=2023-06-21 9.3=2022-12-14 9.2=2022-06-15 9.1=2021-12-08 "
            "9.0=2021-06-16 8.9=2021-11-02 8.8=2020-12-01 7=2025-01-05"},
    Product{".NET",
            "mcr.microsoft.com/dotnet/sdk mcr.microsoft.com/dotnet/aspnet "
            "mcr.microsoft.com/dotnet/runtime mcr.microsoft.com/dotnet/runtime-deps",
            "10 9=2026-11-10 8=2026-11-10 7=2024-05-14 6=2024-11-12 5=2022-05-10 3.1=2022-12-13 "
            "3.0=2020-03-03 2.2=2019-12-23 2.1=2021-08-21 2.0=2018-10-01"},
    Product{".NET Core",
            "mcr.microsoft.com/dotnet/core/sdk mcr.microsoft.com/dotnet/core/aspnet "
            "mcr.microsoft.com/dotnet/core/runtime mcr.microsoft.com/dotnet/core/runtime-deps",
            "3.1=2022-12-13 3.0=2020-03-03 2.2=2019-12-23 2.1=2021-08-21 2.0=2018-10-01 "
            "1.1=2019-06-27 1.0=2019-06-27"},
    Product{"Docker Engine", "library/docker",
            "29 28=2026-05-13 27=2025-05-03 26.1=2025-02-17 26.0=2024-06-08 25.0 24.0=2024-06-08 "
            "23.0=2025-05-19 20.10=2023-12-10 19.03=2021-01-08 18.09=2019-08-22 18.06=2018-12-08 "
            "18.05=2018-08-18 18.04=2018-06-09 18.03=2018-05-10 18.02=2018-04-21 "
            "18.01=2018-03-07 17.12=2018-02-10 17.11=2018-01-27 17.10=2017-12-20 "
            "17.09=2017-11-17 17.07=2017-10-26 17.06=2017-09-29 17.05=2017-07-28 "
            "17.04=2017-06-04 17.03=2017-05-05"},
    Product{"Kubernetes",
            "kindest/node registry.k8s.io/kube-apiserver registry.k8s.io/kube-controller-manager "
            "registry.k8s.io/kube-scheduler registry.k8s.io/kube-proxy k8s.gcr.io/kube-apiserver "
            "k8s.gcr.io/kube-controller-manager k8s.gcr.io/kube-scheduler k8s.gcr.io/kube-proxy "
            "rancher/k3s rancher/hyperkube",
            "1.36 1.35 1.34=2026-10-27 1.33=2026-06-28 1.32=2026-02-28 1.31=2025-11-11 "
            "1.30=2025-07-15 1.29=2025-02-28 1.28=2024-10-28 1.27=2024-06-28 1.26=2024-02-28 "
            "1.25=2023-10-27 1.24=2023-07-28 1.23=2023-02-28 1.22=2022-10-28 1.21=2022-06-28 "
            "1.20=2022-02-28 1.19=2021-10-28 1.18=2021-06-18 1.17=2020-12-25 1.16=2020-08-04"},
    Product{"containerd", "",
            "2.3 2.2=2026-11-06 2.1=2026-07-03 2.0 1.7=2026-09-01 1.6=2025-08-23 1.5=2023-02-28 "
            "1.4=2022-03-03 1.3=2021-03-04 1.2=2020-10-15 1.1=2019-10-23 1.0=2018-12-05"},
};

// Images that get no updates at all any more, whatever their tag.
struct Retired {
  std::string_view image, name, date;
};
constexpr std::array retired = {
    // hub.docker.com/_/openjdk: deprecated; only early-access builds are made since July 2022.
    Retired{"library/openjdk", "the image openjdk", "2022-07-31"},
    // hub.docker.com/_/java: deprecated in favour of openjdk, gone with the end of 2016.
    Retired{"library/java", "the image java", "2016-12-31"},
    // hub.docker.com/_/centos: deprecated; the project ended CentOS 7 last.
    Retired{"library/centos", "CentOS Linux", "2024-06-30"},
    // hub.docker.com/_/adoptopenjdk: AdoptOpenJDK became Eclipse Temurin in 2021.
    Retired{"library/adoptopenjdk", "the image adoptopenjdk", "2021-08-01"},
};

// What Debian and Ubuntu call their releases in tags: "bookworm-slim", "3.12-bullseye".
struct Codename {
  std::string_view word, product, series;
};
constexpr std::array codenames = {
    Codename{"trixie", "Debian", "13"},      Codename{"bookworm", "Debian", "12"},
    Codename{"bullseye", "Debian", "11"},    Codename{"buster", "Debian", "10"},
    Codename{"stretch", "Debian", "9"},      Codename{"jessie", "Debian", "8"},
    Codename{"wheezy", "Debian", "7"},       Codename{"squeeze", "Debian", "6"},
    Codename{"resolute", "Ubuntu", "26.04"}, Codename{"questing", "Ubuntu", "25.10"},
    Codename{"plucky", "Ubuntu", "25.04"},   Codename{"oracular", "Ubuntu", "24.10"},
    Codename{"noble", "Ubuntu", "24.04"},    Codename{"mantic", "Ubuntu", "23.10"},
    Codename{"lunar", "Ubuntu", "23.04"},    Codename{"kinetic", "Ubuntu", "22.10"},
    Codename{"jammy", "Ubuntu", "22.04"},    Codename{"impish", "Ubuntu", "21.10"},
    Codename{"hirsute", "Ubuntu", "21.04"},  Codename{"groovy", "Ubuntu", "20.10"},
    Codename{"focal", "Ubuntu", "20.04"},    Codename{"eoan", "Ubuntu", "19.10"},
    Codename{"disco", "Ubuntu", "19.04"},    Codename{"cosmic", "Ubuntu", "18.10"},
    Codename{"bionic", "Ubuntu", "18.04"},   Codename{"artful", "Ubuntu", "17.10"},
    Codename{"zesty", "Ubuntu", "17.04"},    Codename{"yakkety", "Ubuntu", "16.10"},
    Codename{"xenial", "Ubuntu", "16.04"},   Codename{"wily", "Ubuntu", "15.10"},
    Codename{"vivid", "Ubuntu", "15.04"},    Codename{"utopic", "Ubuntu", "14.10"},
    Codename{"trusty", "Ubuntu", "14.04"},   Codename{"saucy", "Ubuntu", "13.10"},
    Codename{"raring", "Ubuntu", "13.04"},   Codename{"quantal", "Ubuntu", "12.10"},
    Codename{"precise", "Ubuntu", "12.04"},
};

// "lts" names of Node.js, as in node:hydrogen-slim (nodejs/Release).
constexpr std::array node_names = {
    Codename{"argon", "Node.js", "4"},    Codename{"boron", "Node.js", "6"},
    Codename{"carbon", "Node.js", "8"},   Codename{"dubnium", "Node.js", "10"},
    Codename{"erbium", "Node.js", "12"},  Codename{"fermium", "Node.js", "14"},
    Codename{"gallium", "Node.js", "16"}, Codename{"hydrogen", "Node.js", "18"},
    Codename{"iron", "Node.js", "20"},    Codename{"jod", "Node.js", "22"}};

using Numbers = std::vector<int>;

// The numbers that a version begins with: 3, 9, 1 of "v3.9.1-slim"; empty when it begins otherwise.
Numbers numbers_of(std::string_view version) {
  if (version.starts_with('v')) version.remove_prefix(1);
  Numbers numbers;
  std::size_t at = 0;
  while (at < version.size() && version[at] >= '0' && version[at] <= '9' && numbers.size() < 4) {
    int number = 0;
    std::size_t digits = 0;
    for (; at < version.size() && version[at] >= '0' && version[at] <= '9'; ++at) {
      if (++digits > 6) return numbers;  // a date, the build's number
      number = number * 10 + (version[at] - '0');
    }
    numbers.push_back(number);
    if (at + 1 >= version.size() || version[at] != '.') break;
    ++at;
  }
  return numbers;
}

bool begins_with(const Numbers& all, const Numbers& first) {
  return first.size() <= all.size() && std::equal(first.begin(), first.end(), all.begin());
}

std::optional<EndOfLife> judge(const Product& product, const Numbers& version) {
  if (version.empty()) return std::nullopt;
  std::string_view rest = product.series;
  std::string_view last_date, last_series;
  while (!rest.empty()) {
    const std::string_view entry = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
    const std::size_t equals = entry.find('=');
    const std::string_view series = entry.substr(0, equals);
    const std::string_view date =
        equals == std::string_view::npos ? std::string_view() : entry.substr(equals + 1);
    const Numbers numbers = numbers_of(series);
    // "3" means the newest series that begins so, "3.9.1" the series 3.9.
    if (begins_with(version, numbers) || begins_with(numbers, version)) {
      if (date.empty()) return std::nullopt;
      return EndOfLife{product.name, std::string(series), date};
    }
    last_series = series;
    last_date = date;
  }
  // Older than every series that is listed.
  if (!last_date.empty() && version < numbers_of(last_series)) {
    std::string text;
    for (const int number : version) text += (text.empty() ? "" : ".") + std::to_string(number);
    return EndOfLife{product.name, std::move(text), last_date};
  }
  return std::nullopt;
}

const Product* product_named(std::string_view name) {
  const auto found = std::ranges::find(table, name, &Product::name);
  return found == table.end() ? nullptr : &*found;
}

bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::string_view each = words.substr(0, words.find(' '));
    if (each == word) return true;
    words.remove_prefix(std::min(each.size() + 1, words.size()));
  }
  return false;
}

std::optional<EndOfLife> judge_codename(std::string_view word) {
  const auto found = std::ranges::find(codenames, word, &Codename::word);
  if (found == codenames.end()) return std::nullopt;
  return judge(*product_named(found->product), numbers_of(found->series));
}

// The system that a variant stands on: "alpine3.19", "bullseye", "focal".
std::optional<EndOfLife> judge_variant(std::string_view part) {
  if (part.starts_with("alpine") && part.size() > 6) {
    return judge(*product_named("Alpine"), numbers_of(part.substr(6)));
  }
  return judge_codename(part);
}

std::string name_of(const ImageReference& image) {
  const std::string& registry = image.registry.bytes();
  const std::string& repository = image.repository.bytes();
  if (registry == "docker.io" || registry == "index.docker.io" ||
      registry == "registry-1.docker.io" || registry == "mirror.gcr.io") {
    return repository;
  }
  if (registry == "public.ecr.aws" && repository.starts_with("docker/")) {
    return repository.substr(7);
  }
  return registry + "/" + repository;
}

}  // namespace

const SeriesSupport* series_of(std::span<const SeriesSupport> table, std::string_view product,
                               std::string_view version) {
  const Numbers numbers = numbers_of(version);
  const SeriesSupport* found = nullptr;
  std::size_t longest = 0;
  for (const SeriesSupport& each : table) {
    if (each.product != product) continue;
    const Numbers series = numbers_of(each.series);
    if (series.size() <= longest || !begins_with(numbers, series)) continue;
    found = &each;
    longest = series.size();
  }
  return found;
}

std::optional<EndOfLife> end_of_life(std::string_view product, std::string_view version) {
  const Product* const found = product_named(product);
  return found == nullptr ? std::nullopt : judge(*found, numbers_of(version));
}

std::optional<EndOfLife> end_of_life(const ImageReference& image) {
  if (!image.registry.is_known() || !image.repository.is_known()) return std::nullopt;
  const std::string name = name_of(image);
  for (const Retired& each : retired) {
    if (each.image == name) return EndOfLife{each.name, {}, each.date};
  }
  if (!image.tag.is_known() || image.tag.empty()) return std::nullopt;
  const std::string_view tag = image.tag.bytes();
  const std::string_view first = tag.substr(0, tag.find('-'));
  for (const Product& product : table) {
    if (!has_word(product.images, name)) continue;
    if (auto ended = judge(product, numbers_of(tag))) return ended;
    if (product.name == "Node.js") {
      const auto known = std::ranges::find(node_names, first, &Codename::word);
      if (known != node_names.end()) {
        if (auto ended = judge(product, numbers_of(known->series))) return ended;
      }
    }
    break;
  }
  // The variants that the official images and .NET's are made in.
  if (!name.starts_with("library/") && !name.starts_with("mcr.microsoft.com/dotnet/")) {
    return std::nullopt;
  }
  for (std::string_view rest = tag; !rest.empty();) {
    const std::string_view part = rest.substr(0, rest.find('-'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (auto ended = judge_variant(part)) return ended;
  }
  return std::nullopt;
}

}  // namespace boltseal

#include "model/image_users.h"

#include <algorithm>
#include <array>
#include <string>

namespace boltseal {
namespace {

struct Row {
  std::string_view registry, repository;  // "…*": begins so
  std::string_view says;
};

// nodejs/docker-node, Dockerfile: "useradd --uid 1000 --gid node … node". GoogleContainerTools/
// distroless, base/base.bzl: nonroot is 65532, in every image. Wolfi and Chainguard: the same.
constexpr std::array spare_users = {
    Row{"docker.io", "library/node", "1000"},
    Row{"gcr.io", "distroless/*", "65532"},
    Row{"cgr.dev", "chainguard/*", "65532"},
};

// What the images' own entrypoints and configurations do as root.
constexpr std::array rooted_images = {
    Row{"docker.io", "library/httpd", "Apache of this image writes its pid file as root"},
    Row{"docker.io", "library/nextcloud", "the entrypoint of this image installs files as root"},
    Row{"docker.io", "library/nginx",
        "nginx of this image writes its pid file and caches as root; nginxinc/nginx-unprivileged "
        "does not"},
    Row{"docker.io", "library/wordpress", "the entrypoint of this image installs files as root"},
};

struct Program {
  std::string_view name, says;
};
constexpr std::array rooted_programs = {
    Program{"apache2-foreground", "Apache writes its pid file as root"},
    Program{"apache2", "Apache writes its pid file as root"},
    Program{"apache2ctl", "Apache writes its pid file as root"},
    Program{"apachectl", "Apache writes its pid file as root"},
    Program{"httpd", "Apache writes its pid file as root"},
    Program{"cron", "cron runs the jobs of other users"},
    Program{"crond", "cron runs the jobs of other users"},
    Program{"dnsmasq", "dnsmasq opens its ports as root and then gives it up"},
    Program{"dockerd", "dockerd needs root"},
    Program{"init", "init needs root"},
    Program{"named", "named opens its ports as root and then gives it up"},
    Program{"nfsd", "the NFS server needs root"},
    Program{"nginx", "nginx writes its pid file and caches as root and starts workers without it"},
    Program{"openvpn", "OpenVPN makes network devices"},
    Program{"rsyslogd", "rsyslogd opens its sockets as root"},
    Program{"s6-svscan", "s6 prepares its services as root"},
    Program{"smbd", "Samba becomes the users that log in"},
    Program{"sshd", "sshd becomes the users that log in"},
    Program{"supervisord", "supervisord starts programs as several users"},
    Program{"systemd", "systemd needs root"},
    Program{"vsftpd", "vsftpd becomes the users that log in"},
};

bool is_name(std::string_view pattern, std::string_view name) {
  if (!pattern.ends_with('*')) return pattern == name;
  return name.starts_with(pattern.substr(0, pattern.size() - 1));
}

template <class Table>
std::string_view find(const Table& table, const ImageReference& image) {
  if (!image.registry.is_known() || !image.repository.is_known()) return {};
  for (const Row& row : table) {
    if (row.registry == image.registry.bytes() && is_name(row.repository, image.repository.bytes()))
      return row.says;
  }
  return {};
}

}  // namespace

std::string_view spare_user(const ImageReference& image) { return find(spare_users, image); }

std::string_view image_needs_root(const ImageReference& image) {
  return find(rooted_images, image);
}

std::string_view package_needs_root(std::string_view package) {
  struct Package {
    std::string_view name, program;
  };
  static constexpr std::array packages = {
      Package{"apache2", "apache2"}, Package{"bind9", "named"},
      Package{"cron", "cron"},       Package{"cronie", "cron"},
      Package{"dnsmasq", "dnsmasq"}, Package{"httpd", "httpd"},
      Package{"nginx", "nginx"},     Package{"nfs-kernel-server", "nfsd"},
      Package{"nfs-utils", "nfsd"},  Package{"openssh-server", "sshd"},
      Package{"openvpn", "openvpn"}, Package{"rsyslog", "rsyslogd"},
      Package{"samba", "smbd"},      Package{"supervisor", "supervisord"},
      Package{"vsftpd", "vsftpd"}};
  const auto found = std::ranges::find(packages, package, &Package::name);
  return found == packages.end() ? std::string_view() : program_needs_root(found->program);
}

std::string_view program_needs_root(std::string_view program) {
  const auto found = std::ranges::find(rooted_programs, program, &Program::name);
  return found == rooted_programs.end() ? std::string_view() : found->says;
}

bool program_needs_home(std::string_view program) {
  // They ask getpwuid(3) who they are (OpenSSH, libpq, Hadoop), or keep caches below $HOME, which
  // is
  // "/" without an entry (npx, Go, Cargo, Gradle, Jupyter …).
  static constexpr std::array<std::string_view, 19> programs = {
      "ansible", "ansible-playbook", "cargo",   "code-server", "git",          "go",
      "gradle",  "gradlew",          "jupyter", "jupyter-lab", "mvn",          "mvnw",
      "npx",     "pipenv",           "poetry",  "psql",        "spark-submit", "ssh",
      "uv"};
  return std::ranges::find(programs, program) != programs.end();
}

}  // namespace boltseal

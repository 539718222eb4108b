#include "gate/docker/bind_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstring>
#include <deque>
#include <utility>
#include <vector>

#include "base/text.h"

namespace boltseal::docker {
namespace {

constexpr int most_links = 40;  // as the kernel follows (path_resolution(7))

std::unexpected<Error> cannot(const std::string& path, std::string what, std::string remedy) {
  return fail("the folder " + sanitize(path) + " of the host " + std::move(what), {}, {},
              std::move(remedy));
}

void prepend(std::deque<std::string>& left, std::string_view path) {
  const auto parts = split(path, '/');
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (!part->empty() && *part != ".") left.emplace_front(*part);
  }
}

// Whether somebody else than root could put another file in the place of this one.
bool is_exchangeable(const HostEntry& folder, const HostEntry* entry) {
  if (!folder.is_roots) return true;
  if (!folder.is_open) return false;
  // In a sticky folder only its owner may rename a file; what is not there anybody may make.
  return !folder.is_sticky || entry == nullptr || !entry->is_roots;
}

}  // namespace

Result<std::optional<HostEntry>> OwnFiles::look(const std::string& path) const {
  struct stat status = {};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    return fail("the path " + sanitize(path) +
                " of the host cannot be looked at: " + std::strerror(errno));
  }
  HostEntry entry;
  entry.is_link = S_ISLNK(status.st_mode);
  entry.is_folder = S_ISDIR(status.st_mode);
  entry.is_sticky = (status.st_mode & S_ISVTX) != 0;
  entry.is_roots = status.st_uid == 0;
  // Root's own group is root.
  const bool is_groups = (status.st_mode & S_IWGRP) != 0 && status.st_gid != 0;
  entry.is_open = !entry.is_roots || is_groups || (status.st_mode & S_IWOTH) != 0;
  if (entry.is_link) {
    std::string target(PATH_MAX, '\0');
    const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
    if (size <= 0) return fail("the link " + sanitize(path) + " of the host cannot be read");
    target.resize(static_cast<std::size_t>(size));
    entry.target = std::move(target);
  }
  return entry;
}

Result<std::string> resolve_source(const std::string& path, const HostFiles& host) {
  if (!path.starts_with('/') || path.find('\0') != std::string::npos) {
    return cannot(path, "is no absolute path", "write it from / on");
  }
  if (path.size() >= PATH_MAX) return cannot("that is asked for", "has too long a path", {});
  std::deque<std::string> left;
  prepend(left, path);
  for (const std::string& part : left) {
    // Engines take it away from the text, the kernel from where a link leads.
    if (part == "..") return cannot(path, "is written with ..", "write the path that is meant");
  }
  std::string done;  // without links; empty: "/"
  const auto named = [](const std::string& folder) {
    return folder.empty() ? std::string("/") : folder;
  };
  auto folder = host.look("/");
  int links = 0;
  while (folder && *folder && !left.empty()) {
    const std::string part = std::move(left.front());
    left.pop_front();
    if (part == "..") {  // of a link
      done.resize(done.empty() ? 0 : done.rfind('/'));
      folder = host.look(named(done));
      continue;
    }
    const std::string here = done + "/" + part;
    if (here.size() >= PATH_MAX) return cannot(path, "has too long a path", {});
    auto entry = host.look(here);
    if (!entry) return std::unexpected(entry.error());
    if (is_exchangeable(**folder, *entry ? &**entry : nullptr)) {
      return cannot(
          path, "can be exchanged by others than root, who may write to " + sanitize(named(done)),
          "Use a volume, or a folder that lies in folders of root alone");
    }
    if (!*entry) {
      done = here;
      for (const std::string& rest : left) {
        if (rest == "..") return cannot(path, "leads nowhere", "make it first");
        (done += '/') += rest;
      }
      return done;
    }
    if ((*entry)->is_link) {
      if (here.starts_with("/proc/")) {
        return cannot(path, "depends on who looks, as links of /proc do",
                      "write the path that is meant");
      }
      if (++links > most_links) return cannot(path, "has too many links", {});
      prepend(left, (*entry)->target);
      if ((*entry)->target.starts_with('/')) {
        done.clear();
        folder = host.look("/");
      }
      continue;
    }
    if (!(*entry)->is_folder && !left.empty()) {
      return cannot(path, "leads through a file", "write the path that is meant");
    }
    done = here;
    folder = std::move(entry);
  }
  if (!folder) return std::unexpected(folder.error());
  if (!*folder) return cannot(path, "cannot be looked for", {});
  return named(done);
}

}  // namespace boltseal::docker

#include "check/discover.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <tuple>
#include <utility>

#include "base/files.h"
#include "check/ignore.h"
#include "sources/source.h"

namespace boltseal {
namespace {

// Deeper trees do not occur in projects; a limit keeps hostile ones from using up the stack.
constexpr int depth_limit = 128;

// Files whose content may tell what they are, when no source claims their path.
bool may_tell_by_content(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return true;
  const std::string_view extension = name.substr(dot + 1);
  constexpr std::array<std::string_view, 7> extensions = {"yaml", "yml", "json", "toml",
                                                          "txt",  "tpl", "tmpl"};
  return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

bool claimed(std::string_view path) {
  return std::any_of(all_sources().begin(), all_sources().end(),
                     [&](const Source* source) { return source->claims_path(path); });
}

struct Folder {
  std::string path;     // "" for the working directory itself
  const Folder* outer;  // null at the folder that was named
  std::vector<IgnoreFile> ignores;
};

class Walk {
 public:
  explicit Walk(Discovered& found) : found_(found) {}

  void enter(const std::string& path, const Folder* outer, int depth) {
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(
        ::opendir(path.empty() ? "." : path.c_str()), ::closedir);
    if (!directory) {
      found_.errors.push_back(
          Error{std::string("cannot be read: ") + std::strerror(errno), path, {}, {}});
      return;
    }
    if (depth > depth_limit) {
      found_.errors.push_back(Error{"folders are nested more than 128 deep", path, {}, {}});
      return;
    }
    Folder folder{path, outer, {}};
    for (const char* name : {".gitignore", ".boltsealignore"}) {
      const std::string ignore_path = inside(path, name);
      if (!disk_.exists(ignore_path)) continue;
      Result<std::string> text = disk_.read(ignore_path);
      if (text) {
        folder.ignores.emplace_back(*text);
      } else {
        found_.errors.push_back(text.error());
      }
    }
    while (const dirent* entry = ::readdir(directory.get())) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == ".." || name == ".git" || name == "node_modules" ||
          name == ".devcontainer") {
        continue;
      }
      visit(inside(path, name), name, entry->d_type, folder, depth);
    }
  }

 private:
  static std::string inside(const std::string& folder, std::string_view name) {
    return folder.empty()          ? std::string(name)
           : folder.ends_with('/') ? folder + std::string(name)
                                   : folder + "/" + std::string(name);
  }

  void visit(const std::string& path, std::string_view name, unsigned char type,
             const Folder& folder, int depth) {
    if (type == DT_UNKNOWN) {  // some file systems do not say
      struct stat status = {};
      if (::lstat(path.c_str(), &status) != 0) return;
      type = S_ISDIR(status.st_mode) ? DT_DIR : S_ISREG(status.st_mode) ? DT_REG : DT_LNK;
    }
    if (type != DT_DIR && type != DT_REG) return;
    if (type == DT_REG && !may_tell_by_content(name) && !claimed(path)) return;
    if (is_ignored(path, type == DT_DIR, folder)) return;
    if (type == DT_DIR) {
      enter(path, &folder, depth + 1);
    } else {
      found_.files.push_back({path, false});
    }
  }

  // The nearest file that says something decides; .boltsealignore comes after .gitignore in its
  // folder.
  static bool is_ignored(const std::string& path, bool is_folder, const Folder& folder) {
    for (const Folder* at = &folder; at != nullptr; at = at->outer) {
      std::string_view relative = path;
      if (!at->path.empty())
        relative.remove_prefix(at->path.size() + (at->path.ends_with('/') ? 0 : 1));
      for (auto ignore = at->ignores.rbegin(); ignore != at->ignores.rend(); ++ignore) {
        switch (ignore->ask(relative, is_folder)) {
          case IgnoreFile::Answer::ignored: return true;
          case IgnoreFile::Answer::kept: return false;
          case IgnoreFile::Answer::silent: break;
        }
      }
    }
    return false;
  }

  Discovered& found_;
  DiskFiles disk_;
};

}  // namespace

Discovered discover(const std::vector<std::string>& paths) {
  Discovered found;
  for (const std::string& path : paths) {
    struct stat status = {};
    if (path == "-") {
      found.files.push_back({path, true});
    } else if (::stat(path.c_str(), &status) != 0) {
      found.errors.push_back(
          Error{std::string("cannot be opened: ") + std::strerror(errno), path, {}, {}});
    } else if (S_ISDIR(status.st_mode)) {
      const std::string folder = resolve(".", path);
      Walk(found).enter(folder == "." ? "" : folder, nullptr, 0);
    } else {
      found.files.push_back({resolve(".", path), true});
    }
  }
  std::sort(found.files.begin(), found.files.end(), [](const auto& a, const auto& b) {
    return std::tie(a.path, b.named) < std::tie(b.path, a.named);
  });
  const auto twice = std::unique(found.files.begin(), found.files.end(),
                                 [](const auto& a, const auto& b) { return a.path == b.path; });
  found.files.erase(twice, found.files.end());
  return found;
}

}  // namespace boltseal

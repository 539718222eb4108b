// What is seen of stacked layers, against what the kernel's overlayfs shows of the same layers,
// unpacked as an engine unpacks them.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <random>

#include "base/files.h"
#include "base/text.h"
#include "support/folder.h"
#include "support/layers.h"
#include "support/pieces.h"

namespace boltseal::test {
namespace {

namespace fs = std::filesystem;

// Few names, so that layers meet each other.
class RandomLayers {
 public:
  explicit RandomLayers(unsigned seed) : random_(seed) {}

  std::vector<std::vector<TarItem>> make() {
    std::vector<std::vector<TarItem>> layers(2 + pick(3));
    for (auto& layer : layers) {
      files_.clear();
      for (unsigned i = 0; i < 3 + pick(12); ++i) layer.push_back(item());
    }
    return layers;
  }

 private:
  unsigned pick(unsigned below) { return static_cast<unsigned>(random_() % below); }

  std::string name() { return std::string(1, static_cast<char>('a' + pick(4))); }
  std::string path() {
    std::string text = name();
    while (pick(2) == 0 && text.size() < 8) text += "/" + name();
    return text;
  }

  TarItem item() {
    TarItem made = of_kind(pick(12));
    const bool is_marker = made.path.find(".wh.") != std::string::npos;
    if (made.flag != '1' && !is_marker) {
      made.user = pick(3);
      made.group = pick(3);
    }
    return made;
  }

  TarItem of_kind(unsigned kind) {
    constexpr unsigned modes[] = {0644, 0600, 04755, 01777};
    const unsigned mode = modes[pick(4)];
    const std::string at = path();
    const std::string above = at.size() > 1 ? at.substr(0, at.size() - 1) : "";
    switch (kind) {
      case 0:
      case 1:
      case 2: return tar_folder(at, mode | 0700);
      case 3:
        // Opaque, and whited out.
        return tar_file(above + ".wh..wh..opq");
      case 4: return tar_file(above + ".wh." + at.substr(at.size() - 1));
      case 5: {
        constexpr const char* targets[] = {"a", "/b", "../c", "a/b", "../../d", "/c/d", "."};
        TarItem link = tar_link(at, targets[pick(7)]);
        return link;
      }
      case 6:
        if (!files_.empty())
          return tar_hard_link(at, files_[pick(static_cast<unsigned>(files_.size()))]);
        break;
      case 7: return {.path = at, .flag = '6', .mode = mode};
      default: break;
    }
    files_.push_back(at);
    return tar_file(at, std::string(pick(20), 'x'), mode);
  }

  std::mt19937 random_;
  std::vector<std::string> files_;
};

/// Unpacks layers as containerd does: links on the way are followed inside the layer alone, folders
/// on the way that it does not have are as the layers below have them, whiteouts become what
/// overlayfs takes for such (OCI image layer specification, "Applying Changesets").
class Unpacker {
 public:
  Unpacker(std::string root, std::vector<std::string> below)
      : root_(std::move(root)), below_(std::move(below)) {
    fs::create_directory(root_);
    chmod(root_.c_str(), 0755);
  }

  // Leaves out what no engine could unpack.
  void unpack(std::vector<TarItem>& items) {
    std::erase_if(items, [this](const TarItem& item) { return !add(item); });
  }

 private:
  // The folder of a path in this layer, made as needed; "" where there can be none.
  std::string folder_of(std::string_view path, bool make) {
    std::vector<std::string> parts;
    const auto push = [&parts](std::string_view text) {
      auto more = split(text, '/');
      std::ranges::reverse(more);
      for (const std::string_view part : more) {
        if (!part.empty() && part != ".") parts.emplace_back(part);
      }
    };
    push(path);
    std::vector<std::string> at;
    int links = 0;
    while (!parts.empty()) {
      const std::string part = parts.back();
      parts.pop_back();
      if (part == "..") {
        if (!at.empty()) at.pop_back();
        continue;
      }
      at.push_back(part);
      const std::string full = root_ + "/" + join(at, "/");
      struct stat status{};
      const bool is_there = lstat(full.c_str(), &status) == 0;
      if (is_there && S_ISLNK(status.st_mode)) {
        if (++links > 40) return {};
        const std::string target = fs::read_symlink(full);
        at.pop_back();
        if (target.starts_with('/')) at.clear();
        push(target);
        continue;
      }
      if (is_there && S_ISDIR(status.st_mode)) continue;
      const bool is_whiteout = is_there && S_ISCHR(status.st_mode);
      if ((is_there && !is_whiteout) || !make) return {};
      if (is_whiteout) fs::remove(full);
      mkdir(full.c_str(), 0755);
      if (is_whiteout) hide(full);
      copy_from_below(join(at, "/"), full);
    }
    return root_ + (at.empty() ? "" : "/" + join(at, "/"));
  }

  static bool is_opaque(const std::string& folder) {
    char value = 0;
    return getxattr(folder.c_str(), "trusted.overlay.opaque", &value, 1) == 1;
  }

  // Whether a layer shows nothing at a path of what is below it.
  static bool hides_below(const std::string& layer, const std::string& path) {
    for (std::size_t slash = path.find('/'); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
      const std::string above = layer + "/" + path.substr(0, slash);
      struct stat status{};
      if (lstat(above.c_str(), &status) != 0) return false;
      if (!S_ISDIR(status.st_mode) || is_opaque(above)) return true;
    }
    return false;
  }

  void copy_from_below(const std::string& path, const std::string& full) {
    if (hides_below(root_, path)) return;
    for (auto layer = below_.rbegin(); layer != below_.rend(); ++layer) {
      struct stat status{};
      const std::string there = *layer + "/" + path;
      // A link on the way is no folder, and hides what is below it.
      std::error_code loop;
      const fs::path above = fs::path(there).parent_path();
      const bool is_itself = fs::weakly_canonical(above, loop) == above;
      if (!is_itself || lstat(there.c_str(), &status) != 0) {
        if (hides_below(*layer, path)) return;
        continue;
      }
      if (!S_ISDIR(status.st_mode)) return;
      lchown(full.c_str(), status.st_uid, status.st_gid);
      chmod(full.c_str(), status.st_mode & 07777);
      return;
    }
  }

  static void hide(const std::string& folder) {
    if (setxattr(folder.c_str(), "trusted.overlay.opaque", "y", 1, 0) != 0) {
      ADD_FAILURE() << "no attribute can be set: " << strerror(errno);
    }
  }

  // Where something is in this layer; "" when there is no folder for it.
  std::string full_of(const std::string& path) {
    const std::size_t cut = path.rfind('/');
    const std::string folder =
        folder_of(cut == std::string::npos ? "" : path.substr(0, cut), false);
    return folder.empty() ? "" : folder + "/" + path.substr(cut + 1);
  }

  // Only to what the layer itself has, and not to what the link itself replaces.
  bool can_link(const TarItem& item, const std::string& above) {
    struct stat target{};
    const auto is_there = [&] {
      const std::string linked = full_of(item.link);
      return !linked.empty() && lstat(linked.c_str(), &target) == 0 && !S_ISDIR(target.st_mode) &&
             !S_ISCHR(target.st_mode);
    };
    const std::string folder = folder_of(above, false);
    const std::string full = folder + "/" + item.path.substr(item.path.rfind('/') + 1);
    struct stat own{};
    const bool replaces = !folder.empty() && lstat(full.c_str(), &own) == 0;
    if (!is_there()) return false;
    if (!replaces || own.st_ino == target.st_ino) return true;
    const std::string aside = root_ + "/aside";
    rename(full.c_str(), aside.c_str());
    const bool still = is_there();
    rename(aside.c_str(), full.c_str());
    return still;
  }

  bool add(const TarItem& item) {
    const std::size_t slash = item.path.rfind('/');
    const std::string above = slash == std::string::npos ? "" : item.path.substr(0, slash);
    const std::string name = item.path.substr(slash + 1);
    // What cannot be made must not leave its folders behind.
    if (item.flag == '1' && !can_link(item, above)) return false;
    const std::string folder = folder_of(above, true);
    if (folder.empty()) return false;
    const std::string full = folder + "/" + name;
    struct stat status{};
    // Engines that write whiteouts write them first, and refuse them elsewhere.
    if (name == ".wh..wh..opq") {
      if (!fs::is_empty(folder)) return false;
      hide(folder);
      return true;
    }
    if (name.starts_with(".wh.")) {
      const std::string gone = folder + "/" + name.substr(4);
      return mknod(gone.c_str(), S_IFCHR, makedev(0, 0)) == 0;
    }
    std::string linked;
    if (item.flag == '1') {
      linked = full_of(item.link);
      struct stat target{}, own{};
      if (lstat(linked.c_str(), &target) == 0 && lstat(full.c_str(), &own) == 0 &&
          own.st_ino == target.st_ino) {
        return true;
      }
    }
    bool hides = false;
    if (lstat(full.c_str(), &status) == 0) {
      if (S_ISDIR(status.st_mode) && item.flag == '5') {
        set_attributes(full, item);
        return true;
      }
      hides = S_ISCHR(status.st_mode) || is_opaque(full);
      fs::remove_all(full);
    }
    switch (item.flag) {
      case '5':
        mkdir(full.c_str(), 0755);
        if (hides) hide(full);
        break;
      case '2': symlink(item.link.c_str(), full.c_str()); break;
      case '1': return link(linked.c_str(), full.c_str()) == 0;
      case '6': mkfifo(full.c_str(), 0600); break;
      default: {
        const int file = open(full.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        if (write(file, item.body.data(), item.body.size()) < 0) ADD_FAILURE();
        close(file);
      }
    }
    set_attributes(full, item);
    return true;
  }

  static void set_attributes(const std::string& full, const TarItem& item) {
    lchown(full.c_str(), item.user, item.group);
    if (item.flag != '2') chmod(full.c_str(), item.mode);
  }

  std::string root_;
  std::vector<std::string> below_;
};

std::string line_of(const std::string& path, char kind, unsigned mode, unsigned user,
                    unsigned group, std::uint64_t size, const std::string& target) {
  char text[64];
  std::snprintf(text, sizeof text, " %o %u:%u %llu", kind == 'l' ? 0 : mode, user, group,
                static_cast<unsigned long long>(kind == 'f' ? size : 0));
  return path + " " + kind + text + (target.empty() ? "" : " -> " + target) + "\n";
}

std::string walk(const std::string& root) {
  std::vector<std::string> lines;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    struct stat status{};
    // overlayfs lists whiteouts of folders that are in one layer only, but does not find them.
    if (lstat(entry.path().c_str(), &status) != 0) continue;
    const char kind = S_ISDIR(status.st_mode)    ? 'd'
                      : S_ISLNK(status.st_mode)  ? 'l'
                      : S_ISFIFO(status.st_mode) ? 'p'
                                                 : 'f';
    lines.push_back(line_of(entry.path().string().substr(root.size() + 1), kind,
                            status.st_mode & 07777, status.st_uid, status.st_gid,
                            static_cast<std::uint64_t>(status.st_size),
                            kind == 'l' ? fs::read_symlink(entry.path()).string() : ""));
  }
  std::ranges::sort(lines);
  return join(lines, "");
}

std::string walk(const FileTree& tree, const std::vector<Layer>& layers) {
  std::vector<std::string> lines;
  std::vector<FileTree::Id> pending = {FileTree::root};
  constexpr std::string_view kinds = "dflcbp";
  while (!pending.empty()) {
    const FileTree::Id folder = pending.back();
    pending.pop_back();
    for (const FileTree::Id id : tree.children(folder)) {
      const FileTree::Node& node = tree.node(id);
      const char kind = kinds[static_cast<std::size_t>(node.kind)];
      const std::size_t size = kind == 'f' ? layers[node.layer].bodies.at(node.entry()).size() : 0;
      lines.push_back(line_of(tree.path(id), kind, node.mode, node.user, node.group, size,
                              std::string(tree.target(id))));
      if (kind == 'd') pending.push_back(id);
    }
  }
  std::ranges::sort(lines);
  return join(lines, "");
}

std::string shown(const std::vector<std::vector<TarItem>>& layers) {
  std::string text;
  for (const auto& layer : layers) {
    text += "layer\n";
    for (const TarItem& item : layer) {
      char line[256];
      std::snprintf(line, sizeof line, "  %c %s %o %u:%u %s\n", item.flag, item.path.c_str(),
                    item.mode, item.user, item.group, item.link.c_str());
      text += line;
    }
  }
  return text;
}

// In a mount namespace of its own, on a tmpfs, so that nothing is left behind.
// @return why it cannot be done here; "" when all is compared
std::string compare_with_overlayfs(const std::string& folder, unsigned seeds) {
  if (geteuid() != 0) return "only root can mount";
  if (unshare(CLONE_NEWNS) != 0) return std::string("no mount namespace: ") + strerror(errno);
  mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  if (mount("tmpfs", folder.c_str(), "tmpfs", 0, nullptr) != 0) {
    return std::string("no tmpfs: ") + strerror(errno);
  }
  std::size_t names = 0;
  for (unsigned seed = 1; seed <= seeds; ++seed) {
    auto layers = RandomLayers(seed).make();
    const std::string root = folder + "/" + std::to_string(seed);
    fs::create_directories(root + "/merged");
    FileTree tree;
    static constexpr std::array<std::string_view, 1> all = {"*"};
    std::vector<Layer> read;
    std::vector<std::string> unpacked;
    std::string lower;
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const std::string layer = root + "/" + std::to_string(i);
      Unpacker(layer, unpacked).unpack(layers[i]);
      unpacked.push_back(layer);
      lower = layer + (lower.empty() ? "" : ":" + lower);
      read.push_back(
          read_layer(std::make_unique<Pieces>(tar_of(layers[i]), 1 << 20), WantedFiles(all)));
      tree.stack(read.back().tree, static_cast<std::uint16_t>(i));
    }
    const std::string merged = root + "/merged";
    if (mount("overlay", merged.c_str(), "overlay", MS_RDONLY, ("lowerdir=" + lower).c_str()) !=
        0) {
      return std::string("no overlayfs: ") + strerror(errno);
    }
    const std::string theirs = walk(merged), ours = walk(tree, read);
    if (ours != theirs) {
      for (const std::string& layer : unpacked) std::printf("unpacked\n%s", walk(layer).c_str());
    }
    EXPECT_EQ(ours, theirs) << "seed " << seed << "\n" << shown(layers);
    names += static_cast<std::size_t>(std::ranges::count(ours, '\n'));
    umount2(merged.c_str(), MNT_DETACH);
    fs::remove_all(root);
    if (testing::Test::HasFailure()) break;
  }
  std::printf("%u stacks, %zu names compared\n", seeds, names);
  return {};
}

TEST(Overlay, IsWhatTheKernelShows) {
  const TemporaryFolder folder;
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    const std::string why =
        compare_with_overlayfs(folder.path().substr(0, folder.path().size() - 1), 300);
    if (!why.empty()) std::printf("skipped: %s\n", why.c_str());
    std::fflush(stdout);
    _exit(testing::Test::HasFailure() ? 1 : 0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

}  // namespace
}  // namespace boltseal::test

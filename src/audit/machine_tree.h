#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace boltseal {

/// What looking somewhere came to.
enum class Sight : std::uint8_t {
  missing,
  hidden,  ///< It may be there, but not for us to see.
  there,
};

struct FileStatus {
  enum class Kind : std::uint8_t { file, folder, socket, other };
  Kind kind = Kind::file;
  unsigned mode = 0;  ///< Permission bits (07777).
  std::uint32_t uid = 0, gid = 0;
  std::int64_t modified = 0;  ///< Seconds since 1970.
};

/// The files of one machine, /proc and /sys among them, behind an interface so that tests need no
/// machine. Paths are absolute, as the machine names them. Links are followed, but never out of it.
class MachineTree {
 public:
  static constexpr std::size_t most_bytes = 4u << 20;  // of one file
  static constexpr std::size_t most_names = 100'000;   // in one folder

  virtual ~MachineTree() = default;

  virtual Sight status(const std::string& path, FileStatus& status) const = 0;
  /// The first `most_bytes` of a regular file.
  virtual Sight read(const std::string& path, std::string& text) const = 0;
  /// The names in a folder, sorted; at most `most_names`.
  virtual Sight list(const std::string& folder, std::vector<std::string>& names) const = 0;
  /// What a link says, not followed: "socket:[4711]" below /proc/PID/fd.
  virtual Sight link(const std::string& path, std::string& target) const = 0;
  /// Whether it is the machine that we run on, so that its kernel can be asked as well.
  virtual bool is_this_machine() const { return false; }
};

/// The tree below a folder of this machine; "/" is this machine. Needs openat2(2), which Linux has
/// since 5.6, for any other folder.
class DiskTree final : public MachineTree {
 public:
  explicit DiskTree(const std::string& root);
  ~DiskTree() override;
  DiskTree(const DiskTree&) = delete;
  DiskTree& operator=(const DiskTree&) = delete;

  Sight status(const std::string& path, FileStatus& status) const override;
  Sight read(const std::string& path, std::string& text) const override;
  Sight list(const std::string& folder, std::vector<std::string>& names) const override;
  Sight link(const std::string& path, std::string& target) const override;
  bool is_this_machine() const override { return is_whole_machine_; }

 private:
  int open(const std::string& path, int flags) const;

  int root_ = -1;
  bool is_whole_machine_;
};

}  // namespace boltseal

#include "repair/trial_tree.h"

#include <filesystem>
#include <fstream>

#include "base/files.h"
#include "base/tree_copy.h"
#include "model/host_path.h"

namespace boltseal {
namespace {

namespace fs = std::filesystem;

constexpr CopyLimits of_a_project = {2ull << 30, 300'000};
constexpr CopyLimits of_a_mount = {64ull << 20, 20'000};

bool is_below(const std::string& path, const std::string& folder) {
  return path == folder || folder == "/" || path.starts_with(folder + "/");
}

std::string common_folder(const std::vector<std::string>& paths) {
  std::string common;
  for (const std::string& path : paths) {
    std::error_code failed;
    const std::string folder = fs::is_directory(path, failed) ? path : directory_of(path);
    if (common.empty()) common = folder;
    while (!is_below(folder, common)) common = directory_of(common);
  }
  return common;
}

// Nothing is followed on the way: an absolute link in the copy leads to the project itself.
Result<void> put(const std::string& path, const std::string& bytes) {
  std::error_code failed;
  fs::create_directories(directory_of(path), failed);
  const fs::perms mode = fs::symlink_status(path, failed).permissions();
  const bool was_there = fs::remove(path, failed);
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) return fail("cannot be written", path);
  if (was_there) fs::permissions(path, mode, failed);
  return {};
}

}  // namespace

std::string real_path(const std::string& path) {
  std::error_code failed;
  const fs::path absolute = fs::absolute(path, failed);
  const fs::path real = fs::weakly_canonical(absolute, failed);
  std::string text = (failed ? absolute.lexically_normal() : real).string();
  if (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

Result<TrialTree> TrialTree::make(const std::vector<std::string>& paths, const Repairs& repairs) {
  std::vector<std::string> all;
  for (const std::string& path : paths) all.push_back(real_path(path));
  for (const RepairedFile& file : repairs.files) all.push_back(real_path(file.path));
  Result<TemporaryFolder> folder = TemporaryFolder::make();
  if (!folder) return std::unexpected(folder.error());
  return TrialTree(std::move(*folder), common_folder(all), repairs);
}

Result<void> TrialTree::renew(bool repaired) {
  std::error_code failed;
  fs::remove_all(beside("host"), failed);
  if (!failed) fs::remove_all(beside("mounted"), failed);
  if (!failed) fs::create_directories(directory_of(in_copy(root_)), failed);
  if (!failed) fs::create_directories(beside("mounted"), failed);
  if (failed) return fail("the copy of the project cannot be made anew: " + failed.message());
  places_.clear();
  Result<std::vector<std::string>> unread = copy_tree(root_, in_copy(root_), of_a_project);
  if (!unread) return std::unexpected(unread.error());
  unread_ = std::move(*unread);
  return repaired ? set(true) : Result<void>();
}

Result<void> TrialTree::set(bool repaired) {
  for (const RepairedFile& file : repairs_->files) {
    const std::string path = in_copy(real_path(file.path));
    if (!repaired && file.is_new) {
      std::error_code ignored;
      fs::remove(path, ignored);
      continue;
    }
    const auto done = put(path, repaired ? file.after : file.before);
    if (!done) return done;
  }
  return {};
}

bool TrialTree::is_inside(const std::string& host_path) const { return is_below(host_path, root_); }

std::string TrialTree::in_copy(const std::string& path) const { return beside("host") + path; }

std::string TrialTree::on_host(const std::string& path) const {
  const std::string copy = beside("host");
  const std::string plain = resolve("/", path);
  return is_below(plain, copy) && plain != copy ? plain.substr(copy.size()) : plain;
}

std::string TrialTree::mounted_from(const std::string& path) {
  const std::string host = on_host(path);
  if (!is_inside(host)) return stand_in(host);
  // A link may lead out of the copy.
  const std::string real = on_host(real_path(in_copy(host)));
  return is_inside(real) ? in_copy(real) : stand_in(real);
}

std::string TrialTree::built_from(const std::string& path) const {
  const std::string host = on_host(path);
  return is_inside(host) ? in_copy(host) : host;
}

std::string TrialTree::stand_in(const std::string& host_path) {
  const std::string real = real_path(host_path);
  const auto [place, is_new] =
      places_.emplace(real, beside("mounted/" + std::to_string(places_.size())));
  if (!is_new) return place->second;
  std::error_code failed;
  const bool is_file = fs::is_regular_file(real, failed);
  const bool is_folder = fs::is_directory(real, failed);
  const bool is_ordinary = classify_host_path(Text(host_path)).kind == HostPathKind::ordinary &&
                           classify_host_path(Text(real)).kind == HostPathKind::ordinary;
  bool copied = false;
  if (is_file || (is_folder && is_ordinary)) {
    copied = copy_tree(real, place->second, of_a_mount).has_value();
    if (!copied) fs::remove_all(place->second, failed);
  }
  if (!copied) fs::create_directory(place->second, failed);
  stand_ins_[host_path] = copied ? "a copy" : "an empty folder";
  return place->second;
}

}  // namespace boltseal

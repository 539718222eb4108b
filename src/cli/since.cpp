#include "cli/since.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <string>

#include "base/process.h"
#include "base/temporary_folder.h"
#include "base/text.h"

namespace boltseal {
namespace {

namespace fs = std::filesystem;

using Command = std::vector<std::string>;

// A line of git's output, without its end.
Result<std::string> git_line(Command command) {
  command.insert(command.begin(), "git");
  Result<std::string> text = run_process(command);
  if (text && text->ends_with('\n')) text->pop_back();
  return text;
}

// The working directory put back at the end.
class Elsewhere {
 public:
  Elsewhere() : home_(::open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {}
  ~Elsewhere() {
    if (home_ < 0) return;
    static_cast<void>(::fchdir(home_) == 0);
    ::close(home_);
  }
  Elsewhere(const Elsewhere&) = delete;
  Elsewhere& operator=(const Elsewhere&) = delete;

  bool enter(const std::string& folder) const { return home_ >= 0 && ::chdir(folder.c_str()) == 0; }

 private:
  int home_;
};

// Writes the tree of a commit below `folder`. An index of its own keeps the user's as it is;
// filters that would fetch large files are off, because nothing may leave the machine.
Result<void> check_out(const std::string& commit, const std::string& top,
                       const std::string& folder) {
  const std::array<std::pair<std::string, std::string>, 2> environment = {
      std::pair{"GIT_INDEX_FILE", folder + "/index"}, std::pair{"GIT_LFS_SKIP_SMUDGE", "1"}};
  for (const Command& command :
       {Command{"git", "-C", top, "read-tree", commit},
        Command{"git", "-C", top, "-c", "filter.lfs.smudge=", "-c", "filter.lfs.process=", "-c",
                "filter.lfs.required=false", "checkout-index", "--all", "--quiet",
                "--prefix=" + folder + "/tree/"}}) {
    if (const auto done = run_process(command, environment); !done) {
      return std::unexpected(done.error());
    }
  }
  return {};
}

// Old path → new path of the files that were renamed since, both as seen from the working
// directory.
std::map<std::string, std::string> renames_since(const std::string& commit) {
  std::map<std::string, std::string> renames;
  const Result<std::string> text =
      run_process(Command{"git", "diff", "--name-status", "--find-renames", "--diff-filter=R", "-z",
                          "--relative", commit, "--"});
  if (!text) return renames;  // they count as new files
  const std::vector<std::string_view> words = split(*text, '\0');
  for (std::size_t at = 0; at + 2 < words.size(); at += 3) {
    renames.emplace(words[at + 1], words[at + 2]);
  }
  return renames;
}

// Paths of findings of both trees are compared as seen from the working directory.
std::string seen_from_here(const std::string& path) {
  if (!path.starts_with('/')) return path;
  std::error_code failed;  // the working directory may be gone
  const fs::path here = fs::current_path(failed);
  return failed ? path : fs::path(path).lexically_relative(here).generic_string();
}

struct Known {
  std::size_t count = 0;
  Severity worst = Severity::info;
};

// What the earlier tree said, by fingerprints in today's paths.
struct Before {
  std::map<std::string, Known> findings;
  std::set<std::pair<std::string, std::string>> subjects;
  std::set<std::string> names;
};

Before summary_of(const Verdict& verdict, const std::map<std::string, std::string>& renames) {
  const auto path_today = [&](const std::string& path) {
    const auto found = renames.find(path);
    return found == renames.end() ? path : found->second;
  };
  Before before;
  for (const ShownFinding& finding : verdict.findings) {
    Known& known = before.findings[fingerprint_of(finding, path_today(finding.place.path))];
    ++known.count;
    known.worst = std::max(known.worst, finding.severity);
  }
  for (const auto& [path, name] : verdict.subjects) {
    before.subjects.emplace(path_today(path), name);
    before.names.insert(name);
  }
  return before;
}

}  // namespace

Result<void> keep_changes_since(const std::string& revision, const CheckOptions& options,
                                const Files& files, Verdict& verdict) {
  const Result<std::string> top = git_line({"rev-parse", "--show-toplevel"});
  if (!top) return std::unexpected(top.error());
  const Result<std::string> inside = git_line({"rev-parse", "--show-prefix"});
  if (!inside) return std::unexpected(inside.error());
  const Result<std::string> commit =
      git_line({"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"});
  if (!commit) return fail("git knows no revision \"" + sanitize(revision) + "\"");

  CheckOptions earlier = options;
  earlier.repairs = false;
  earlier.paths.clear();
  for (const std::string& path : options.paths) {
    if (path != "-") earlier.paths.push_back(seen_from_here(path));
  }
  const std::map<std::string, std::string> renames = renames_since(*commit);
  for (const auto& [before, now] : renames) {
    // A file that is named today is compared with what it was called then.
    if (std::erase(earlier.paths, now) > 0) earlier.paths.push_back(before);
  }
  Before before;
  {
    const Result<TemporaryFolder> folder = TemporaryFolder::make();
    if (!folder) return std::unexpected(folder.error());
    if (const auto done = check_out(*commit, *top, folder->path()); !done) return done;
    const Elsewhere place;
    // A folder that is new today is not there.
    if (place.enter(folder->path() + "/tree/" + *inside)) {
      before = summary_of(check(earlier, files), renames);
    }
  }

  std::vector<ShownFinding> left;
  for (ShownFinding& finding : verdict.findings) {
    const std::string path = seen_from_here(finding.place.path);
    Known& known = before.findings[fingerprint_of(finding, path)];
    if (known.count > 0 && known.worst >= finding.severity) {
      --known.count;
      Accepted accepted;
      accepted.finding = std::move(finding);
      accepted.by = Accepted::By::revision;
      verdict.accepted.push_back(std::move(accepted));
      continue;
    }
    // Where the subject is declared in another file than the one that decides, its name tells.
    const bool was_there = std::ranges::any_of(finding.subjects, [&](const std::string& name) {
      return verdict.subjects.contains({finding.place.path, name})
                 ? before.subjects.contains({path, name})
                 : before.names.contains(name);
    });
    finding.since = was_there ? ShownFinding::Since::weakened : ShownFinding::Since::added;
    left.push_back(std::move(finding));
  }
  verdict.findings = std::move(left);
  return {};
}

}  // namespace boltseal

#include <string>
#include <string_view>
#include <vector>

#include "model/accounts.h"
#include "model/image_contents.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

bool can_log_in(std::string_view name, const std::vector<Account>& users) {
  for (const Account& user : users) {
    if (user.name == name)
      return !user.shell.ends_with("nologin") && !user.shell.ends_with("/false");
  }
  return true;
}

void check(const ImageContents& image, Findings& findings) {
  const ContainedFile* const passwd = image.find("/etc/passwd");
  const std::vector<Account> users =
      passwd != nullptr && passwd->body ? accounts_in(*passwd->body) : std::vector<Account>();
  for (const std::string_view path : {"/etc/passwd", "/etc/shadow"}) {
    const ContainedFile* const file = image.find(path);
    if (file == nullptr || !file->body) continue;
    for (const Account& account : accounts_in(*file->body)) {
      const std::string name(account.name);
      if (account.password.empty() && can_log_in(account.name, users)) {
        findings.add(file->origin, "account[" + name + "]",
                     name + " has an empty password in " + std::string(path));
      } else if (is_password_hash(account.password)) {
        findings
            .add(file->origin, "account[" + name + "]",
                 name + " has a password in " + std::string(path) +
                     ", the same in every container, whose hash everybody who has the image can "
                     "try to guess")
            .severity = Severity::medium;
      }
    }
  }
}

}  // namespace

extern const Rule user_password_in_image{
    .summary = "Account with an empty or built-in password",
    .what =
        "In a finished image an account of `/etc/passwd` or `/etc/shadow` has an empty password, "
        "or the hash of one. Accounts that are locked (`*`, `!`) or whose shell lets nobody log "
        "in (`nologin`, `false`) are not reported.",
    .why =
        "With an empty password any user in the container becomes root with `su` or a login "
        "(CVE-2019-5021). A hash in an image can be guessed at leisure, and opens every container "
        "that was made from it.",
    .remedy =
        "Lock the accounts (`passwd -l root`, or `*` in the second field), update the base image, "
        "and let people in with keys that are given when the container starts.",
    .severity = Severity::high,
    .profile = Profile::minimal,
    .references = {"CVE-2019-5021", "CWE-258",
                   "https://man7.org/linux/man-pages/man5/shadow.5.html"},
    .contents = check,
};

}  // namespace boltseal

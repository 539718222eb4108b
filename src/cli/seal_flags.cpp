#include "cli/seal_flags.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "base/file_beginning.h"
#include "base/text.h"
#include "check/check.h"
#include "cli/scan_run.h"
#include "cli/verdict_flags.h"
#include "scan/practices.h"

namespace boltseal {
namespace {

constexpr std::string_view in_registry = "registry:";
constexpr std::array<std::string_view, 3> in_engines = {"docker:", "podman:", "engine:"};

bool is_there(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0;
}

bool is_folder(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// An OCI layout, or an archive: of these no file that is checked can be one.
bool is_image(const std::string& path) {
  if (is_folder(path)) return is_there(path + "/oci-layout");
  const std::string begin = file_beginning(path, 512);
  const auto has = [&](std::size_t at, std::string_view bytes) {
    return std::string_view(begin).substr(std::min(at, begin.size())).starts_with(bytes);
  };
  return has(257, "ustar") || has(0, "\x1f\x8b") || has(0, "\x28\xb5\x2f\xfd") ||
         has(0,
             "\xfd"
             "7zXZ");
}

std::string_view fail_on(const Arguments& arguments, const Policy& policy) {
  return arguments.value("fail-on",
                         policy.fail_on.empty() ? std::string_view("medium") : policy.fail_on);
}

}  // namespace

Result<SealTarget> seal_target(const std::vector<std::string>& words) {
  if (words.empty()) return fail("say what: files, folders or an image");
  for (const std::string& word : words) {
    for (const std::string_view prefix : in_engines) {
      if (!word.starts_with(prefix)) continue;
      return fail("an engine has no place for a seal: push the image and name it registry:" +
                  word.substr(prefix.size()) + ", or save it as an archive");
    }
    if (word == "-") return fail("standard input has no place for a seal: name a file");
  }
  const auto is_an_image = [](const std::string& word) {
    return word.starts_with(in_registry) || is_image(word);
  };
  if (std::ranges::none_of(words, is_an_image))
    return SealTarget{SealTarget::Kind::files, words, {}};
  if (words.size() > 1) return fail("an image is named alone");
  if (words[0].starts_with(in_registry)) {
    return SealTarget{SealTarget::Kind::registry_image, words, words[0].substr(in_registry.size())};
  }
  return SealTarget{SealTarget::Kind::stored_image, words, {}};
}

RuleBook image_rule_book(const Arguments& arguments, const Policy& policy) {
  const AskedProfile profile = image_profile(arguments, policy);
  return rule_book_of(policy, profile, fail_on(arguments, policy),
                      rules_for_images(profile, &policy), /*honours_comments=*/true);
}

RuleBook file_rule_book(const Arguments& arguments, const Policy& policy) {
  CheckOptions options;
  options.policy = &policy;
  options.profile = asked_profile(arguments, policy);
  return rule_book_of(policy, options.profile, fail_on(arguments, policy), rules_of(options),
                      !arguments.has("isolated"));
}

}  // namespace boltseal

#include "gate/kubernetes/image_verdicts.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/date.h"
#include "base/digest.h"
#include "base/files.h"
#include "base/json.h"
#include "gate/file_state.h"
#include "model/facts.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

constexpr std::size_t most_results = 100'000;

// By all digests that it is called: those of its platform, and of the list that a name may mean.
std::vector<std::string> digests_of(const json& result) {
  std::vector<std::string> digests = {text_in(result, "digest")};
  for (const char* const key : {"subject", "reference"}) {
    const std::string name = text_in(result, key);
    const std::size_t at = name.rfind('@');
    if (at != std::string::npos) digests.push_back(name.substr(at + 1));
  }
  std::erase_if(digests, [](const std::string& digest) { return !is_digest(digest); });
  return digests;
}

struct Found {
  Severity severity;
  std::string what;
};

// Nothing where nobody rates it: that denies nothing, as in `boltseal scan`.
std::optional<Found> rated(const json& finding, std::string what) {
  const std::string severity = text_in(finding, "severity");
  const std::optional<Severity> known = severity_named(severity);
  if (!known) return std::nullopt;
  return Found{*known, std::move(what) + " (" + severity + ")"};
}

std::optional<Found> vulnerability(const json& each) {
  return rated(each, text_in(each, "id") + " in " + text_in(each, "package"));
}

std::optional<Found> practice(const json& each) {
  // The kubelet does not run an image's HEALTHCHECK.
  if (text_in(each, "fact") == name_of(Fact::health_check)) return std::nullopt;
  return rated(each, text_in(each, "rule"));
}

// The rule that judges what a container may say itself, in the place of its image; null for others.
const NamedRule* rule_of_container(const json& practice) {
  if (text_in(practice, "fact") != name_of(Fact::user)) return nullptr;
  const NamedRule* const rule = find_rule(text_in(practice, "rule"));
  return rule != nullptr && rule->rule->workload != nullptr ? rule : nullptr;
}

}  // namespace

Result<ImageVerdicts::File> ImageVerdicts::read_file(const std::string& path, std::string state) {
  const Result<std::string> text = DiskFiles().read(path);
  if (!text) return std::unexpected(text.error());
  const json result = parse_json(*text);
  if (text_in(result, "schema") != "boltseal/scan/1") {
    return fail("is no result of a scan", path, {},
                "write it by `boltseal scan --format=json IMAGE`");
  }
  const json& advisories = json_member(result, "advisories");
  File file{.state = std::move(state),
            .digests = digests_of(result),
            .subject = text_in(result, "subject"),
            .advisories = text_in(advisories, "digest"),
            .date = text_in(advisories, "date"),
            .by_severity = {},
            .conditional = {},
            .is_unfinished = !json_member(result, "not_examined").empty()};
  const auto count = [&](std::optional<Found> found) {
    if (!found) return;
    File::Rated& rated = file.by_severity[static_cast<std::size_t>(found->severity)];
    if (rated.count++ == 0) rated.first = std::move(found->what);
  };
  for (const json& each : json_member(result, "vulnerabilities")) count(vulnerability(each));
  for (const json& each : json_member(result, "practices")) {
    std::optional<Found> found = practice(each);
    const NamedRule* const rule = rule_of_container(each);
    if (found && rule != nullptr) {
      file.conditional.push_back(
          {.severity = found->severity, .what = std::move(found->what), .rule = rule});
    } else {
      count(std::move(found));
    }
  }
  for (const json& each : json_member(result, "accepted")) {
    const json& of_rule = json_member(each, "practice");
    std::optional<Found> found =
        of_rule.is_object() ? practice(of_rule) : vulnerability(json_member(each, "vulnerability"));
    std::string until = text_in(each, "until");
    if (!found || until.empty()) continue;
    file.conditional.push_back({.severity = found->severity,
                                .what = std::move(found->what),
                                .until = std::move(until),
                                .rule = rule_of_container(of_rule)});
  }
  return file;
}

ImageVerdicts::Verdict ImageVerdicts::judge(const File& file, const GatePolicy& policy,
                                            std::string_view today) {
  Verdict verdict{.subject = file.subject,
                  .worst = {},
                  .is_unfinished = file.is_unfinished,
                  .advisories = file.advisories,
                  .date = file.date};
  if (!policy.deny_from) return verdict;
  std::optional<Severity> worst;
  const auto count = [&](Severity severity, std::size_t times, const std::string& what) {
    if (severity < *policy.deny_from || times == 0) return;
    verdict.denying += times;
    if (worst && *worst >= severity) return;
    worst = severity;
    verdict.worst = what;
  };
  for (std::size_t at = file.by_severity.size(); at-- > 0;) {
    const File::Rated& rated = file.by_severity[at];
    count(static_cast<Severity>(at), rated.count, rated.first);
  }
  for (const File::Conditional& each : file.conditional) {
    // What was allowed when it was scanned may not be any more.
    if (!each.until.empty() && each.until >= today) continue;
    if (each.rule == nullptr) {
      count(each.severity, 1, each.what);
    } else if (each.severity >= *policy.deny_from) {
      verdict.unless_said.push_back({each.rule, each.what});
    }
  }
  return verdict;
}

Result<ImageVerdicts> ImageVerdicts::read(const std::string& folder, const GatePolicy& policy,
                                          const ImageVerdicts* before) {
  ImageVerdicts verdicts;
  const std::string day = to_text(policy.today.value_or(today()));
  std::error_code error;
  std::filesystem::directory_iterator at(folder, error);
  if (error) return fail("cannot be listed: " + error.message(), folder);
  for (; at != std::filesystem::directory_iterator(); at.increment(error)) {
    if (at->path().extension() != ".json") continue;
    const std::string path = at->path().string();
    if (verdicts.files_.size() >= most_results) {
      return fail("holds more than 100000 results", folder);
    }
    std::string state = file_state(path);
    std::shared_ptr<const File>& file = verdicts.files_[path];
    if (before != nullptr) {
      const auto known = before->files_.find(path);
      if (known != before->files_.end() && known->second->state == state) file = known->second;
    }
    if (file == nullptr) {
      Result<File> read = read_file(path, std::move(state));
      if (!read) return std::unexpected(std::move(read.error()));
      file = std::make_shared<const File>(std::move(*read));
    }
    verdicts.add(*file, policy, day);
  }
  return verdicts;
}

void ImageVerdicts::add(const File& file, const GatePolicy& policy, std::string_view today) {
  for (const std::string& digest : file.digests) {
    Known& known = by_digest_[digest];
    if (known.advisories.empty() || known.newest.date <= file.date) {
      known.newest = judge(file, policy, today);
    }
    known.advisories.push_back(file.advisories);
  }
}

const ImageVerdicts::Known* ImageVerdicts::known(const ImageReference& image) const {
  if (!image.digest.is_known()) return nullptr;
  const auto found = by_digest_.find(image.digest.bytes());
  return found == by_digest_.end() ? nullptr : &found->second;
}

const ImageVerdicts::Verdict* ImageVerdicts::find(const ImageReference& image) const {
  const Known* const found = known(image);
  return found == nullptr ? nullptr : &found->newest;
}

bool ImageVerdicts::has_scan(const ImageReference& image, std::string_view advisories) const {
  const Known* const found = known(image);
  return found != nullptr &&
         std::ranges::find(found->advisories, advisories) != found->advisories.end();
}

}  // namespace boltseal

#include "gate/kubernetes/image_verdicts.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <tuple>
#include <utility>

#include "base/date.h"
#include "base/digest.h"
#include "base/files.h"
#include "gate/file_state.h"
#include "model/facts.h"
#include "rules/rule.h"
#include "sources/yaml/fields.h"
#include "sources/yaml/json.h"

namespace boltseal {
namespace {

using yaml::Fields;

constexpr std::size_t most_results = 100'000;

// By all digests that it is called: those of its platform, and of the list that a name may mean.
std::vector<std::string> digests_of(Fields result) {
  std::vector<std::string> digests;
  const auto add = [&](std::string_view digest) {
    if (is_digest(digest)) digests.emplace_back(digest);
  };
  add(result.text_or_empty("digest"));
  for (const std::string_view key : {"subject", "reference"}) {
    const std::string_view name = result.text_or_empty(key);
    const std::size_t at = name.rfind('@');
    if (at != std::string_view::npos) add(name.substr(at + 1));
  }
  return digests;
}

struct Found {
  Severity severity;
  std::string what;
};

// Nothing where nobody rates it: that denies nothing, as in `boltseal scan`.
std::optional<Found> rated(Fields finding, std::string what) {
  const std::string_view severity = finding.text_or_empty("severity");
  const std::optional<Severity> known = severity_named(severity);
  if (!known) return std::nullopt;
  return Found{*known, std::move(what.append(" (").append(severity).append(")"))};
}

std::optional<Found> vulnerability(Fields each) {
  std::string what(each.text_or_empty("id"));
  return rated(each, std::move(what.append(" in ").append(each.text_or_empty("package"))));
}

std::optional<Found> practice(Fields each) {
  // The kubelet does not run an image's HEALTHCHECK.
  if (each.text_or_empty("fact") == name_of(Fact::health_check)) return std::nullopt;
  return rated(each, std::string(each.text_or_empty("rule")));
}

// The rule that judges what a container may say itself, in the place of its image; null for others.
const NamedRule* rule_of_container(Fields practice) {
  if (practice.text_or_empty("fact") != name_of(Fact::user)) return nullptr;
  const NamedRule* const rule = find_rule(practice.text_or_empty("rule"));
  return rule != nullptr && rule->rule->workload != nullptr ? rule : nullptr;
}

}  // namespace

Result<ImageVerdicts::File> ImageVerdicts::read_file(const std::string& path, std::string state) {
  Result<std::string> text = DiskFiles().read(path);
  if (!text) return std::unexpected(text.error());
  const boltseal::File read{path, std::move(*text)};
  const Document document(read);
  yaml::Tree tree;
  const Result<void> parsed = yaml::parse_json(document, tree);
  const Fields result(parsed ? tree.documents.front() : nullptr);
  if (result.text_or_empty("schema") != "boltseal/scan/1") {
    return fail("is no result of a scan", path, {},
                "write it by `boltseal scan --format=json IMAGE`");
  }
  const Fields advisories = result.object("advisories");
  File file{.state = std::move(state),
            .digests = digests_of(result),
            .subject = std::string(result.text_or_empty("subject")),
            .date = std::string(advisories.text_or_empty("date")),
            .by = {.advisories = std::string(advisories.text_or_empty("digest")),
                   .policy = std::string(result.text_or_empty("policy")),
                   .version = std::string(result.text_or_empty("version"))},
            .by_severity = {},
            .conditional = {},
            .is_unfinished = !result.list("not_examined").empty()};
  const auto count = [&](std::optional<Found> found) {
    if (!found) return;
    File::Rated& rated = file.by_severity[static_cast<std::size_t>(found->severity)];
    if (rated.count++ == 0) rated.first = std::move(found->what);
  };
  for (const yaml::Node* const each : result.list("vulnerabilities")) {
    count(vulnerability(Fields(each)));
  }
  for (const yaml::Node* const each : result.list("practices")) {
    std::optional<Found> found = practice(Fields(each));
    const NamedRule* const rule = rule_of_container(Fields(each));
    if (found && rule != nullptr) {
      file.conditional.push_back(
          {.severity = found->severity, .what = std::move(found->what), .rule = rule});
    } else {
      count(std::move(found));
    }
  }
  for (const yaml::Node* const each : result.list("accepted")) {
    const Fields of_rule = Fields(each).object("practice");
    std::optional<Found> found =
        of_rule ? practice(of_rule) : vulnerability(Fields(each).object("vulnerability"));
    const std::string_view until = Fields(each).text_or_empty("until");
    if (!found || until.empty()) continue;
    file.conditional.push_back({.severity = found->severity,
                                .what = std::move(found->what),
                                .until = std::string(until),
                                .rule = rule_of_container(of_rule)});
  }
  return file;
}

ImageVerdicts::Verdict ImageVerdicts::judge(const File& file, const GatePolicy& policy,
                                            std::string_view today) {
  Verdict verdict{
      .subject = file.subject, .worst = {}, .is_unfinished = file.is_unfinished, .date = file.date};
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
    const bool is_ours = file.by.policy == policy.policy.digest;
    Verdict verdict = judge(file, policy, today);
    // A folder has no order.
    if (known.by.empty() ||
        std::tie(verdict.date, is_ours, verdict.denying) >
            std::tie(known.newest.date, known.is_by_our_policy, known.newest.denying)) {
      known.newest = std::move(verdict);
      known.is_by_our_policy = is_ours;
    }
    known.by.push_back(file.by);
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

bool ImageVerdicts::has_scan(const ImageReference& image, const ScanBasis& by) const {
  const Known* const found = known(image);
  return found != nullptr && std::ranges::find(found->by, by) != found->by.end();
}

}  // namespace boltseal

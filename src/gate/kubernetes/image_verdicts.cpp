#include "gate/kubernetes/image_verdicts.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/digest.h"
#include "base/files.h"
#include "base/json.h"
#include "gate/file_state.h"

namespace boltseal {
namespace {

constexpr std::size_t most_results = 100'000;

using ImageVerdict = ImageVerdicts::Verdict;

struct Worst {
  std::optional<Severity> severity;
  std::string text;
};

// Vulnerabilities that nobody rates deny nothing, as in `boltseal scan`.
void count(const std::string& severity, const std::string& what, const GatePolicy& policy,
           ImageVerdict& verdict, Worst& worst) {
  const std::optional<Severity> rated = severity_named(severity);
  if (!rated || !policy.deny_from || *rated < *policy.deny_from) return;
  ++verdict.denying;
  if (worst.severity && *worst.severity >= *rated) return;
  worst = {rated, what + " (" + severity + ")"};
}

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

void count_vulnerability(const json& each, const GatePolicy& policy, ImageVerdict& verdict,
                         Worst& worst) {
  count(text_in(each, "severity"), text_in(each, "id") + " in " + text_in(each, "package"), policy,
        verdict, worst);
}

void count_practice(const json& each, const GatePolicy& policy, ImageVerdict& verdict,
                    Worst& worst) {
  count(text_in(each, "severity"), text_in(each, "rule"), policy, verdict, worst);
}

ImageVerdict verdict_of(const json& result, const GatePolicy& policy, const std::string& today) {
  ImageVerdict verdict;
  verdict.subject = text_in(result, "subject");
  const json& advisories = json_member(result, "advisories");
  verdict.advisories = text_in(advisories, "digest");
  verdict.date = text_in(advisories, "date");
  verdict.is_unfinished = !json_member(result, "not_examined").empty();
  Worst worst;
  for (const json& each : json_member(result, "vulnerabilities")) {
    count_vulnerability(each, policy, verdict, worst);
  }
  for (const json& each : json_member(result, "practices")) {
    count_practice(each, policy, verdict, worst);
  }
  // What was allowed when it was scanned may not be any more.
  for (const json& each : json_member(result, "accepted")) {
    const std::string until = text_in(each, "until");
    if (until.empty() || until >= today) continue;
    const json& practice = json_member(each, "practice");
    if (practice.is_object()) {
      count_practice(practice, policy, verdict, worst);
    } else {
      count_vulnerability(json_member(each, "vulnerability"), policy, verdict, worst);
    }
  }
  verdict.worst = std::move(worst.text);
  return verdict;
}

}  // namespace

Result<ImageVerdicts::File> ImageVerdicts::read_file(const std::string& path, std::string state,
                                                     const GatePolicy& policy, Date today) {
  const Result<std::string> text = DiskFiles().read(path);
  if (!text) return std::unexpected(text.error());
  const json result = parse_json(*text);
  if (text_in(result, "schema") != "boltseal/scan/1") {
    return fail("is no result of a scan", path, {},
                "write it by `boltseal scan --format=json IMAGE`");
  }
  return File{.state = std::move(state),
              .digests = digests_of(result),
              .verdict = verdict_of(result, policy, to_text(today))};
}

Result<ImageVerdicts> ImageVerdicts::read(const std::string& folder, const GatePolicy& policy,
                                          const ImageVerdicts* before) {
  ImageVerdicts verdicts;
  verdicts.day_ = policy.today.value_or(today());
  if (before != nullptr && before->day_ != verdicts.day_) before = nullptr;
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
      Result<File> read = read_file(path, std::move(state), policy, verdicts.day_);
      if (!read) return std::unexpected(std::move(read.error()));
      file = std::make_shared<const File>(std::move(*read));
    }
    verdicts.add(file);
  }
  return verdicts;
}

void ImageVerdicts::add(const std::shared_ptr<const File>& file) {
  for (const std::string& digest : file->digests) {
    Known& known = by_digest_[digest];
    if (known.newest == nullptr || known.newest->verdict.date <= file->verdict.date) {
      known.newest = file;
    }
    known.advisories.push_back(file->verdict.advisories);
  }
}

const ImageVerdicts::Known* ImageVerdicts::known(const ImageReference& image) const {
  if (!image.digest.is_known()) return nullptr;
  const auto found = by_digest_.find(image.digest.bytes());
  return found == by_digest_.end() ? nullptr : &found->second;
}

const ImageVerdicts::Verdict* ImageVerdicts::find(const ImageReference& image) const {
  const Known* const found = known(image);
  return found == nullptr ? nullptr : &found->newest->verdict;
}

bool ImageVerdicts::has_scan(const ImageReference& image, std::string_view advisories) const {
  const Known* const found = known(image);
  return found != nullptr &&
         std::ranges::find(found->advisories, advisories) != found->advisories.end();
}

}  // namespace boltseal

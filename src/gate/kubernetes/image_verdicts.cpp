#include "gate/kubernetes/image_verdicts.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/digest.h"
#include "base/files.h"
#include "base/json.h"

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

ImageVerdict verdict_of(const json& result, const GatePolicy& policy) {
  ImageVerdict verdict;
  verdict.subject = text_in(result, "subject");
  const json& advisories = json_member(result, "advisories");
  verdict.advisories = text_in(advisories, "digest");
  verdict.date = text_in(advisories, "date");
  verdict.is_unfinished = !json_member(result, "not_examined").empty();
  Worst worst;
  for (const json& each : json_member(result, "vulnerabilities")) {
    count(text_in(each, "severity"), text_in(each, "id") + " in " + text_in(each, "package"),
          policy, verdict, worst);
  }
  for (const json& each : json_member(result, "practices")) {
    count(text_in(each, "severity"), text_in(each, "rule"), policy, verdict, worst);
  }
  verdict.worst = std::move(worst.text);
  return verdict;
}

}  // namespace

Result<ImageVerdicts> ImageVerdicts::read(const std::string& folder, const GatePolicy& policy) {
  ImageVerdicts verdicts;
  std::error_code error;
  std::filesystem::directory_iterator at(folder, error);
  if (error) return fail("cannot be listed: " + error.message(), folder);
  const DiskFiles files;
  std::size_t results = 0;
  for (; at != std::filesystem::directory_iterator(); at.increment(error)) {
    if (at->path().extension() != ".json") continue;
    const std::string path = at->path().string();
    if (++results > most_results) return fail("holds more than 100000 results", folder);
    const Result<std::string> text = files.read(path);
    if (!text) return std::unexpected(text.error());
    const json result = parse_json(*text);
    if (text_in(result, "schema") != "boltseal/scan/1") {
      return fail("is no result of a scan", path, {},
                  "write it by `boltseal scan --format=json IMAGE`");
    }
    const ImageVerdict verdict = verdict_of(result, policy);
    for (const std::string& digest : digests_of(result)) {
      ImageVerdict& known = verdicts.by_digest_[digest];
      if (known.subject.empty() || known.date <= verdict.date) known = verdict;
    }
  }
  return verdicts;
}

const ImageVerdicts::Verdict* ImageVerdicts::find(const ImageReference& image) const {
  if (!image.digest.is_known()) return nullptr;
  const auto found = by_digest_.find(image.digest.bytes());
  return found == by_digest_.end() ? nullptr : &found->second;
}

}  // namespace boltseal

#include "seal/sealing.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "seal/dsse.h"
#include "seal/seal_file.h"

namespace boltseal {

Result<std::string> RecordingFiles::read(const std::string& path) const {
  auto text = files_.read(path);
  if (is_beside_the_point(path)) return text;
  const std::string digest = text ? sha256_digest(*text) : std::string();
  const std::lock_guard lock(mutex_);
  if (text) digests_[path] = digest;
  if (!text && !files_.exists(path)) digests_.emplace(path, "");
  return text;
}

bool RecordingFiles::exists(const std::string& path) const {
  const bool is_there = files_.exists(path);
  if (is_there || is_beside_the_point(path)) return is_there;
  const std::lock_guard lock(mutex_);
  digests_.emplace(path, "");
  return false;
}

std::vector<SealedSubject> RecordingFiles::subjects(const std::string& folder) const {
  const std::lock_guard lock(mutex_);
  std::vector<SealedSubject> all;
  for (const auto& [path, digest] : digests_) {
    if (!digest.empty()) all.push_back({seen_from(folder, path), digest});
  }
  return all;
}

std::vector<std::string> RecordingFiles::absent(const std::string& folder) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  for (const auto& [path, digest] : digests_) {
    if (digest.empty()) all.push_back(seen_from(folder, path));
  }
  return all;
}

std::string seen_from(const std::string& folder, const std::string& path) {
  const auto seen = std::filesystem::path(path).lexically_relative(folder);
  const auto absolute = std::filesystem::path(path).is_absolute();
  if (seen.empty() || absolute != std::filesystem::path(folder).is_absolute()) {
    std::error_code error;
    const auto real = std::filesystem::absolute(path, error).lexically_normal();
    const auto base = std::filesystem::absolute(folder, error).lexically_normal();
    const auto again = real.lexically_relative(base);
    return again.empty() ? path : again.generic_string();
  }
  return seen.generic_string();
}

SealPredicate predicate_of(const Verdict& verdict, RuleBook book, const std::string& folder) {
  SealPredicate predicate;
  predicate.book = std::move(book);
  for (const ShownFinding& finding : verdict.findings) {
    ++predicate.tolerated[std::string(finding.rule)];
  }
  predicate.gaps = verdict.errors.size();
  for (const Accepted& accepted : verdict.accepted) {
    UsedAllowance used;
    used.rule = accepted.finding.rule;
    used.path = seen_from(folder, accepted.finding.place.path);
    used.subjects = accepted.finding.subjects;
    used.reason = accepted.reason;
    used.owner = accepted.owner;
    used.until = accepted.until;
    used.in_comment = accepted.by == Accepted::By::comment;
    predicate.allowances.push_back(std::move(used));
  }
  return predicate;
}

SealPredicate predicate_of(const ScanResult& result, RuleBook book) {
  SealPredicate predicate;
  predicate.book = std::move(book);
  for (const PracticeFinding& practice : result.practices) {
    ++predicate.tolerated[std::string(practice.finding.rule)];
  }
  for (const VulnerabilityMatch& match : result.matches) {
    ++predicate.tolerated_vulnerabilities[std::string(name_of(match.rating))];
  }
  predicate.gaps = result.gaps.size();
  const auto excuse = [](UsedAllowance& used, const Acceptance& why) {
    used.reason = why.reason;
    used.owner = why.owner;
    used.until = why.until;
  };
  for (const AcceptedMatch& each : result.accepted) {
    UsedAllowance used;
    const Package& package = result.inventory.packages[each.match.package].package;
    used.vulnerability = each.match.aliases;
    used.vulnerability.push_back(each.match.id);
    used.package = {package.name};
    if (package.source_name != package.name) used.package.push_back(package.source_name);
    excuse(used, each.why);
    predicate.allowances.push_back(std::move(used));
  }
  for (const AcceptedPractice& each : result.accepted_practices) {
    UsedAllowance used;
    used.rule = each.practice.finding.rule;
    if (const std::string& path = each.practice.finding.place.path; !path.empty()) {
      used.path = "/" + path;
    }
    used.subjects = each.practice.finding.subjects;
    excuse(used, each.why);
    predicate.allowances.push_back(std::move(used));
  }
  predicate.advisories_digest = result.advisories_digest;
  predicate.advisories_date = result.advisories_date;
  return predicate;
}

void add_image(SealPredicate& all, SealPredicate&& one, SealedImage image) {
  image.sbom = std::exchange(one.sbom, {});
  if (all.images.empty()) {
    all = std::move(one);
  } else {
    // The advisories are those of the first: none that came in between is taken as known.
    for (const auto& [rule, count] : one.tolerated) all.tolerated[rule] += count;
    for (const auto& [rating, count] : one.tolerated_vulnerabilities) {
      all.tolerated_vulnerabilities[rating] += count;
    }
    all.gaps += one.gaps;
    for (UsedAllowance& used : one.allowances) {
      if (std::ranges::count(all.allowances, used) == 0) all.allowances.push_back(std::move(used));
    }
  }
  all.images.push_back(std::move(image));
}

std::string days_after(const std::string& moment, int days) {
  return to_text(*parse_timestamp(moment) + std::chrono::days(days));
}

Result<std::string> signed_envelope(std::string_view statement, Signer& signer) {
  Envelope envelope{std::string(in_toto_payload), std::string(statement), {}};
  auto signature = checked_signature(signer, signed_bytes(envelope.payload_type, envelope.payload));
  if (!signature) return std::unexpected(signature.error());
  envelope.signatures.push_back({signer.key().id(), std::move(*signature)});
  return write_envelope(envelope);
}

}  // namespace boltseal

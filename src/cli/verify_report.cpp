#include <algorithm>
#include <utility>

#include "base/json_writer.h"
#include "base/text.h"
#include "cli/failed.h"
#include "cli/verification.h"
#include "report/text_layout.h"
#include "seal/match_again.h"

// What verify says in the end: once the packages were looked up again, in text or in JSON.

namespace boltseal {
namespace {

// What became of the vulnerabilities.
struct Rematch {
  std::string said;  // for people; empty: there was nothing to be looked up
  bool is_gap = false;
};

// The digests of the bills of materials of the images that are meant.
std::vector<std::string> bills_of(const JudgedSeal& seal, const std::vector<std::string>& digests) {
  std::vector<std::string> bills;
  if (!seal.predicate) return bills;
  if (!seal.predicate->sbom.empty()) bills.push_back(seal.predicate->sbom);
  for (const SealedImage& image : seal.predicate->images) {
    if (std::ranges::count(digests, image.digest) > 0) bills.push_back(image.sbom);
  }
  return bills;
}

Result<Rematch> look_again(JudgedSeal& seal, const std::vector<std::string>& envelopes,
                           const Verification& asked, const std::vector<std::string>& digests) {
  const std::vector<std::string> bills = bills_of(seal, digests);
  if (bills.empty()) return Rematch{};
  if (asked.arguments.has("without-advisories")) {
    return Rematch{"vulnerabilities were not matched again, as asked"};
  }
  if (asked.advisories == nullptr) {
    return Rematch{
        "vulnerabilities were not matched again: there are no advisories (boltseal db update "
        "brings them, --without-advisories does without)",
        true};
  }
  const auto advisories =
      LookupFile::of(asked.advisories->bytes(), asked.advisory_key, asked.advisories->signatures());
  if (!advisories) {
    return fail(advisories.error().message, asked.advisories->path(), {},
                advisories.error().remedy);
  }
  if (!is_newer(*advisories, *seal.predicate)) {
    return Rematch{advisories->digest() == seal.predicate->advisories_digest
                       ? "the advisories are those of the seal"
                       : "the advisories here are older than the seal's"};
  }
  for (const std::string& digest : bills) {
    const std::string sbom = find_sbom(envelopes, digest);
    if (sbom.empty()) {
      return Rematch{"vulnerabilities were not matched again: the bill of materials is not there",
                     true};
    }
    auto broken = match_again(sbom, *advisories, asked.demands);
    if (!broken) return std::unexpected(broken.error());
    for (BrokenBy& each : *broken) {
      // Images for several platforms mostly hold the same.
      if (std::ranges::count(seal.broken, each.why, &BrokenBy::why) == 0) {
        seal.broken.push_back(std::move(each));
      }
    }
  }
  return Rematch{"its packages were matched with newer advisories"};
}

void write_json(const JudgedSeal& seal, const Rematch& rematch, const Verification& asked) {
  JsonWriter out(asked.console.out);
  out.begin_object();
  out.member("schema", "boltseal/verify/1");
  out.member("subject", asked.what);
  out.member("holds", seal.broken.empty() && !rematch.is_gap);
  out.begin_array("broken");
  for (const BrokenBy& each : seal.broken) {
    out.begin_object();
    out.member("kind", name_of(each.kind));
    out.member("why", each.why);
    out.end_object();
  }
  out.end_array();
  out.begin_array("signers");
  for (const TrustedKey* signer : seal.signers) out.value(signer->name);
  out.end_array();
  if (seal.predicate) {
    const SealPredicate& predicate = *seal.predicate;
    out.member("sealed_at", predicate.sealed_at);
    out.member("expires_at", predicate.expires_at);
    out.member("version", predicate.version);
    out.member("policy", predicate.book.policy);
    out.member("profile", predicate.book.profile);
    out.member("fail_on", predicate.book.fail_on);
    out.member("policy_now", asked.demands.book.policy);
    out.member("rules", predicate.book.rules.size());
    out.member("allowances", predicate.allowances.size());
    out.begin_array("subjects");
    for (const SealedSubject& subject : seal.statement->subjects) {
      out.begin_object();
      out.member("name", subject.name);
      out.member("digest", subject.digest);
      out.end_object();
    }
    out.end_array();
    if (!predicate.images.empty()) {
      out.begin_array("images");
      for (const SealedImage& image : predicate.images) {
        out.begin_object();
        if (!image.platform.empty()) out.member("platform", image.platform);
        out.member("digest", image.digest);
        out.end_object();
      }
      out.end_array();
    }
  }
  if (!rematch.said.empty()) out.member("vulnerabilities", rematch.said);
  out.end_object();
}

void write_text(const JudgedSeal& seal, const Rematch& rematch, const Verification& asked) {
  const bool holds = seal.broken.empty() && !rematch.is_gap;
  if (holds && asked.arguments.has("quiet")) return;
  const auto line = [&](const std::string& text) { asked.console.out.write(text + "\n"); };
  const bool color = asked.console.out_color;
  line(sanitize(asked.what) + ": " +
       (holds ? "the seal holds"
              : paint(color, Paint::high,
                      seal.broken.empty() ? "the seal could not be examined"
                      : seal.broken.front().kind == Break::none_found ? "not sealed"
                                                                      : "the seal is broken")));
  for (const BrokenBy& each : seal.broken) {
    if (each.kind == Break::none_found) continue;
    line("  " + std::string(name_of(each.kind)) + ": " + sanitize(each.why));
  }
  if (seal.predicate) {
    const SealPredicate& predicate = *seal.predicate;
    std::string signers;
    for (const TrustedKey* signer : seal.signers) {
      signers += (signers.empty() ? "" : ", ") + sanitize(signer->name);
    }
    line("  sealed " + predicate.sealed_at.substr(0, 10) + " until " +
         predicate.expires_at.substr(0, 10) + ", signed by " + signers);
    line("  " + counted(seal.statement->subjects.size(), "subject") + ", profile " +
         sanitize(predicate.book.profile) + ", fails from " + sanitize(predicate.book.fail_on) +
         " on, " + counted(predicate.allowances.size(), "allowance"));
    const std::string images = sanitize(shown(predicate.images));
    if (!images.empty()) line("  sealed together for " + images);
  }
  if (!rematch.said.empty()) line("  " + rematch.said);
}

}  // namespace

ExitCode conclude(JudgedSeal seal, const std::vector<std::string>& envelopes,
                  const Verification& asked, const std::vector<std::string>& digests) {
  auto rematch = look_again(seal, envelopes, asked, digests);
  if (!rematch) return failed(asked.console, rematch.error(), ExitCode::gaps);
  if (asked.arguments.has("allow-gaps")) rematch->is_gap = false;
  if (asked.arguments.value("format") == "json") {
    write_json(seal, *rematch, asked);
  } else {
    write_text(seal, *rematch, asked);
  }
  if (!seal.broken.empty()) return ExitCode::findings;
  return rematch->is_gap ? ExitCode::gaps : ExitCode::clean;
}

}  // namespace boltseal

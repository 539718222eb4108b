#include <algorithm>
#include <optional>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "cli/failed.h"
#include "cli/image_choice.h"
#include "cli/scan_run.h"
#include "cli/verification.h"
#include "cli/worker_text.h"
#include "seal/registry_seals.h"

namespace boltseal {
namespace {

std::vector<std::string> digests_of(const ImageSet& set) {
  std::vector<std::string> digests;
  for (const Descriptor& image : set.images) digests.push_back(image.digest);
  return digests;
}

// Holds what a name leads to against the subjects of a seal.
Inspection inspection_of(const Verification& asked, const ImageSet& set) {
  const auto compare = [&set](const InTotoStatement& statement, const SealPredicate& predicate,
                              std::vector<BrokenBy>& broken) {
    // A manifest is a file as well, and nobody has looked behind it then.
    if (predicate.sbom.empty() && predicate.images.empty()) {
      broken.push_back({Break::changed, "it is a seal of files, not of an image"});
      return;
    }
    const auto is_sealed = [&](const std::string& digest) {
      return std::ranges::any_of(statement.subjects,
                                 [&](const SealedSubject& each) { return each.digest == digest; });
    };
    if (!set.top.digest.empty() && !is_sealed(set.top.digest)) {
      broken.push_back({Break::changed, "the image has the digest " + set.top.digest +
                                            ", and what was sealed has " +
                                            statement.subjects.front().digest});
      return;
    }
    for (const Descriptor& image : set.images) {
      if (is_sealed(image.digest)) continue;
      broken.push_back(
          {Break::changed, platform_or_digest(image) + " is not among what was sealed"});
    }
  };
  return {&asked.trust, &asked.demands, asked.now, compare};
}

// Which layers of an image on this disk are not what they are called by.
Result<std::vector<BrokenBy>> changed_layers(const Verification& asked, const ImageSet& set,
                                             const Descriptor& image, ExitCode& code) {
  auto prepared = prepare_scan(asked.arguments, asked.target.paths.front(), asked.console);
  if (!prepared) return std::unexpected(prepared.error());
  ScanOptions options = prepared->options;
  options.database = nullptr;
  options.vulnerabilities = options.practices = false;
  options.inventory.verify = true;
  if (!image.media_type.empty()) options.inventory.image = image.digest;
  WorkerText lines;
  code = scan_in_worker(
      options,
      [&](const ScanResult& result, const ScanRun&) {
        const std::string of = set.is_index() ? platform_or_digest(image) + ": " : std::string();
        const auto& layers = result.inventory.layers;
        if (result.inventory.digest != image.digest) lines.write(of + "the image is another one\n");
        for (std::size_t i = 0; i < layers.size(); ++i) {
          if (layers[i].is_verified) continue;
          lines.write(of + "layer " + std::to_string(i + 1) + " has not its digest\n");
        }
        return ExitCode::clean;
      },
      asked.console);
  std::vector<BrokenBy> broken;
  const std::string all = lines.read();
  for (const std::string_view line : split(all, '\n')) {
    if (!line.empty()) broken.push_back({Break::changed, std::string(line)});
  }
  return broken;
}

ExitCode verify_stored(const Verification& asked) {
  const std::string& path = asked.target.paths.front();
  const auto envelopes = envelopes_beside(asked.arguments, path);
  if (!envelopes) return failed(asked.console, envelopes.error(), ExitCode::gaps);
  if (envelopes->empty()) return conclude(judge_seals({}, {}), {}, asked);
  auto set = stored_images(asked.arguments, path);
  if (set) set = asked_images(std::move(*set), asked.arguments, path);
  if (!set) return failed(asked.console, set.error(), ExitCode::gaps);
  JudgedSeal seal = judge_seals(*envelopes, inspection_of(asked, *set));
  for (const Descriptor& image : set->images) {
    ExitCode code = ExitCode::clean;
    auto broken = changed_layers(asked, *set, image, code);
    if (!broken) return failed(asked.console, broken.error(), ExitCode::gaps);
    if (code != ExitCode::clean) return code;
    std::ranges::move(*broken, std::back_inserter(seal.broken));
  }
  return conclude(std::move(seal), *envelopes, asked, digests_of(*set));
}

ExitCode verify_in_registry(const Verification& asked) {
  const DiskFiles files;
  const auto insecure = asked.arguments.values("insecure");
  const auto registry =
      RegistryImageSeals::find(asked.target.image, files, {insecure.begin(), insecure.end()});
  if (!registry) return failed(asked.console, registry.error(), ExitCode::gaps);
  const auto set = asked_images(registry->images(), asked.arguments, asked.target.image);
  if (!set) return failed(asked.console, set.error(), ExitCode::gaps);
  const auto envelopes = asked.arguments.has("seal") ? envelopes_beside(asked.arguments, {})
                                                     : registry->pull(set->top.digest);
  if (!envelopes) return failed(asked.console, envelopes.error(), ExitCode::gaps);
  return conclude(judge_seals(*envelopes, inspection_of(asked, *set)), *envelopes, asked,
                  digests_of(*set));
}

}  // namespace

ExitCode verify_image(Verification& asked) {
  return asked.target.kind == SealTarget::Kind::stored_image ? verify_stored(asked)
                                                             : verify_in_registry(asked);
}

}  // namespace boltseal

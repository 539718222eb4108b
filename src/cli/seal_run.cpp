#include "cli/seal_run.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/timestamp.h"
#include "cli/write_file.h"
#include "policy/policy.h"
#include "seal/seal_file.h"

namespace boltseal {

void date(SealPredicate& predicate, const SealRun& run, const Policy& policy) {
  constexpr int usual_days = 30;
  constexpr std::int64_t most_days = 36'500;
  const int stated = policy.seal.valid_for > 0 ? policy.seal.valid_for : usual_days;
  const std::int64_t days = parse_int(run.arguments.value("valid-for")).value_or(stated);
  predicate.version = version();
  predicate.sealed_at = timestamp();
  predicate.expires_at =
      days_after(predicate.sealed_at, static_cast<int>(std::min(days, most_days)));
}

Result<SealToPush> sign(const SealRun& run, std::string_view predicate_type,
                        std::string_view statement) {
  auto envelope = signed_envelope(statement, run.signer);
  if (!envelope) return std::unexpected(envelope.error());
  return SealToPush{std::string(predicate_type), std::move(*envelope)};
}

std::string seal_file(const SealRun& run) {
  const std::string asked(run.arguments.value("out"));
  return asked.empty() ? seal_file_of(run.target.paths.front()) : asked;
}

Result<void> write_beside(const std::string& path, const std::vector<SealToPush>& seals) {
  const DiskFiles files;
  std::string before;
  if (files.exists(path)) {
    auto text = files.read(path);
    if (!text) return std::unexpected(text.error());
    before = std::move(*text);
  }
  std::vector<std::string> envelopes;
  for (const SealToPush& seal : seals) envelopes.push_back(seal.envelope);
  return write_file(path, merged_seal_file(before, envelopes));
}

ExitCode say_sealed(const SealRun& run, const std::string& what, const std::string& where,
                    const SealPredicate& predicate) {
  if (run.arguments.has("quiet")) return ExitCode::clean;
  std::string platforms = shown(predicate.images);
  if (platforms.empty()) platforms = run.arguments.value("platform");
  if (!platforms.empty()) platforms.insert(0, " for ");
  run.console.out.write(sanitize(what) + ": sealed" + sanitize(platforms) + " until " +
                        predicate.expires_at.substr(0, 10) + " in " + sanitize(where) + "\n");
  return ExitCode::clean;
}

ExitCode not_sealed(const SealRun& run, ExitCode code, std::string_view fail_on) {
  std::string why = "something could not be examined";
  if (code == ExitCode::findings) {
    why = "what is " + std::string(fail_on) + " or worse counts (--fail-on)";
  } else if (!run.arguments.has("allow-gaps")) {
    why += " (--allow-gaps lets gaps pass, not errors)";
  }
  run.console.err.write("not sealed: " + why + "\n");
  return code;
}

}  // namespace boltseal

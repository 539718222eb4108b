#include "cli/source_choice.h"

#include <algorithm>
#include <set>
#include <span>
#include <string>

#include "base/text.h"

namespace boltseal {
namespace {

Result<std::set<const PublicSource*>> sources_of(std::span<const std::string> names) {
  std::set<const PublicSource*> sources;
  for (const std::string& name : names) {
    const PublicSource* const source = find_public_source(name);
    if (source == nullptr) {
      return fail(
          "there is no source \"" + sanitize(name) + "\"" + suggestion(name, source_names()), {},
          {}, "`boltseal db sources` lists them");
    }
    sources.insert(source);
  }
  return sources;
}

}  // namespace

Result<std::vector<const PublicSource*>> chosen_sources(const Arguments& arguments,
                                                        const AdvisorySettings& settings) {
  std::span<const std::string> only = settings.sources, without = settings.without;
  // Who names sources on the command line means these, whatever is configured.
  if (arguments.has("source")) {
    only = arguments.values("source");
    without = {};
  }
  std::vector<std::string> all_without(without.begin(), without.end());
  const auto more = arguments.values("without");
  all_without.insert(all_without.end(), more.begin(), more.end());
  const auto wanted = sources_of(only), unwanted = sources_of(all_without);
  if (!wanted) return std::unexpected(wanted.error());
  if (!unwanted) return std::unexpected(unwanted.error());
  for (const auto& [name, url] : settings.urls) {
    const std::string names[] = {name};
    if (const auto known = sources_of(names); !known) return std::unexpected(known.error());
  }
  std::vector<const PublicSource*> chosen;
  for (const PublicSource& source : public_sources()) {
    const bool is_in = wanted->empty() ? source.is_default : wanted->contains(&source);
    if (is_in && !unwanted->contains(&source)) chosen.push_back(&source);
  }
  if (chosen.empty()) return fail("no source of advisories is left");
  return chosen;
}

}  // namespace boltseal

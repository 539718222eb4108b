#pragma once

#include <string>
#include <vector>

#include "advisories/feed.h"

namespace boltseal::test {

/// Keeps what a feed reads.
struct KeptAdvisories final : AdvisorySink {
  std::vector<Advisory> advisories;
  std::vector<VulnerabilityNote> notes;
  std::vector<SeriesSupport> series;
  std::vector<Error> troubles;

  void add(Advisory advisory) override { advisories.push_back(std::move(advisory)); }
  void add(VulnerabilityNote note) override { notes.push_back(std::move(note)); }
  void add(SeriesSupport one) override { series.push_back(std::move(one)); }
  void trouble(Error error) override { troubles.push_back(std::move(error)); }
};

/// Everything that was kept, in order, as text for goldens.
std::string dump(const KeptAdvisories& kept);

}  // namespace boltseal::test

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "advisories/lookup_file.h"
#include "model/advisory.h"
#include "model/end_of_life.h"

namespace boltseal {

/// Puts what feeds read into the bytes of a lookup file: the same bytes for the same records,
/// whatever their order.
///
/// What happens on the way: withdrawn advisories are left out; ids that are aliases of each other
/// become one vulnerability, named by its CVE; an advisory over several vulnerabilities gives a row
/// for each; events become intervals, in the order of the ecosystem's versions; what a source calls
/// not affected is taken out of what others say of the same package.
class LookupWriter {
 public:
  LookupWriter();
  ~LookupWriter();
  LookupWriter(const LookupWriter&) = delete;
  LookupWriter& operator=(const LookupWriter&) = delete;

  void add(Advisory advisory);
  void add(VulnerabilityNote note);
  /// Of what is said several times of one series, the newest counts.
  void add(SeriesSupport series);
  /// Once, at the end.
  std::string finish(const std::vector<AdvisorySource>& sources);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace boltseal

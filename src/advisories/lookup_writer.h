#pragma once

#include <memory>
#include <string>
#include <vector>

#include "advisories/feed.h"
#include "advisories/lookup_file.h"

namespace boltseal {

/// Puts what feeds read into the bytes of a lookup file: the same bytes for the same records,
/// whatever their order.
///
/// What happens on the way: withdrawn advisories are left out; ids that are aliases of each other
/// become one vulnerability, named by its CVE; an advisory over several vulnerabilities gives a row
/// for each; events become intervals, in the order of the ecosystem's versions; what a source calls
/// not affected is taken out of what others say of the same package.
class LookupWriter final : public AdvisorySink {
 public:
  LookupWriter();
  ~LookupWriter() override;
  void add(Advisory advisory) override;
  void add(VulnerabilityNote note) override;
  void trouble(Error error) override;

  /// Records that could not be read.
  const std::vector<Error>& troubles() const { return troubles_; }
  std::size_t records() const;
  std::size_t affected() const;
  /// The newest day that a record of this source names; empty when none does.
  std::string newest(std::string_view source) const;

  std::string finish(const std::vector<AdvisorySource>& sources);

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::vector<Error> troubles_;
};

}  // namespace boltseal

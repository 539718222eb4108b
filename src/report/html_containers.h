#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audit/audited_container.h"
#include "model/network_map.h"
#include "model/verdict.h"

namespace boltseal {

/// What the HTML report of an audit says of single containers, each on a page of its own in the
/// same file: a page is shown when the reader follows its link, without a script.
class ContainerPages {
 public:
  /// All is borrowed; `containers` and `network` may be null.
  ContainerPages(const std::vector<AuditedContainer>* containers, const Verdict& verdict,
                 const NetworkMap* network);

  std::size_t size() const { return containers_.size(); }
  /// All containers, with links to their pages; empty when there are none.
  std::string list() const;
  /// Of container number `at`: identity, privileges, limits, mounts, network, findings, image.
  std::string page(std::size_t at) const;

 private:
  /// The worst first.
  std::vector<const ShownFinding*> findings_of(const AuditedContainer& container) const;

  std::span<const AuditedContainer> containers_;
  const NetworkMap* network_;
  /// By the path of their place and by their subjects.
  std::map<std::string_view, std::vector<const ShownFinding*>> findings_;
};

}  // namespace boltseal

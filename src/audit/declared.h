#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/files.h"
#include "check/judge.h"
#include "check/unit.h"
#include "model/verdict.h"

namespace boltseal {

/// A label of a container; empty when it has none of that name.
std::string_view label_of(const Workload& container, std::string_view name);

/// What a Compose file says that should run, for a comparison with what does.
class Declared {
 public:
  /// @return an error when the file cannot be read, or declares no services.
  static Result<Declared> read(const std::string& path, const RuleSet& rules, const Files& files);

  const std::string& path() const { return path_; }

  /// The service that a container was made from, as the labels that Compose gives it say; null when
  /// it is none of this file.
  struct Service {
    std::string name;
    std::set<std::pair<std::string, std::string>> findings;  ///< As (rule, fact).
    std::set<std::string_view> unknown;                      ///< Rules that a value left open.
    Place place;
  };
  const Service* service_of(const Workload& container) const;

 private:
  std::string path_, absolute_, project_;
  std::map<std::string, Service, std::less<>> services_;
};

/// Takes what a service's file says as well out of the findings about its container, into
/// `verdict.accepted`; what is left was weakened since, and says so. A rule that the file leaves
/// open says nothing of change.
void keep_drift(const Declared::Service& service, Verdict& verdict);

}  // namespace boltseal

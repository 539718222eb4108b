#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "scan/scan.h"
#include "scan/severity.h"

namespace boltseal {

/// "7.5"
std::string tenths(double value);
/// A probability: "12.3 %".
std::string percent(double probability);
/// As name_of says; "unrated" where nobody says anything.
std::string_view rating_text(Rating rating);
/// "2 critical, 3 high", of count_by_rating (scan_report.h).
std::string rating_counts(const std::array<std::size_t, 6>& counts);

/// Which advisories speak of these packages, and of when they are: "alpine (undated) and osv
/// (2023-11-06)"; the days of the whole file where none does: "2020-04-22 to 2023-11-06"; nothing
/// where no package could be looked up.
std::string advisories_text(const ScanResult& result);

/// What made a layer, from the words of an image's history: "COPY file:… in /" or "RUN …", shown
/// (mask.h) and not much longer than 100 characters.
std::string instruction_text(std::string_view created_by);

/// What an image or a file system is called: its own name, else what the user called it.
const std::string& name_of(const SystemInventory& inventory);

/// The references of a vulnerability that a reader may follow: http and https only, without
/// characters that no URL has; the same never twice.
std::vector<std::string> links_of(const VulnerabilityMatch& match);

/// The matches of one vulnerability in packages that were built from one source together, which
/// nearly always say the same.
struct MatchGroup {
  std::vector<const VulnerabilityMatch*> matches;  ///< Never empty.
  std::vector<std::string> names;                  ///< Of the packages, each once, sorted.
};
/// In the order of the first match of each.
std::vector<MatchGroup> groups_of(const ScanResult& result);

/// The package URL of each package; empty for one whose parts make none.
std::vector<std::string> purls_of(const SystemInventory& inventory);

/// "affected", "won't fix (no-dsa)".
std::string status_text(const VulnerabilityMatch& match);

/// "upgrade openssl to 3.0.12", or that there is no fix yet.
std::string remedy_text(const VulnerabilityMatch& match, const Package& package);

/// A digest that stays the same while the vulnerability is in the package, whatever its version.
std::string fingerprint_of(const VulnerabilityMatch& match, const Package& package);

}  // namespace boltseal

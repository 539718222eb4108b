#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace boltseal {

/// How bad a vulnerability is said to be. Publishers' words are brought to these: "important" is
/// high, "moderate" medium, "unimportant" and "none" negligible.
enum class Rating : std::uint8_t { unknown, negligible, low, medium, high, critical };
std::string_view name_of(Rating rating);

/// What a publisher intends for a package that its versions say is affected.
enum class Status : std::uint8_t {
  affected,     ///< And nothing else is said (Ubuntu's "needed", Debian's open).
  wont_fix,     ///< Debian's ignored and no-dsa, Ubuntu's ignored, Red Hat's "Will not fix".
  deferred,     ///< Debian's postponed, Ubuntu's deferred, Red Hat's "Fix deferred".
  end_of_life,  ///< The package or its release gets no fixes any more.
  under_investigation,  ///< Debian's undetermined, Ubuntu's needs-triage, VEX the same.
  unimportant,          ///< Debian's unimportant: no security effect in this package as built.
  extended_fix,         ///< Fixed only for paying customers (Ubuntu's ESM).
  not_affected,  ///< An explicit statement: removes what other sources say of the same package.
};
std::string_view name_of(Status status);

/// Versions as OSV describes them (OSV schema 1.7, `affected[].ranges[]`).
struct VersionEvent {
  enum class Kind : std::uint8_t { introduced, fixed, last_affected, limit };
  Kind kind = Kind::introduced;
  std::string version;  ///< "0" of `introduced`: before everything.

  friend bool operator==(const VersionEvent&, const VersionEvent&) = default;
};
struct VersionRange {
  std::vector<VersionEvent> events;  ///< In the order written; not sorted.

  friend bool operator==(const VersionRange&, const VersionRange&) = default;
};

/// A severity and who says it.
struct SeverityClaim {
  std::string source = {};          ///< "nvd", "debian", "ubuntu", "ghsa", "redhat" …
  Rating rating = Rating::unknown;  ///< As said; unknown when there is only a vector.
  std::string vector = {};          ///< CVSS of any version; may be empty.

  friend bool operator==(const SeverityClaim&, const SeverityClaim&) = default;
};

/// One package that an advisory concerns, in one release of one ecosystem.
struct Affected {
  /// As OSV names it, with the release: "Debian:12", "Alpine:v3.18", "Ubuntu:22.04", "Red Hat:8",
  /// "npm". (OSV's own "Ubuntu:22.04:LTS" is brought to "Ubuntu:22.04".)
  std::string ecosystem = {};
  std::string package = {};  ///< For distributions that speak of sources, the source package.
  std::vector<VersionRange> ranges = {};
  std::vector<std::string> versions = {};  ///< Listed one by one.
  Status status = Status::affected;
  std::string note = {};        ///< The publisher's own word for the status: "no-dsa", "postponed".
  std::string modularity = {};  ///< "nodejs:18": only that stream of a Red Hat module.
  std::vector<std::string> architectures = {};  ///< Only these; empty: all.
  std::vector<SeverityClaim> severities = {};   ///< For this package in this release.

  friend bool operator==(const Affected&, const Affected&) = default;
};

/// What a publisher says of one vulnerability (or of one advisory over several).
struct Advisory {
  std::string id = {};      ///< "CVE-2019-14697", "GHSA-…", "DSA-5678-1", "ALSA-2023:1234".
  std::string source = {};  ///< The feed: "debian", "alpine", "osv" …
  std::vector<std::string> aliases = {};  ///< The same vulnerability under other ids.
  /// Vulnerabilities that an advisory of a distribution mends (OSV's `upstream`, a DSA's CVEs). Not
  /// aliases: one advisory may mend several.
  std::vector<std::string> upstream = {};
  std::string summary = {};                   ///< One line; may be empty.
  std::string published = {}, modified = {};  ///< RFC 3339, as given; may be empty.
  bool withdrawn = false;
  std::vector<SeverityClaim> severities = {};
  std::vector<std::string> references = {};  ///< URLs; the publisher's own page first.
  std::vector<Affected> affected = {};

  friend bool operator==(const Advisory&, const Advisory&) = default;
};

/// What is known of a vulnerability apart from packages: CISA's KEV, EPSS, NVD's scores.
struct VulnerabilityNote {
  std::string id = {};  ///< "CVE-2021-44228"
  std::string exploited_since =
      {};                    ///< The day KEV added it, "2021-12-10"; empty when it is not there.
  float epss = -1;           ///< Probability of exploitation in 30 days, 0 to 1; -1: not given.
  std::string summary = {};  ///< May be empty.
  std::vector<SeverityClaim> severities = {};

  friend bool operator==(const VulnerabilityNote&, const VulnerabilityNote&) = default;
};

}  // namespace boltseal

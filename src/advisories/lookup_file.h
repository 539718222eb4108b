#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "advisories/version_interval.h"
#include "base/result.h"
#include "model/advisory.h"
#include "model/end_of_life.h"

namespace boltseal {

namespace lookup {
class Cursor;
}

/// What the file says of one vulnerability in one package. Views into the file.
struct AffectedRow {
  std::uint32_t vulnerability = 0;  ///< For LookupFile::vulnerability.
  std::string_view advisory;        ///< The publisher's own id ("DSA-5678-1"); may be empty.
  std::string_view source;          ///< The feed: "debian".
  Status status = Status::affected;
  std::string_view note, modularity;
  std::vector<std::string_view> architectures;
  std::vector<VersionInterval<std::string_view>> intervals;
  std::vector<std::string_view> versions;
  std::vector<SeverityClaim> severities;
};

/// A vulnerability as all sources together describe it.
struct VulnerabilityRecord {
  std::string_view id;                    ///< The CVE where there is one.
  std::vector<std::string_view> aliases;  ///< Sorted.
  std::string_view summary, published, modified;
  std::string_view exploited_since;  ///< KEV; empty when it is not listed.
  double epss = -1;                  ///< -1: not given.
  std::vector<SeverityClaim> severities;
  std::vector<std::string_view> references;
};

/// A source of the file.
struct AdvisorySource {
  std::string name;            ///< "debian"
  std::string date;            ///< The newest day that its records name, "2026-08-21", else that on
                               ///< which it was last changed; may be empty.
  std::string digest;          ///< Of all that was read, "sha256:…".
  std::uint64_t records = 0;   ///< Advisories and notes.
  std::uint64_t affected = 0;  ///< Rows, before they are merged.
};

/// The bytes of a lookup file and the signatures beside it, of which nothing was looked at yet. An
/// update that comes later does not change them.
class LookupBytes {
 public:
  static Result<LookupBytes> open(const std::string& path);
  ~LookupBytes();
  LookupBytes(LookupBytes&&) noexcept;
  LookupBytes(const LookupBytes&) = delete;
  LookupBytes& operator=(const LookupBytes&) = delete;

  const std::string& path() const { return path_; }
  std::string_view bytes() const { return bytes_; }
  const std::string& signatures() const { return signatures_; }

 private:
  LookupBytes() = default;
  std::string path_, signatures_;
  std::string_view bytes_;
};

/// The advisories in one file, mapped: opening it costs nothing whatever its size. The content is
/// not trusted: what lies is an empty answer. May be used by several threads.
class LookupFile {
 public:
  /// With a public key (advisories/signature.h) the file has to be signed by it, in every byte, or
  /// nothing is read from it.
  static Result<LookupFile> open(const std::string& path, std::string_view public_key_pem = {});
  static Result<LookupFile> open(LookupBytes mapped, std::string_view public_key_pem = {});
  /// The same of bytes that are borrowed. `signatures` are those beside the file.
  static Result<LookupFile> of(std::string_view bytes, std::string_view public_key_pem = {},
                               std::string_view signatures = {});
  /// Whether every byte is what it was when the file was written.
  Result<void> verify() const;
  /// Whether this key has signed the header, and the rest is as the header says; the error says
  /// which of them is not so. `signatures` are those beside the file.
  Result<void> verify(std::string_view public_key_pem, std::string_view signatures) const;
  /// "sha256:…" of the content, as the header says.
  std::string digest() const;
  std::string_view header_bytes() const;

  const std::vector<AdvisorySource>& sources() const { return sources_; }
  /// Whether advisories of this ecosystem are in it at all.
  bool covers(std::string_view ecosystem) const;
  const std::vector<std::string>& ecosystems() const { return ecosystems_; }
  std::uint64_t package_count() const;
  std::uint64_t vulnerability_count() const;
  std::uint64_t size() const { return bytes_.size(); }

  /// What is known of a package; empty when nothing is.
  std::vector<AffectedRow> rows_of(std::string_view ecosystem, std::string_view package) const;
  VulnerabilityRecord vulnerability(std::uint32_t index) const;
  /// How long series of products get security updates, by name.
  std::vector<SeriesSupport> series() const;

  /// Each package with its rows, in the order of the file.
  void for_each_package(
      const std::function<void(std::string_view ecosystem, std::string_view package,
                               const std::vector<AffectedRow>& rows)>& look) const;

 private:
  explicit LookupFile(std::string_view bytes);
  Result<void> check_header();
  Result<void> read_info();
  std::string_view section(std::size_t which) const { return sections_[which]; }
  std::string_view text_at(std::uint64_t offset) const;
  std::vector<SeverityClaim> severities(lookup::Cursor& cursor) const;
  /// The block of one package; says whose it is.
  std::vector<AffectedRow> read_rows(std::string_view bytes, std::string_view* ecosystem,
                                     std::string_view* package) const;

  std::optional<LookupBytes> mapped_;  // behind bytes_, unless they are borrowed
  std::string_view bytes_;
  std::array<std::string_view, 8> sections_;  // by lookup::Section
  std::vector<AdvisorySource> sources_;
  std::vector<std::string> ecosystems_;
};

}  // namespace boltseal

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace boltseal::rpm {

/// Where the readers of the three database formats put what they find.
class HeaderSink {
 public:
  virtual ~HeaderSink() = default;
  /// The header of one package (header.h); borrowed for the call. False: no more are wanted. No two
  /// share bytes of a sound file, so that one which gets more than the file has may stop.
  virtual bool take(std::string_view header) = 0;
  /// A record, or all from `at` on, that could not be read.
  virtual void trouble(std::string what, std::uint64_t at) = 0;
};

/// rpmdb.sqlite: the column `blob` of the table `Packages` (SQLite's database file format), with
/// what the write-ahead log beside it says; that may be empty.
void read_sqlite(std::string_view file, std::string_view log, HeaderSink& sink);
/// Packages.db of SUSE (lib/backend/ndb/rpmpkg.c of rpm).
void read_ndb(std::string_view file, HeaderSink& sink);
/// Packages, a hash of Berkeley DB in either byte order (dbinc/db_page.h).
void read_bdb(std::string_view file, HeaderSink& sink);

}  // namespace boltseal::rpm

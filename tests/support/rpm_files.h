#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace boltseal::test {

/// What a header of rpm says of a package; empty texts are left out.
struct RpmPackage {
  std::string name, version, release;
  std::uint32_t epoch = 0;
  std::string architecture, source, license, vendor, modularity;
  std::vector<std::string> provides, needs;
};

/// The header as a database keeps it.
std::string rpm_header(const RpmPackage& package);

/// Databases that hold these values, written as the formats' documents say, with small pages, so
/// that short values already go on in further ones.
std::string sqlite_file(const std::vector<std::string>& values);
/// The log after which a database is another one of the same size or larger: a frame for each page
/// that differs, the last with the commit. `order` is that of the words that are summed up.
std::string sqlite_log(const std::string& before, const std::string& after, std::endian order);
std::string ndb_file(const std::vector<std::string>& values);
std::string bdb_file(const std::vector<std::string>& values, std::endian order);

}  // namespace boltseal::test

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

namespace boltseal::rpm {

/// The pages that a write-ahead log of SQLite holds of its database, as whoever opens the database
/// next would see them (sqlite.org/fileformat2.html, "The Write-Ahead Log"). Borrows its bytes.
class SqliteLog {
 public:
  /// All that was committed: frames end where a salt or a checksum is another. Nothing when the
  /// header is that of no log.
  static std::optional<SqliteLog> read(std::string_view file);

  std::size_t file_size() const { return file_.size(); }
  std::size_t page_size() const { return page_size_; }
  /// How many pages the database has since the last commit; 0 when there is none.
  std::uint32_t pages() const { return pages_; }
  std::optional<std::string_view> page(std::uint32_t number) const;

 private:
  std::string_view file_;
  std::size_t page_size_ = 0;
  std::uint32_t pages_ = 0;
  std::map<std::uint32_t, std::size_t> places_;  // where the newest bytes of a page begin
};

}  // namespace boltseal::rpm

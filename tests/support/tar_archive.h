#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boltseal::test {

/// An entry of a tar archive as a test wants it: nothing is corrected.
struct TarItem {
  std::string path;
  std::string body = {};
  char flag = '0';  ///< '0' file, '1' hard link, '2' symbolic link, '5' folder …
  std::string link = {};
  unsigned mode = 0644, user = 0, group = 0;
  unsigned major = 0, minor = 0;
  std::string magic = std::string(
      "ustar\0"
      "00",
      8);
  std::string size = {};  ///< The field as it stands; empty: that of the body.
  std::string prefix = {};
  std::string pax = {};  ///< Records; an extended header goes before the entry.
};

TarItem tar_file(std::string path, std::string body = {}, unsigned mode = 0644);
TarItem tar_folder(std::string path, unsigned mode = 0755);
TarItem tar_link(std::string path, std::string target);
TarItem tar_hard_link(std::string path, std::string target);

/// "15 path=a/b.txt\n"
std::string pax_record(std::string_view key, std::string_view value);

/// The header and the body, both padded.
std::string tar_entry(const TarItem& item);
/// All of them, and the two blocks of zeros.
std::string tar_of(const std::vector<TarItem>& items);
/// Puts the right sum into a header that was changed.
void mend_checksum(std::string& archive, std::size_t header = 0);

}  // namespace boltseal::test

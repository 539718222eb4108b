#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace boltseal {

/// How much a source sends when everything is new; an order of magnitude, since all of them grow.
enum class SourceSize : std::uint8_t {
  small,   ///< Below 10 MB.
  medium,  ///< Tens of MB.
  large,   ///< Hundreds of MB.
};
std::string_view name_of(SourceSize size);

/// Advisories that their publisher gives to everybody over HTTPS.
struct PublicSource {
  std::string_view name;  ///< "debian": of flags, of configuration, and of the folder of its files.
  std::string_view title;   ///< For people.
  std::string_view server;  ///< "https://secdb.alpinelinux.org/"
  std::string_view folder;  ///< On the server, with a slash at the end; may be empty.
  /// Its files, below the folder, with spaces between them; {a,b} stands for each, {3..} for as
  /// many numbers as there are files for.
  std::string_view files;
  std::string_view licence;
  SourceSize size = SourceSize::small;
  bool is_default = true;
  /// Of a publisher of rpm repositories, for each of the files: the list of mirrors, on the server,
  /// of the repository whose updateinfo it is. A mirror has the files as above.
  std::string_view mirror_lists = {};
};

/// The table.
std::span<const PublicSource> public_sources();
/// Null when there is none of that name.
const PublicSource* find_public_source(std::string_view name);
std::vector<std::string_view> source_names();

/// Files of a source that are there together, or not at all.
struct FileGroup {
  std::vector<std::string> files;  ///< "v3.18/main.json"
  /// A number of {3..}: the first that is missing after one that was there ends them.
  bool is_numbered = false;
};
/// The files of a source, in their order.
std::vector<FileGroup> file_groups(const PublicSource& source);

}  // namespace boltseal

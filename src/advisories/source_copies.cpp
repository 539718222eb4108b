#include "advisories/source_copies.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/files.h"
#include "base/json.h"
#include "base/json_writer.h"

namespace boltseal {
namespace {

namespace fs = std::filesystem;

constexpr const char* list_name = ".copies.json";

Result<void> make_folder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return fail("cannot be made: " + error.message(), path);
  return {};
}

}  // namespace

SourceCopies::SourceCopies(std::string folder) : folder_(std::move(folder)) {
  const auto text = DiskFiles().read(path_of(list_name));
  if (!text) return;
  const json list = parse_json(*text);
  if (!list.is_object()) return;
  for (const auto& [file, said] : list.items()) {
    SourceCopy copy{text_in(said, "url"),
                    {text_in(said, "etag"), text_in(said, "last_modified")},
                    text_in(said, "day"),
                    0};
    std::error_code error;
    const std::uint64_t size = fs::file_size(path_of(file), error);
    const auto written = said.is_object() ? said.find("size") : said.end();
    if (error || file.starts_with('/') || file.find("..") != file.npos || written == said.end() ||
        !written->is_number_unsigned() || written->get<std::uint64_t>() != size) {
      continue;
    }
    copy.size = size;
    files_.emplace(file, std::move(copy));
  }
}

const SourceCopy* SourceCopies::find(const std::string& file) const {
  const auto found = files_.find(file);
  return found == files_.end() ? nullptr : &found->second;
}

Result<void> SourceCopies::prepare(const std::string& file) const {
  if (auto made = make_folder(directory_of(path_of(file))); !made) return made;
  return make_folder(directory_of(new_path_of(file)));
}

Result<void> SourceCopies::keep(const std::string& file, SourceCopy copy) {
  // In between the old version would be believed to be beside the new bytes.
  files_.erase(file);
  if (auto written = write(); !written) return written;
  if (std::rename(new_path_of(file).c_str(), path_of(file).c_str()) != 0) {
    return fail(std::string("cannot be replaced: ") + std::strerror(errno), path_of(file));
  }
  files_.insert_or_assign(file, std::move(copy));
  return write();
}

Result<void> SourceCopies::write() const {
  StringOutput text;
  {
    JsonWriter out(text);
    out.begin_object();
    for (const auto& [file, copy] : files_) {
      out.begin_object(file);
      out.member("url", copy.url);
      out.member("etag", copy.version.etag);
      out.member("last_modified", copy.version.last_modified);
      out.member("day", copy.day);
      out.member("size", copy.size);
      out.end_object();
    }
    out.end_object();
  }
  const std::string path = path_of(list_name);
  return DiskFiles().exists(path) ? replace_file(path, text.text) : make_file(path, text.text);
}

}  // namespace boltseal

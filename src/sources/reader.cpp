#include "sources/reader.h"

#include "sources/source.h"

namespace boltseal {
namespace {

// user-data in Terraform in a workflow is three; more is somebody's joke.
constexpr int nesting_limit = 8;

}  // namespace

Result<const File*> Reader::open(const std::string& path) {
  for (const auto& file : opened_) {
    if (file->path == path) return file.get();
  }
  Result<std::string> text = files.read(path);
  if (!text) return std::unexpected(text.error());
  opened_.push_back(std::make_unique<File>(File{path, std::move(*text)}));
  return opened_.back().get();
}

void Reader::embed(const Document& document) {
  if (const Source* source = recognize(document.path(), document.text())) embed(document, *source);
}

void Reader::embed(const Document& document, const Source& source) {
  if (depth_ == nesting_limit) {
    inventory.errors.push_back(document.error("files are nested more than 8 deep", {0, 0}));
    return;
  }
  ++depth_;
  const std::size_t at = visited_.size();
  visited_.push_back({document, &source});
  source.read(document, *this);
  visited_[at].document = document;  // with what its parser kept
  --depth_;
}

}  // namespace boltseal

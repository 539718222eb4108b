#include "sources/document.h"

#include <algorithm>

namespace boltseal {

struct Document::Body {
  const File* file;
  std::string path;
  std::string text;                       // of an embedded document; empty for a whole file
  std::vector<Pieces::Segment> segments;  // in order, covering the text
  std::string line_prefix;
  std::shared_ptr<const Body> parent;
};

void Document::Pieces::copy(const Document& parent, ByteSpan local) {
  if (local.empty()) return;
  const auto begin = static_cast<std::uint32_t>(text_.size());
  text_ += parent.at(local);
  if (!segments_.empty() && segments_.back().exact && segments_.back().local.end == local.begin) {
    segments_.back().local.end = local.end;
  } else {
    segments_.push_back({begin, local, true});
  }
}

void Document::Pieces::replace(std::string_view text, ByteSpan local) {
  if (text.empty()) return;
  segments_.push_back({static_cast<std::uint32_t>(text_.size()), local, false});
  text_ += text;
}

Document::Document(const File& file)
    : body_(std::make_shared<Body>(Body{&file, file.path, {}, {}, {}, nullptr})) {}

Document::Document(std::shared_ptr<const Body> body) : body_(std::move(body)) {}

Document Document::embed(std::string path, Pieces pieces, std::string line_prefix) const {
  return Document(
      std::make_shared<Body>(Body{body_->file, std::move(path), std::move(pieces.text_),
                                  std::move(pieces.segments_), std::move(line_prefix), body_}));
}

const File& Document::file() const { return *body_->file; }
const std::string& Document::path() const { return body_->path; }
bool Document::is_embedded() const { return body_->parent != nullptr; }
std::string_view Document::text() const {
  return body_->parent ? std::string_view(body_->text) : std::string_view(body_->file->text);
}

namespace {

template <class Segments>
auto segment_at(const Segments& segments, std::uint32_t offset) {
  auto after =
      std::upper_bound(segments.begin(), segments.end(), offset,
                       [](std::uint32_t at, const auto& segment) { return at < segment.begin; });
  return after == segments.begin() ? after : after - 1;
}

}  // namespace

ByteSpan Document::to_file(ByteSpan local) const {
  if (!body_->parent) return local;
  const auto& segments = body_->segments;
  if (segments.empty()) return {};
  const auto first = segment_at(segments, local.begin);
  const auto last = segment_at(segments, local.empty() ? local.begin : local.end - 1);
  ByteSpan outer;
  outer.begin = first->exact
                    ? std::min(first->local.begin + (local.begin - first->begin), first->local.end)
                    : first->local.begin;
  outer.end = last->exact ? std::min(last->local.begin + (local.end - last->begin), last->local.end)
                          : last->local.end;
  outer.end = std::max(outer.begin, outer.end);
  return Document(body_->parent).to_file(outer);
}

std::optional<ByteSpan> Document::to_local(ByteSpan in_file) const {
  if (!body_->parent) return in_file;
  const auto outer = Document(body_->parent).to_local(in_file);
  if (!outer) return std::nullopt;
  const auto offset_of = [&](std::uint32_t at, bool is_end) -> std::optional<std::uint32_t> {
    for (const auto& segment : body_->segments) {
      const bool inside = is_end ? segment.local.begin < at && at <= segment.local.end
                                 : segment.local.begin <= at && at < segment.local.end;
      if (!inside) continue;
      if (segment.exact) return segment.begin + (at - segment.local.begin);
      const auto next = &segment + 1;
      const bool is_last = next == body_->segments.data() + body_->segments.size();
      return is_end ? (is_last ? static_cast<std::uint32_t>(body_->text.size()) : next->begin)
                    : segment.begin;
    }
    return std::nullopt;
  };
  const auto begin = offset_of(outer->begin, outer->empty() && outer->begin != 0);
  const auto end = outer->empty() ? begin : offset_of(outer->end, true);
  if (!begin || !end || *end < *begin) return std::nullopt;
  return ByteSpan{*begin, *end};
}

Origin Document::origin(ByteSpan local, OriginKind kind) const {
  Origin origin;
  origin.file = body_->file;
  origin.span = to_file(local);
  origin.kind = kind;
  return origin;
}

Error Document::error(std::string message, ByteSpan local, std::string remedy) const {
  return Error{std::move(message), body_->file->path, to_file(local), std::move(remedy)};
}

Result<std::vector<Edit>> Document::to_file(std::vector<Edit> edits) const {
  if (!body_->parent) return edits;
  for (Edit& edit : edits) {
    // An insertion belongs to the byte before it, so that text added at the end of a piece stays in
    // it; but what is inserted before a line belongs to that line, behind its indentation in the
    // parent.
    const std::uint32_t at = edit.span.begin;
    const bool starts_line = at > 0 && at < body_->text.size() && body_->text[at - 1] == '\n';
    const bool ends_text = at > 0 && at == body_->text.size() && body_->text[at - 1] == '\n';
    const std::uint32_t anchor = edit.span.empty() && at > 0 && !starts_line ? at - 1 : at;
    const auto first = segment_at(body_->segments, anchor);
    const auto last = segment_at(body_->segments, edit.span.empty() ? anchor : edit.span.end - 1);
    if (first == body_->segments.end() || !first->exact || first != last) {
      return fail("the text does not stand in the file as it is read, so it cannot be edited there",
                  body_->file->path, to_file(edit.span));
    }
    edit.span = {first->local.begin + (edit.span.begin - first->begin),
                 first->local.begin + (edit.span.end - first->begin)};
    std::string indented = ends_text ? body_->line_prefix : "";
    for (std::size_t i = 0; i < edit.replacement.size(); ++i) {
      indented += edit.replacement[i];
      const bool last_byte = i + 1 == edit.replacement.size();
      if (edit.replacement[i] == '\n' && !(ends_text && last_byte)) indented += body_->line_prefix;
    }
    edit.replacement = std::move(indented);
  }
  return Document(body_->parent).to_file(std::move(edits));
}

}  // namespace boltseal

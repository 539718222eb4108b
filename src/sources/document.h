#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/change.h"
#include "model/origin.h"

namespace boltseal {

/// A text to be parsed: a whole file, or a file that stands inside another one (a heredoc, a block
/// scalar, a `run:` step). Parsers speak in local byte offsets; `origin` leads back to the bytes of
/// the real file, through any number of nestings.
///
/// Documents are immutable and cheap to copy (they share their text).
class Document {
 public:
  /// A whole file. `file` is borrowed and must outlive the document and every Origin made from it.
  explicit Document(const File& file);

  /// The text of an embedded document, put together from pieces of its parent in order.
  class Pieces {
   public:
    /// Bytes that stand in the parent exactly so.
    void copy(const Document& parent, ByteSpan local);
    /// Bytes that the parent spells otherwise (an escape, an expanded variable): all map to
    /// `local`.
    void replace(std::string_view text, ByteSpan local);

   private:
    friend class Document;
    struct Segment {
      std::uint32_t begin;  ///< In the embedded text.
      ByteSpan local;       ///< In the parent.
      bool exact;
    };
    std::string text_;
    std::vector<Segment> segments_;
  };
  /// `path` is what the embedded file is called where it will be used ("/etc/docker/daemon.json")
  /// or a name that tells its kind ("step.sh"). `line_prefix` is what every new line needs in the
  /// parent (the indentation of a block scalar).
  Document embed(std::string path, Pieces pieces, std::string line_prefix = {}) const;

  const File& file() const;
  const std::string& path() const;
  std::string_view text() const;
  bool is_embedded() const;

  std::string_view at(ByteSpan local) const { return text().substr(local.begin, local.size()); }
  /// The bytes of the real file behind local bytes. Where a piece was replaced, the whole piece.
  ByteSpan to_file(ByteSpan local) const;
  /// The local bytes behind bytes of the real file; nothing when they are not part of this
  /// document.
  std::optional<ByteSpan> to_local(ByteSpan in_file) const;
  Origin origin(ByteSpan local, OriginKind kind = OriginKind::literal) const;
  Error error(std::string message, ByteSpan local, std::string remedy = {}) const;
  /// Turns edits in local offsets into edits of the real file. Fails where the text does not stand
  /// there exactly (inside an escape or an expanded variable).
  Result<std::vector<Edit>> to_file(std::vector<Edit> local) const;

  /// Where the parser of the text may keep what it made of it, for the next change that is to be
  /// written here. What is kept must not hold a copy of the document that keeps it: neither would
  /// ever end. For one thread.
  std::shared_ptr<const void>& kept() const { return kept_; }

 private:
  struct Body;
  explicit Document(std::shared_ptr<const Body> body);
  std::shared_ptr<const Body> body_;
  mutable std::shared_ptr<const void> kept_;
};

}  // namespace boltseal

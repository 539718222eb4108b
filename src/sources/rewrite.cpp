#include "sources/rewrite.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace boltseal {
namespace {

// Lines with their line ends.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t feed = text.find('\n');
    const std::size_t size = feed == std::string_view::npos ? text.size() : feed + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

// Collects the edits that make one text of another.
class Difference {
 public:
  Difference(std::string_view before, std::uint32_t begin) : before_(before), begin_(begin) {}

  std::vector<Edit> to(std::string_view after) {
    const std::vector<std::string_view> old_lines = lines_of(before_), new_lines = lines_of(after);
    by_lines(old_lines, new_lines);
    return std::move(edits_);
  }

 private:
  using Lines = std::vector<std::string_view>;
  // A rewrite is one instruction, or some neighbours; larger ones are one edit.
  static constexpr std::size_t most_cells = 250'000;

  void by_lines(const Lines& a, const Lines& b) {
    if (a.size() == b.size() || a.size() * b.size() > most_cells) {
      return same_count(a, 0, a.size(), b, 0, b.size());
    }
    // Longest common subsequence of lines, from the end.
    const std::size_t width = b.size() + 1;
    std::vector<std::uint32_t> length((a.size() + 1) * width);
    for (std::size_t i = a.size(); i-- > 0;) {
      for (std::size_t j = b.size(); j-- > 0;) {
        length[i * width + j] =
            a[i] == b[j] ? length[(i + 1) * width + j + 1] + 1
                         : std::max(length[(i + 1) * width + j], length[i * width + j + 1]);
      }
    }
    std::size_t i = 0, j = 0, from_a = 0, from_b = 0;
    while (i < a.size() && j < b.size()) {
      if (a[i] == b[j]) {
        same_count(a, from_a, i, b, from_b, j);
        from_a = ++i;
        from_b = ++j;
      } else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) {
        ++i;
      } else {
        ++j;
      }
    }
    same_count(a, from_a, a.size(), b, from_b, b.size());
  }

  // Lines [i, i_end) become lines [j, j_end).
  void same_count(const Lines& a, std::size_t i, std::size_t i_end, const Lines& b, std::size_t j,
                  std::size_t j_end) {
    if (i_end - i == j_end - j) {
      for (; i < i_end; ++i, ++j) one(offset_of(a, i), a[i], b[j]);
      return;
    }
    std::string_view old_text, new_text;
    const std::size_t at = offset_of(a, i);
    if (i < i_end) old_text = before_.substr(at, offset_of(a, i_end) - at);
    if (j < j_end) {
      new_text = {b[j].data(), static_cast<std::size_t>(b[j_end - 1].data() + b[j_end - 1].size() -
                                                        b[j].data())};
    }
    one(at, old_text, new_text);
  }

  std::size_t offset_of(const Lines& a, std::size_t line) const {
    return line < a.size() ? static_cast<std::size_t>(a[line].data() - before_.data())
                           : before_.size();
  }

  void one(std::size_t at, std::string_view old_text, std::string_view new_text) {
    if (old_text == new_text) return;
    const auto [o, n] =
        std::mismatch(old_text.begin(), old_text.end(), new_text.begin(), new_text.end());
    const auto same = static_cast<std::size_t>(o - old_text.begin());
    old_text.remove_prefix(same);
    new_text.remove_prefix(static_cast<std::size_t>(n - new_text.begin()));
    while (!old_text.empty() && !new_text.empty() && old_text.back() == new_text.back()) {
      old_text.remove_suffix(1);
      new_text.remove_suffix(1);
    }
    const auto begin = begin_ + static_cast<std::uint32_t>(at + same);
    edits_.push_back(
        {{begin, begin + static_cast<std::uint32_t>(old_text.size())}, std::string(new_text)});
  }

  std::string_view before_;
  std::uint32_t begin_;
  std::vector<Edit> edits_;
};

// The edit of the real file in local offsets. An insertion takes a neighbouring byte along where
// nothing else says which piece of the document it belongs to.
std::optional<Edit> to_local(const Document& document, Edit edit) {
  const std::string& file = document.file().text;
  if (const auto local = document.to_local(edit.span)) return Edit{*local, edit.replacement};
  if (!edit.span.empty() || edit.span.end >= file.size()) return std::nullopt;
  ++edit.span.end;
  const auto local = document.to_local(edit.span);
  if (!local) return std::nullopt;
  return Edit{*local, edit.replacement + file[edit.span.begin]};
}

// The text already begins its lines as the file does; Document adds that once more.
void without_line_prefix(const Document& document, Edit& edit) {
  if (!document.is_embedded() || edit.replacement.find('\n') == std::string::npos) return;
  const auto probed = document.to_file(std::vector<Edit>{{edit.span, "\n."}});
  if (!probed) return;
  const std::string& probe = probed->front().replacement;
  const std::string prefix = probe.substr(1, probe.size() - 2);
  if (prefix.empty()) return;
  for (std::size_t feed = edit.replacement.find('\n'); feed != std::string::npos;
       feed = edit.replacement.find('\n', feed + 1)) {
    if (edit.replacement.compare(feed + 1, prefix.size(), prefix) == 0)
      edit.replacement.erase(feed + 1, prefix.size());
  }
}

}  // namespace

Result<std::vector<Edit>> rewrite(const Document& document, const Change& change) {
  const File& file = document.file();
  const ByteSpan at = change.at.span;
  const auto refuse = [&](std::string reason) {
    return fail(std::move(reason), file.path, at, "change it by hand");
  };
  const std::string* const value = std::get_if<std::string>(&change.value);
  if (value == nullptr || change.at.file != &file || at.end > file.text.size()) {
    return refuse("the place is not part of this file");
  }
  if (change.at.via != nullptr) return refuse("what stands there comes from a variable");
  std::vector<Edit> edits;
  if (at.empty()) {
    edits.push_back({at, *value});
  } else {
    edits =
        Difference(std::string_view(file.text).substr(at.begin, at.size()), at.begin).to(*value);
  }
  for (Edit& edit : edits) {
    std::optional<Edit> local = to_local(document, std::move(edit));
    if (!local) return refuse("the text does not stand in the file as it is read");
    without_line_prefix(document, *local);
    edit = std::move(*local);
  }
  return edits;
}

}  // namespace boltseal

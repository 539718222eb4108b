#include "repair/edits.h"

#include <algorithm>
#include <cstdint>
#include <tuple>

#include "base/lines.h"
#include "base/text.h"

namespace boltseal {

bool normalize(std::vector<Edit>& edits) {
  std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) {
    return std::tie(a.span, a.replacement) < std::tie(b.span, b.replacement);
  });
  edits.erase(std::unique(edits.begin(), edits.end()), edits.end());
  for (std::size_t i = 1; i < edits.size(); ++i) {
    const Edit& before = edits[i - 1];
    const bool beside = edits[i].span == before.span && before.span.empty() &&
                        !before.adds.empty() && !edits[i].adds.empty() &&
                        before.adds != edits[i].adds;
    if (beside) continue;
    if (edits[i].span.begin < before.span.end || edits[i].span.begin == before.span.begin) {
      return false;
    }
  }
  return true;
}

std::string with_edits(std::string_view text, const std::vector<Edit>& edits) {
  std::string changed;
  std::uint32_t at = 0;
  for (const Edit& edit : edits) {
    changed += text.substr(at, edit.span.begin - at);
    changed += edit.replacement;
    at = edit.span.end;
  }
  changed += text.substr(at);
  return changed;
}

namespace {

constexpr std::uint32_t context = 3;

// Old lines [first, last] (from 1) that edits touch, with the lines that stand there afterwards.
struct Hunk {
  std::uint32_t first, last;
  std::vector<std::string> removed, added;
};

// Lines with their line ends; a last line without one is kept as it is.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

std::uint32_t whole_line_end(const LineIndex& lines, std::uint32_t line, std::string_view text) {
  return line < lines.count() ? lines.line(line + 1).begin
                              : static_cast<std::uint32_t>(text.size());
}

std::vector<Hunk> hunks_of(std::string_view text, const std::vector<Edit>& edits,
                           const LineIndex& lines) {
  std::vector<Hunk> hunks;
  for (std::size_t i = 0; i < edits.size();) {
    const std::uint32_t first = lines.locate(edits[i].span.begin).line;
    std::uint32_t last = lines.locate(edits[i].span.end).line;
    std::size_t after = i + 1;
    while (after < edits.size() && lines.locate(edits[after].span.begin).line <= last) {
      last = lines.locate(edits[after++].span.end).line;
    }
    const std::uint32_t begin = lines.line(first).begin;
    std::vector<Edit> local(edits.begin() + static_cast<std::ptrdiff_t>(i),
                            edits.begin() + static_cast<std::ptrdiff_t>(after));
    for (Edit& edit : local) edit.span = {edit.span.begin - begin, edit.span.end - begin};
    const std::string_view old = text.substr(begin, whole_line_end(lines, last, text) - begin);
    Hunk hunk{first, last, lines_of(old), lines_of(with_edits(old, local))};
    // Insertions at the start or end of a line leave that line as it was.
    while (!hunk.removed.empty() && !hunk.added.empty() &&
           hunk.removed.back() == hunk.added.back()) {
      hunk.removed.pop_back();
      hunk.added.pop_back();
    }
    std::size_t same = 0;
    while (same < hunk.removed.size() && same < hunk.added.size() &&
           hunk.removed[same] == hunk.added[same])
      ++same;
    hunk.removed.erase(hunk.removed.begin(),
                       hunk.removed.begin() + static_cast<std::ptrdiff_t>(same));
    hunk.added.erase(hunk.added.begin(), hunk.added.begin() + static_cast<std::ptrdiff_t>(same));
    hunk.first += static_cast<std::uint32_t>(same);
    hunk.last = hunk.first + static_cast<std::uint32_t>(hunk.removed.size());  // one past
    if (!hunk.removed.empty() || !hunk.added.empty()) hunks.push_back(std::move(hunk));
    i = after;
  }
  return hunks;
}

void put(std::string& out, char sign, std::string_view line) {
  out += sign;
  out += line;
  if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
}

std::string range(std::uint32_t first, std::size_t count) {
  // An empty range is named by the line before it (POSIX diff -u).
  return std::to_string(count == 0 ? first - 1 : first) +
         (count == 1 ? "" : "," + std::to_string(count));
}

}  // namespace

std::vector<Edit> compose(const std::vector<Edit>& first, const std::vector<Edit>& second,
                          std::string_view between) {
  std::vector<Edit> both;
  std::int64_t shift = 0;  // of a place between, against the text before
  const auto before = [&](std::uint32_t at) { return static_cast<std::uint32_t>(at - shift); };
  const auto begin_of = [&](const Edit& edit) {
    return static_cast<std::uint32_t>(edit.span.begin + shift);
  };
  const auto size_of = [](const Edit& edit) {
    return static_cast<std::uint32_t>(edit.replacement.size());
  };
  for (std::size_t i = 0, j = 0; i < first.size() || j < second.size();) {
    ByteSpan span =
        i < first.size() ? ByteSpan{begin_of(first[i]), begin_of(first[i])} : second[j].span;
    if (i < first.size() && j < second.size())
      span.begin = std::min(span.begin, second[j].span.begin);
    span.end = span.begin;
    // All that touches what is taken up so far; spans are in the text between.
    Edit edit{{before(span.begin), 0}, {}};
    std::vector<Edit> inside;
    for (bool grown = true; grown;) {
      grown = false;
      if (i < first.size() && begin_of(first[i]) <= span.end) {
        span.end = std::max(span.end, begin_of(first[i]) + size_of(first[i]));
        shift += static_cast<std::int64_t>(size_of(first[i])) - first[i].span.size();
        ++i;
        grown = true;
      }
      if (j < second.size() && second[j].span.begin <= span.end) {
        span.end = std::max(span.end, second[j].span.end);
        inside.push_back(second[j]);
        inside.back().span.begin -= span.begin;
        inside.back().span.end -= span.begin;
        ++j;
        grown = true;
      }
    }
    edit.span.end = before(span.end);
    edit.replacement = with_edits(between.substr(span.begin, span.size()), inside);
    both.push_back(std::move(edit));
  }
  return both;
}

std::string unified_diff(std::string_view path, std::string_view text,
                         const std::vector<Edit>& edits) {
  const LineIndex lines(text);
  const auto old_line = [&](std::uint32_t line) {
    const std::uint32_t begin = lines.line(line).begin;
    return text.substr(begin, whole_line_end(lines, line, text) - begin);
  };
  // A text that ends with a line feed has no further line.
  const std::uint32_t count = lines.count() - (text.empty() || text.ends_with('\n') ? 1 : 0);
  const std::vector<Hunk> hunks = hunks_of(text, edits, lines);
  std::string diff;
  std::int64_t shift = 0;
  for (std::size_t i = 0; i < hunks.size();) {
    std::size_t after = i + 1;
    while (after < hunks.size() && hunks[after].first <= hunks[after - 1].last + 2 * context)
      ++after;
    const std::uint32_t first = hunks[i].first > context ? hunks[i].first - context : 1;
    const std::uint32_t end = std::min(count + 1, hunks[after - 1].last + context);
    std::string body;
    std::size_t removed = 0, added = 0;
    std::uint32_t line = first;
    for (; i < after; ++i) {
      for (; line < hunks[i].first; ++line) put(body, ' ', old_line(line));
      for (const std::string& gone : hunks[i].removed) put(body, '-', gone);
      for (const std::string& fresh : hunks[i].added) put(body, '+', fresh);
      line = hunks[i].last;
      removed += hunks[i].removed.size();
      added += hunks[i].added.size();
    }
    for (; line < end; ++line) put(body, ' ', old_line(line));
    const std::size_t old_count = end > first ? end - first : 0;
    const std::size_t new_count = old_count - removed + added;
    diff += "@@ -" + range(first, old_count) + " +" +
            range(static_cast<std::uint32_t>(static_cast<std::int64_t>(first) + shift), new_count) +
            " @@\n" + body;
    shift += static_cast<std::int64_t>(added) - static_cast<std::int64_t>(removed);
  }
  if (diff.empty()) return diff;
  const std::string name(path);
  return "--- a/" + name + "\n+++ b/" + name + "\n" + diff;
}

}  // namespace boltseal

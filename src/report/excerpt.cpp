#include "report/excerpt.h"

#include <algorithm>
#include <vector>

#include "base/display_width.h"
#include "base/text.h"
#include "check/mask.h"

namespace boltseal {
namespace {

constexpr std::size_t tab_stop = 4;

// What one code point, one escaped byte or one masked secret becomes.
struct Cell {
  std::string text;
  std::size_t column;  ///< Where it begins.
  std::size_t width;
};

struct Cells {
  std::vector<Cell> cells;
  std::size_t begin = std::string::npos;  ///< Columns of the marked bytes.
  std::size_t end = 0;
  std::size_t width = 0;
};

Cells lay_out(std::string_view line, std::size_t mark_begin, std::size_t mark_end) {
  Cells row;
  const std::vector<ByteSpan> secrets = secret_spans(line);
  auto secret = secrets.begin();
  for (std::size_t at = 0; at < line.size();) {
    std::size_t next = 0;
    std::string text;
    if (secret != secrets.end() && at == secret->begin) {
      text = secret_mask;
      next = secret->end;
      ++secret;
    } else {
      next = at + std::max<std::size_t>(1, utf8_length(line.substr(at)));
      text = line[at] == '\t' ? std::string(tab_stop - row.width % tab_stop, ' ')
                              : sanitize(line.substr(at, next - at));
    }
    const std::size_t width = display_width(text);
    if (next > mark_begin && row.begin == std::string::npos) row.begin = row.width;
    if (at < mark_end) row.end = row.width + width;
    row.cells.push_back({std::move(text), row.width, width});
    row.width += width;
    at = next;
  }
  row.begin = std::min(row.begin, row.width);
  row.end = std::max(row.end, row.begin + 1);
  return row;
}

}  // namespace

Excerpt draw(const Place& place, std::size_t width) {
  width = std::max<std::size_t>(width, 20);
  std::string_view line = place.excerpt;
  const std::size_t mark_begin =
      place.bytes.begin - std::min(place.bytes.begin, place.excerpt_begin);
  const std::size_t mark_end = place.bytes.end - std::min(place.bytes.end, place.excerpt_begin);
  while (!line.empty() && is_space(line.back()) && line.size() > mark_end) line.remove_suffix(1);
  const Cells row = lay_out(line, mark_begin, mark_end);

  // The reader already bounded a long line, and may have left out its beginning.
  const std::string_view before = line.substr(0, std::min(mark_begin, line.size()));
  const bool cut = count_code_points(before) + 1 < place.begin.column;

  // A window of the line that shows the beginning of the mark, with some text before it.
  std::size_t from = 0;
  const std::size_t room = width - 2;
  if (row.width > width && std::max(row.end, row.begin + 1) > room) {
    const std::size_t lead = row.end - row.begin < room ? (room - (row.end - row.begin)) / 2 : 8;
    from = row.begin - std::min(row.begin, std::min(lead, room / 3));
  }
  const bool clipped_left = cut || from > 0;

  Excerpt excerpt;
  std::size_t used = 0;
  if (clipped_left) {
    excerpt.line = "…";
    used = 1;
  }
  const std::size_t shift_from = used;
  std::size_t first_column = std::string::npos;
  bool clipped_right = false;
  for (const Cell& cell : row.cells) {
    if (cell.column < from) continue;
    if (first_column == std::string::npos) first_column = cell.column;
    if (used + cell.width > (row.width - from + shift_from > width ? width - 1 : width)) {
      clipped_right = true;
      break;
    }
    excerpt.line += cell.text;
    used += cell.width;
  }
  if (first_column == std::string::npos) first_column = from;
  excerpt.begin = row.begin - std::min(row.begin, first_column) + shift_from;
  excerpt.end = std::min(row.end - std::min(row.end, first_column) + shift_from, used);
  if (clipped_right) excerpt.line += "…";
  excerpt.end = std::max(excerpt.end, excerpt.begin + 1);
  return excerpt;
}

}  // namespace boltseal

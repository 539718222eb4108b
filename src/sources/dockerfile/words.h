#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boltseal::dockerfile {

/// A word of a logical line; offsets into the line's text.
struct Word {
  std::size_t begin = 0, end = 0;
};

/// Words between white space (FROM, EXPOSE, COPY).
std::vector<Word> plain_words(std::string_view text, std::size_t from);
/// Words of ENV, LABEL and ARG: white space inside quotes and behind the escape character belongs
/// to the word. Quotes stay.
std::vector<Word> quoted_words(std::string_view text, std::size_t from, char escape);

/// `--name` or `--name=value` before an instruction's arguments.
struct Flag {
  std::string name;
  Word whole;
  Word value;  ///< Empty when there is none.
};
/// Reads the flags at `from` and moves it behind them.
std::vector<Flag> read_flags(std::string_view text, std::size_t& from, char escape);

/// An element of a JSON array: decoded text, and the place with its quotes.
struct JsonWord {
  std::string text;
  Word place;
};
enum class JsonForm : std::uint8_t {
  none,     ///< Not a JSON array: the shell form.
  strings,  ///< The exec form.
  mixed,    ///< An array with other things than strings, which BuildKit refuses.
};
/// Reads what follows `from` as encoding/json would: anything that is not exactly one array is the
/// shell form, also `['single quotes']` and `["C:\app"]`.
JsonForm read_json(std::string_view text, std::size_t from, std::vector<JsonWord>& words);

}  // namespace boltseal::dockerfile

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sources/document.h"

namespace boltseal::ini {

/// `Key=Value` of a unit file.
struct Entry {
  std::string key;
  ByteSpan key_span;
  /// What stands behind the `=`, without the white space around it; lines that end with a backslash
  /// are joined with a space, and comments between them are left out. It leads back to its bytes.
  Document value;
  ByteSpan span;  ///< From the key to the last byte of the value.
};

struct Section {
  std::string name;
  ByteSpan span;  ///< The header with its brackets.
  std::vector<Entry> entries;
};

struct Unit {
  std::vector<Section> sections;  ///< In file order; a name may come again.
  std::vector<Error> errors;      ///< Lines that are none of the format; systemd ignores them.
};

/// Reads the format of systemd's unit files (systemd.syntax(7)), which Quadlet and the desktop
/// entries share. Linear in time; stops with an error after 100,000 entries.
Unit parse(const Document& document);

}  // namespace boltseal::ini

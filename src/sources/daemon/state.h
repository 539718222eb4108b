#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sources/daemon/options.h"
#include "sources/reader.h"

namespace boltseal::daemon {

/// The repeatable options of one daemon while they are read: addresses, log options, limits.
class Gathered {
 public:
  void item(const Option& option, Item item);
  void setting(const Option& option, Setting setting);
  /// States everything that was gathered.
  void state_in(Facts& facts) &&;

 private:
  struct List {
    Fact fact;
    Items items;
    Settings settings;
  };
  List& list_of(Fact fact);

  std::vector<List> lists_;  // at most one for each fact
};

/// Text as a template engine or a shell may still change it before dockerd sees it: `{{ … }}`,
/// `${NAME}` and `$NAME` are unknown parts.
Text with_placeholders(std::string_view text);

/// Adds the engine to the inventory under a name that is unique there, and reports options that the
/// same file gives both in daemon.json and as flags: dockerd refuses to start then.
void add_engine(Level level, const Document& document, Reader& reader);

inline constexpr std::string_view file_level = "daemon.json";
inline constexpr std::string_view flags_level = "dockerd";

}  // namespace boltseal::daemon

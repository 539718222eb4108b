#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/edit_distance.h"
#include "base/output.h"
#include "base/result.h"

namespace boltseal {

/// DESIGN section 6; in this order of precedence.
enum class ExitCode : int { usage = 2, findings = 1, gaps = 3, clean = 0 };

/// One flag, said once: parsing, help, suggestions, the manual and completions follow from it.
struct Flag {
  std::string_view name;        ///< "format"
  char letter = 0;              ///< 'q' for -q; 0: none.
  std::string_view value = {};  ///< What its value is called in help: "NAME"; empty: it takes none.
  std::string_view help = {};   ///< One line without a full stop.
  std::vector<std::string_view> (*choices)() = nullptr;  ///< The values it accepts; null: any.
  /// Why a value is not one of this flag's, "" when it is; asked instead of `choices`, which may
  /// then hold only how values begin.
  std::string (*refuse)(std::string_view value) = nullptr;
  /// The value that the flag has when none is written with "="; empty: it must be written.
  std::string_view implied = {};
  bool repeatable = false;
  bool is_number = false;  ///< The value is a whole number from 1.
};

struct Example {
  std::string_view command;
  std::string_view purpose;
};

/// What was written behind a command's name, checked against its flags.
class Arguments {
 public:
  bool has(std::string_view flag) const { return flags_.contains(flag); }
  /// The last value given, or `otherwise`.
  std::string_view value(std::string_view flag, std::string_view otherwise = {}) const;
  std::span<const std::string> values(std::string_view flag) const;
  const std::vector<std::string>& positional() const { return positional_; }

 private:
  friend Result<Arguments> parse(const struct CliCommand&, std::span<const std::string_view>);
  std::map<std::string_view, std::vector<std::string>> flags_;  // keys are those of the table
  std::vector<std::string> positional_;
};

/// Where a command writes: results to `out`, everything else to `err`.
struct Console {
  Output& out;
  Output& err;
  bool out_color = false;
  bool err_color = false;
  std::size_t out_width = 0;  ///< Columns of the terminal; 0: not a terminal.
  std::size_t err_width = 0;  ///< The same of standard error.
  std::span<const struct CliCommand* const> commands;
};

/// One command; one file of this folder.
struct CliCommand {
  std::string_view name;
  std::string_view arguments;  ///< "[PATH...]"
  std::string_view summary;    ///< One line without a full stop.
  std::string_view description;
  std::span<const Example> examples;
  std::span<const Flag> flags;
  std::size_t most_arguments = 0;
  std::vector<std::string_view> (*words)() = nullptr;  ///< What its arguments can be; null: paths.
  ExitCode (*run)(const Arguments& arguments, Console& console) = nullptr;
};

/// Reads `--flag=value`, `--flag value`, `-f value`, `-fvalue`, `-qv`, `--` and "-". Errors are one
/// line for the user, with a suggestion where there is one.
Result<Arguments> parse(const CliCommand& command, std::span<const std::string_view> words);

/// The flags that every command has.
std::span<const Flag> common_flags();

/// Says that the command line is wrong, and where to find out what is right.
ExitCode wrong_usage(Console& console, std::string_view command, const Error& error);

/// Flag::refuse of a flag whose value is a profile (rules/profile.h).
std::string refuse_profile(std::string_view text);

void write_help(const CliCommand& command, Console& console);
/// The manual page boltseal(1), in the man macros of roff.
std::string manual_page(std::span<const CliCommand* const> commands);
/// What boltseal is and can do, for somebody who knows nothing yet.
std::string overview(const Console& console);

/// Runs the command that the words name. `words` is the command line without the program's name.
ExitCode run(std::span<const CliCommand* const> commands, std::span<const std::string_view> words);

extern const CliCommand check_command, scan_command, audit_command, gate_command, seal_command,
    verify_command, why_command, db_command, rules_command, explain_command, vercmp_command,
    completions_command, help_command;

/// "0.1.0"
std::string_view version();

}  // namespace boltseal

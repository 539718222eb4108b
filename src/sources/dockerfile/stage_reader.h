#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/build.h"
#include "sources/dockerfile/dockerfile.h"
#include "sources/dockerfile/expand.h"
#include "sources/dockerfile/scan.h"
#include "sources/dockerfile/words.h"

namespace boltseal::dockerfile {

/// What the readers of one file share.
struct Context {
  const Document& document;
  char escape;
  std::vector<Error>& errors;
  Budget budget = {};
  RunScripts* scripts = nullptr;

  void error(const RawInstruction& at, Word word, std::string message, std::string remedy = {});
  Origin origin(const RawInstruction& of, Word word) const;
};

/// `NAME=value` of ENV, LABEL or ARG.
struct Pair {
  Word whole, name, value;
  bool has_value = false;
};
/// The words of ARG.
std::vector<Pair> read_arguments(const RawInstruction& raw, char escape);

/// Where a stage brings in a program that exists for an entrypoint to leave root with.
std::optional<Origin> program_that_steps_down(const Stage& stage);

/// Reads the instructions of one stage, FROM aside, into it.
class StageReader {
 public:
  /// `scope` holds the stage's variables; `global` those before the first FROM.
  StageReader(Context& context, Stage& stage, Scope& scope, const Scope& global,
              const Settings& build_arguments);

  /// `name` is the instruction in upper case.
  void read(const RawInstruction& raw, std::string_view name);
  /// Something of the stage could not be read: it may declare more.
  void leave_open(const RawInstruction& raw);
  void finish();

  /// What ONBUILD leaves for stages that start from this one.
  std::vector<RawInstruction> triggers;

 private:
  using Method = void (StageReader::*)(const RawInstruction&, Instruction&);
  struct Row {
    std::string_view name;
    Method method;
  };
  /// Null for what is no instruction of a stage.
  static const Row* row_of(std::string_view name);

  void read_add(const RawInstruction&, Instruction&);
  void read_arg(const RawInstruction&, Instruction&);
  void read_command(const RawInstruction&, Instruction&);
  void read_env(const RawInstruction&, Instruction&);
  void read_expose(const RawInstruction&, Instruction&);
  void read_health_check(const RawInstruction&, Instruction&);
  void read_label(const RawInstruction&, Instruction&);
  void read_onbuild(const RawInstruction&, Instruction&);
  void read_run(const RawInstruction&, Instruction&);
  void read_shell(const RawInstruction&, Instruction&);
  void read_single(const RawInstruction&, Instruction&);
  void read_user(const RawInstruction&, Instruction&);
  void read_volume(const RawInstruction&, Instruction&);

  /// The flags at `from`, which moves behind them.
  void read_flags_of(const RawInstruction&, Instruction&, std::size_t& from);
  bool needs_argument(const RawInstruction&, const Instruction&, std::size_t from,
                      std::string_view what);
  std::vector<Setting> read_pairs(const RawInstruction&, Instruction&);
  /// The exec or shell form at `from`; false after an error.
  bool read_form(const RawInstruction&, Instruction&, std::size_t from, Command& command);
  /// The JSON form, else plain words, expanded.
  bool read_list(const RawInstruction&, Instruction&, std::size_t from);
  Expansion expand_word(const RawInstruction&, Word word, std::string_view text);
  Item expanded_item(const RawInstruction&, Word word, std::string_view text);

  Context& context_;
  Stage& stage_;
  Scope& scope_;
  const Scope& global_;
  const Settings& build_arguments_;
  std::vector<std::string> shell_;  // of SHELL; empty: the default
  std::map<std::string, std::size_t, std::less<>> environment_index_, label_index_;
  Settings environment_, labels_;
  Mounts volumes_;
  Items ports_;
  bool has_command_ = false;
};

/// The commands that RUN gives to a shell (run.cpp). `shell` is what SHELL says.
std::vector<ShellCommand> commands_of_run(Context& context, const RawInstruction& raw,
                                          std::size_t from, const Instruction& instruction,
                                          const std::vector<std::string>& shell,
                                          const Scope& scope);

}  // namespace boltseal::dockerfile

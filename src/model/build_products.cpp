#include "model/build_products.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "model/package_command.h"

namespace boltseal {
namespace {

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

constexpr std::array<std::string_view, 20> passing = {
    "cd",   "echo",  "ls",    "cat", "true", "set",   "pwd",    "test", "[",     "env",
    "date", "which", "sleep", "rm",  ":",    "strip", "printf", "sync", "unset", "uname"};
constexpr std::array<std::string_view, 10> preparing = {
    "mkdir",    "chown",   "chmod",    "ln",      "useradd",
    "groupadd", "adduser", "addgroup", "usermod", "touch"};

std::string_view word(const ShellCommand& command, std::size_t at) {
  return at < command.words.size() ? std::string_view(command.words[at].text.bytes())
                                   : std::string_view();
}

bool all_known(const ShellCommand& command) {
  return std::ranges::all_of(command.words, [](const Item& item) { return item.text.is_known(); });
}

// The options and operands of a command from its word `from` on.
struct Arguments {
  std::vector<std::pair<std::string_view, std::string_view>> options;  // name, value
  std::vector<std::string_view> operands;

  std::string_view value(std::string_view name) const {
    for (const auto& [option, value] : options) {
      if (option == name) return value;
    }
    return {};
  }
  bool has(std::string_view name) const {
    return std::ranges::any_of(options, [&](const auto& option) { return option.first == name; });
  }
};

// `valued`: options whose value may be the next word.
template <std::size_t N>
Arguments read_arguments(const ShellCommand& command, std::size_t from,
                         const std::array<std::string_view, N>& valued) {
  Arguments read;
  for (std::size_t at = from; at < command.words.size(); ++at) {
    const std::string_view text = word(command, at);
    if (!text.starts_with('-') || text == "-") {
      read.operands.push_back(text);
      continue;
    }
    const std::size_t equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    if (equals != std::string_view::npos) {
      read.options.emplace_back(name, text.substr(equals + 1));
    } else if (is_one_of(valued, name)) {
      read.options.emplace_back(name, word(command, ++at));
    } else {
      read.options.emplace_back(name, std::string_view());
    }
  }
  return read;
}

}  // namespace

std::string absolute(std::string_view folder, std::string_view path) {
  std::string whole = resolve(folder, path);
  while (whole.size() > 1 && whole.ends_with('/')) whole.pop_back();
  if (whole.ends_with("/.")) whole.resize(std::max<std::size_t>(whole.size() - 2, 1));
  return whole.empty() ? "/" : whole;
}

bool is_below(std::string_view path, std::string_view folder) {
  if (folder == "/") return true;
  return path == folder ||
         (path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/');
}

BuildProducts::BuildProducts(const Stage& stage, const Toolchain& toolchain)
    : stage_(stage), toolchain_(toolchain), language_(toolchain.language) {
  const std::string& tag = stage.base.tag.bytes();
  const bool is_alpine = tag.find("alpine") != std::string::npos;
  // golang's Alpine images have no C compiler, without which Go links nothing from outside.
  has_cgo_tools_ = !(language_ == Language::go && is_alpine);
  for (const Instruction& instruction : stage.instructions) {
    for (const ShellCommand& command : instruction.commands) {
      const PackageCommand* const packages = command.packages();
      if (!packages || packages->manager != PackageCommand::Manager::apk) continue;
      for (const Item* package : packages->packages) {
        const std::string& name = package->text.bytes();
        if (name.find("gcc") == 0 || name == "build-base" || name == "clang") has_cgo_tools_ = true;
      }
    }
  }
}

CommandRole BuildProducts::doubt(std::string why) {
  if (doubt_.empty()) doubt_ = std::move(why);
  return CommandRole::building;
}

// As the command sees it; "?" when it is not known.
std::string BuildProducts::variable(const ShellCommand& command, std::string_view name) const {
  for (const Setting& setting : command.assignments) {
    if (setting.name == name) return setting.value.is_known() ? setting.value.bytes() : "?";
  }
  const Value<Settings>& all = stage_.level.facts.get(fact::environment);
  if (!all.is_known()) return {};
  for (const Setting& setting : *all) {
    if (setting.name == name) return setting.value.is_known() ? setting.value.bytes() : "?";
  }
  return {};
}

CommandRole BuildProducts::read(const ShellCommand& command, std::string& folder) {
  const std::string_view program = command.program();
  const std::string_view given = word(command, 0);
  if (program == "cd") {
    if (command.words.size() != 2 || !all_known(command) || command.conditional) {
      doubt("in which folder its steps run is not known");
    } else {
      folder = absolute(folder, word(command, 1));
    }
    return CommandRole::passing;
  }
  if (program == "export") return CommandRole::passing;
  if (program == "go") return read_go(command, folder);
  static constexpr std::array<std::string_view, 6> compilers = {"gcc", "g++",   "cc",
                                                                "c++", "clang", "clang++"};
  if (is_one_of(compilers, program)) return read_c(command, folder);
  if (program == "make" || program == "cmake" || given == "./configure" || program == "ninja") {
    return read_make(command, folder);
  }
  if (program == "cargo") return read_cargo(command, folder);
  if (program == "rustup") return CommandRole::building;
  if (program == "javac" || program == "mvn" || program == "mvnw" || program == "gradle" ||
      program == "gradlew") {
    return read_java(command, folder);
  }
  if (language_ == Language::node || language_ == Language::python) {
    const CommandRole role = read_scripts(command);
    if (role != CommandRole::unknown) return role;
  }
  if (const PackageCommand* const packages = command.packages()) {
    using Manager = PackageCommand::Manager;
    if (packages->manager == Manager::apt || packages->manager == Manager::apk) {
      return CommandRole::packages;
    }
    return CommandRole::unknown;
  }
  if (program == "cp" || program == "mv" || program == "install") return read_copy(command, folder);
  if (is_one_of(preparing, program)) return CommandRole::preparing;
  if (is_one_of(passing, program)) return CommandRole::passing;
  return CommandRole::unknown;
}

// `go help build`, `go help install`.
CommandRole BuildProducts::read_go(const ShellCommand& command, const std::string& folder) {
  static constexpr std::array<std::string_view, 16> valued = {
      "-o",        "-ldflags",   "-tags",     "-mod",      "-gcflags",       "-asmflags",
      "-p",        "-buildmode", "-modfile",  "-overlay",  "-installsuffix", "-pkgdir",
      "-toolexec", "-C",         "-buildvcs", "-covermode"};
  const std::string_view verb = word(command, 1);
  if (verb == "run") return doubt("`go run` builds nothing that stays");
  if (verb != "build" && verb != "install" && verb != "get") return CommandRole::building;
  const Arguments arguments = read_arguments(command, 2, valued);
  if (!all_known(command)) {
    const std::string_view output = arguments.value("-o");
    const bool output_known = std::ranges::all_of(command.words, [&](const Item& item) {
      return item.text.is_known() || std::string_view(item.text.bytes()) != output;
    });
    if (!output_known) return doubt("where `go build` writes to is not known");
  }
  if (arguments.has("-C")) return doubt("`go -C` works in another folder");
  language_ = Language::go;
  used_ = true;
  if (!variable(command, "GOOS").empty() && variable(command, "GOOS") != "linux") {
    return doubt("`go build` makes a program of another system");
  }
  const std::string cgo = variable(command, "CGO_ENABLED");
  const bool links = cgo != "0" && (has_cgo_tools_ || !cgo.empty());
  if (links && verb != "get") all_static_ = false;
  if (!variable(command, "GOBIN").empty() || !variable(command, "GOPATH").empty()) {
    const std::string path = variable(command, "GOPATH");
    if (path != "/go" || !variable(command, "GOBIN").empty()) {
      if (verb != "build")
        return doubt("where `go " + std::string(verb) + "` writes to is not known");
    }
  }
  std::string name;  // of the program, where it is known
  const std::vector<std::string_view>& packages = arguments.operands;
  if (!packages.empty()) {
    const std::string_view first = base_name(packages.front());
    if (packages.size() == 1 && !first.empty() && first != "." && first != ".." &&
        packages.front().find("...") == std::string_view::npos &&
        packages.front().find('*') == std::string_view::npos) {
      name = first;
      if (name.ends_with(".go")) name.resize(name.size() - 3);
      if (const std::size_t version = name.find('@'); version != std::string::npos) {
        name.resize(version);
      }
    } else if (packages.front().ends_with(".go")) {
      name = base_name(packages.front());
      name.resize(name.size() - 3);
    }
  }
  if (verb == "build") {
    const std::string_view output = arguments.value("-o");
    if (output.empty()) {
      if (name.empty()) {
        folders_.push_back(folder);
      } else {
        files_.push_back(absolute(folder, name));
      }
    } else if (output.ends_with('/')) {
      folders_.push_back(absolute(folder, output));
    } else {
      files_.push_back(absolute(folder, output));
      folders_.push_back(absolute(folder, output));  // when that is a folder
    }
  } else if (!toolchain_.programs.empty()) {
    folders_.emplace_back(toolchain_.programs);
  } else {
    folders_.emplace_back("/root/go/bin");
  }
  return CommandRole::building;
}

// The options of GCC's manual, "Options for Linking".
CommandRole BuildProducts::read_c(const ShellCommand& command, const std::string& folder) {
  static constexpr std::array<std::string_view, 9> valued = {
      "-o", "-I", "-L", "-x", "-include", "-D", "-U", "-MF", "-isystem"};
  // Parts of the C library, or linked by every C++ program.
  static constexpr std::array<std::string_view, 9> of_libc = {
      "-lm", "-lpthread", "-lrt", "-ldl", "-lc", "-lutil", "-lstdc++", "-lgcc", "-lresolv"};
  const Arguments arguments = read_arguments(command, 1, valued);
  if (arguments.has("-c") || arguments.has("-E") || arguments.has("-S") ||
      arguments.has("--version") || arguments.has("-v")) {
    return CommandRole::building;
  }
  language_ = Language::c;
  used_ = true;
  for (const auto& [option, value] : arguments.options) {
    const bool links = option.starts_with("-l") && !is_one_of(of_libc, option);
    if (links || option == "-fopenmp" || option.starts_with("-fsanitize") ||
        option.starts_with("-Wl,")) {
      return doubt("the program is linked with a library (" + std::string(option) +
                   "), and which package of the final image has it is not known");
    }
  }
  for (const Item& item : command.words) {
    if (!item.text.is_known() || item.may_split) {
      return doubt("which libraries `" + std::string(command.program()) + "` links is not known");
    }
  }
  if (!arguments.has("-static")) all_static_ = false;
  const std::string_view output = arguments.value("-o");
  files_.push_back(absolute(folder, output.empty() ? "a.out" : output));
  return CommandRole::building;
}

CommandRole BuildProducts::read_make(const ShellCommand& command, const std::string& folder) {
  const bool installs = std::ranges::any_of(command.words, [](const Item& item) {
    return item.text.bytes().find("install") != std::string::npos;
  });
  const std::string program(command.program());
  if (installs) return doubt("what `" + program + " install` leaves behind is not known");
  if (toolchain_.has_libraries || language_ != Language::c) {
    return doubt("what `" + program + "` builds, and which libraries it links, is not known");
  }
  used_ = true;
  all_static_ = false;
  trees_.push_back(folder);
  return CommandRole::building;
}

CommandRole BuildProducts::read_cargo(const ShellCommand& command, const std::string& folder) {
  static constexpr std::array<std::string_view, 12> valued = {
      "--bin", "-p",     "--package",  "--target", "--manifest-path", "--target-dir",
      "-j",    "--jobs", "--features", "--path",   "--root",          "--profile"};
  std::size_t verb_at = 1;
  if (word(command, 1).starts_with('+')) verb_at = 2;
  const std::string_view verb = word(command, verb_at);
  const Arguments arguments = read_arguments(command, verb_at + 1, valued);
  if (verb == "run") return doubt("`cargo run` builds nothing that is meant to stay");
  if (verb != "build" && verb != "b" && verb != "install") return CommandRole::building;
  if (!all_known(command)) return doubt("where `cargo` writes to is not known");
  language_ = Language::rust;
  used_ = true;
  const std::string_view target = arguments.value("--target");
  const std::string& tag = stage_.base.tag.bytes();
  const bool is_musl = target.ends_with("-musl") || tag.find("alpine") != std::string::npos;
  if (!is_musl) {
    all_static_ = false;
    if (toolchain_.has_libraries && tag.find("slim") == std::string::npos) {
      return doubt("crates may be linked with libssl, libpq and others whose headers " +
                   stage_.base.written.bytes() +
                   " brings; in its -slim variant each of them is installed by name");
    }
  }
  if (!variable(command, "CARGO_TARGET_DIR").empty() || arguments.has("--target-dir") ||
      arguments.has("--manifest-path") || !variable(command, "CARGO_BUILD_TARGET").empty()) {
    return doubt("where `cargo` writes to is not known");
  }
  if (verb == "install") {
    const std::string_view root = arguments.value("--root");
    if (root.empty() && toolchain_.programs.empty()) {
      folders_.emplace_back("/root/.cargo/bin");
    } else {
      folders_.push_back(root.empty() ? std::string(toolchain_.programs)
                                      : absolute(folder, std::string(root) + "/bin"));
    }
    return CommandRole::building;
  }
  const std::string_view profile = arguments.value("--profile");
  const bool release = arguments.has("--release") || arguments.has("-r") || profile == "release";
  std::string below = "target";
  if (!target.empty()) below += "/" + std::string(target);
  below += release ? "/release" : profile.empty() ? "/debug" : "/" + std::string(profile);
  folders_.push_back(absolute(folder, below));
  return CommandRole::building;
}

CommandRole BuildProducts::read_java(const ShellCommand& command, const std::string& folder) {
  const std::string_view program = command.program();
  language_ = Language::java;
  all_static_ = false;
  if (program == "javac") {
    static constexpr std::array<std::string_view, 6> valued = {
        "-d", "-cp", "-classpath", "--class-path", "-source", "-target"};
    const Arguments arguments = read_arguments(command, 1, valued);
    if (!all_known(command)) return doubt("where `javac` writes to is not known");
    used_ = true;
    const std::string_view output = arguments.value("-d");
    if (!output.empty()) {
      trees_.push_back(absolute(folder, output));
    } else {
      for (const std::string_view source : arguments.operands) {
        trees_.push_back(absolute(folder, directory_of(std::string(source))));
      }
    }
    return CommandRole::building;
  }
  const bool is_maven = program.starts_with("mvn");
  for (std::size_t at = 1; at < command.words.size(); ++at) {
    const std::string_view text = word(command, at);
    if (text == "-f" || text == "--file" || text == "-p" || text == "--project-dir" ||
        text == "-b") {
      return doubt("`" + std::string(program) + "` works in another folder");
    }
  }
  used_ = true;
  trees_.push_back(absolute(folder, is_maven ? "target" : "build"));
  return CommandRole::building;
}

// What brings and builds the modules of Node and Python. Where they lie is for the plan to know.
CommandRole BuildProducts::read_scripts(const ShellCommand& command) {
  using Manager = PackageCommand::Manager;
  using Action = PackageCommand::Action;
  const std::string_view program = command.program();
  const PackageCommand* const packages = command.packages();
  all_static_ = false;
  if (language_ == Language::python) {
    if (!packages || packages->manager != Manager::pip) {
      return program == "python" || program == "python3"
                 ? doubt("what `" + std::string(program) + "` leaves behind is not known")
                 : CommandRole::unknown;
    }
    if (packages->program != "pip" && packages->program != "pip3") {
      return doubt("where `" + std::string(packages->program) + "` installs to is not known");
    }
    if (packages->action != Action::install) return CommandRole::building;
    for (const std::string_view option : {"--user", "--target", "-t", "--prefix", "--root",
                                          "--no-build-isolation", "-e", "--editable"}) {
      if (packages->has_option(option)) {
        return doubt("what pip installs with " + std::string(option) +
                     " is not in an environment of its own");
      }
    }
    if (word(command, 0) == "uv" || word(command, 1) == "pip") {
      if (program == "uv") return doubt("uv installs where it finds an environment");
    }
    used_ = true;
    return CommandRole::building;
  }
  if (program == "npm" || program == "yarn" || program == "pnpm") {
    for (const Item& item : command.words) {
      const std::string& text = item.text.bytes();
      if (text == "-g" || text == "--global" || text == "global") {
        return doubt("`" + std::string(program) +
                     "` installs programs for the whole image, and whether they are needed while "
                     "it runs is not known");
      }
    }
    if (program == "pnpm") return doubt("pnpm itself is not part of the image");
    used_ = true;
    return CommandRole::building;
  }
  if (program == "npx" || program == "node" || program == "tsc") {
    used_ = true;
    return CommandRole::building;
  }
  return CommandRole::unknown;
}

CommandRole BuildProducts::read_copy(const ShellCommand& command, const std::string& folder) {
  std::vector<std::string_view> operands;
  for (std::size_t at = 1; at < command.words.size(); ++at) {
    if (!word(command, at).starts_with('-')) operands.push_back(word(command, at));
  }
  if (operands.size() != 2 || !all_known(command) || command.program() == "install") {
    return CommandRole::unknown;
  }
  const std::string from = absolute(folder, operands[0]);
  const std::string to = absolute(folder, operands[1]);
  const bool is_product =
      built(from) || (from.ends_with(".jar") && built(directory_of(from) + "/app.jar"));
  if (!is_product) return CommandRole::unknown;
  files_.push_back(to);
  files_.push_back(absolute(to, base_name(from)));  // when that is a folder
  return CommandRole::building;
}

bool BuildProducts::built(std::string_view path) const {
  if (std::ranges::find(files_, path) != files_.end()) return true;
  const std::string folder = directory_of(std::string(path));
  if (std::ranges::find(folders_, folder) != folders_.end()) return true;
  return std::ranges::any_of(trees_, [&](const std::string& tree) { return is_below(path, tree); });
}

std::string BuildProducts::find_program(std::string_view name) const {
  static constexpr std::array<std::string_view, 5> searched = {"/usr/local/sbin", "/usr/local/bin",
                                                               "/usr/sbin", "/usr/bin", "/bin"};
  if (!toolchain_.programs.empty()) {
    std::string path = absolute(toolchain_.programs, name);
    if (built(path)) return path;
  }
  for (const std::string_view folder : searched) {
    std::string path = absolute(folder, name);
    if (std::ranges::find(files_, path) != files_.end()) return path;
  }
  return {};
}

bool BuildProducts::is_static() const { return all_static_; }

}  // namespace boltseal

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <memory>
#include <utility>

#include "base/edit_distance.h"
#include "base/text.h"
#include "base/upper_case.h"
#include "model/stage_reference.h"
#include "sources/dockerfile/dockerfile.h"
#include "sources/dockerfile/stage_reader.h"

namespace boltseal::dockerfile {
namespace {

// Far beyond what an image can hold (127 layers); they bound memory.
constexpr std::size_t stage_limit = 1000;
constexpr std::size_t instruction_limit = 10'000;

constexpr std::array<std::string_view, 18> instruction_names = {
    "ADD",    "ARG",   "CMD",         "COPY",  "ENTRYPOINT", "ENV",
    "EXPOSE", "FROM",  "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD",
    "RUN",    "SHELL", "STOPSIGNAL",  "USER",  "VOLUME",     "WORKDIR"};

bool is_instruction(std::string_view name) {
  return std::find(instruction_names.begin(), instruction_names.end(), name) !=
         instruction_names.end();
}

// Windows images are known by their repository or by the tag that the official images give them.
bool is_windows(const ImageReference& image) {
  const std::string name = to_lower(image.written.bytes());
  return name.starts_with("mcr.microsoft.com/windows") ||
         name.starts_with("mcr.microsoft.com/dotnet/framework") ||
         name.starts_with("microsoft/windowsservercore") ||
         name.starts_with("microsoft/nanoserver") ||
         name.find("windowsservercore") != std::string::npos ||
         name.find("nanoserver") != std::string::npos;
}

class BuildReader {
 public:
  BuildReader(const Document& document, const BuildOptions& options, std::vector<Error>& errors,
              RunScripts* scripts)
      : document_(document), options_(options), errors_(errors), scripts_(scripts) {}

  Build run() {
    build_.name = document_.path();
    if (document_.text().find('\0') != std::string_view::npos) {
      errors_.push_back(document_.error("is binary, so it is no Dockerfile", {0, 0}));
      return std::move(build_);
    }
    Scan scanned = scan(document_);
    std::move(scanned.errors.begin(), scanned.errors.end(), std::back_inserter(errors_));
    Context context{document_, scanned.escape, errors_};
    context.scripts = scripts_;
    context_ = &context;
    // Where stages and scopes live must not move.
    build_.stages.reserve(std::min(count_stages(scanned), stage_limit));
    std::size_t count = 0;
    for (const RawInstruction& raw : scanned.instructions) {
      if (++count > instruction_limit || context.budget.left < 0) {
        context.error(raw, {0, raw.name.size()},
                      "what follows is not read: the file is larger than any that can be built");
        leave_open(raw);
        break;
      }
      read_instruction(raw);
    }
    // What a heredoc without an end has swallowed may have been a USER.
    if (scanned.ends_early) leave_open(scanned.instructions.back());
    finish_stage();
    if (globals_stage_) {
      for (const Instruction& argument : globals_stage_->instructions) {
        build_.arguments.insert(build_.arguments.end(), argument.arguments.begin(),
                                argument.arguments.end());
      }
    }
    if (build_.stages.empty() && !said_outside_) {
      errors_.push_back(document_.error("has no FROM, so there is nothing to build", {0, 0},
                                        "begin with FROM and an image"));
    }
    choose_target();
    return std::move(build_);
  }

 private:
  static std::size_t count_stages(const Scan& scanned) {
    return static_cast<std::size_t>(std::count_if(
        scanned.instructions.begin(), scanned.instructions.end(), [](const RawInstruction& raw) {
          return raw.name.size() >= 4 && equals_ignoring_case(raw.name.substr(0, 4), "FROM");
        }));
  }

  void read_instruction(const RawInstruction& raw) {
    std::string name = to_upper(raw.name);
    if (!is_instruction(name)) {
      if (name.ends_with(':') &&
          is_instruction(std::string_view(name).substr(0, name.size() - 1))) {
        // A YAML habit that even printed articles have: said once, then read as it was meant.
        name.pop_back();
        const std::string_view rest = raw.line.text.substr(raw.rest);
        context_->error(
            raw, {0, raw.name.size()},
            "\"" + std::string(raw.name) + "\" is no instruction: none ends with a colon",
            "write " + name + (rest.size() > 80 ? "" : " " + std::string(rest)));
      } else {
        return unknown_instruction(raw, name);
      }
    }
    if (name == "FROM") return read_from(raw);
    if (stage_reader_.empty()) {
      if (name == "ARG") return read_global_argument(raw);
      if (!said_outside_) {
        context_->error(raw, {0, raw.name.size()},
                        name + " stands before the first FROM, where only ARG may stand",
                        "begin the stage with FROM and an image");
      }
      said_outside_ = true;
      return;
    }
    stage_reader_.back().read(raw, name);
  }

  void unknown_instruction(const RawInstruction& raw, const std::string& name) {
    const std::string shown = name.substr(0, 40);
    const std::string_view meant =
        name.size() <= 40 ? nearest(name, instruction_names) : std::string_view();
    context_->error(raw, {0, raw.name.size()}, "unknown instruction \"" + shown + "\"",
                    meant.empty() ? "" : "write " + std::string(meant));
    leave_open(raw);
  }

  void leave_open(const RawInstruction& raw) {
    if (!stage_reader_.empty()) stage_reader_.back().leave_open(raw);
  }

  // ARG before the first FROM: only FROM lines see it, and stages that declare it again.
  void read_global_argument(const RawInstruction& raw) {
    if (!globals_reader_) {
      globals_stage_ = std::make_unique<Stage>();
      globals_reader_ = std::make_unique<StageReader>(*context_, *globals_stage_, globals_,
                                                      no_scope_, options_.arguments);
    }
    globals_reader_->read(raw, "ARG");
  }

  void read_from(const RawInstruction& raw) {
    finish_stage();
    if (build_.stages.size() == stage_limit) {
      context_->error(raw, {0, raw.name.size()}, "more than 1,000 stages; the others are not read");
      context_->budget.left = -1;
      return;
    }
    const std::string_view line = raw.line.text;
    std::size_t from = raw.rest;
    const std::vector<Flag> flags = read_flags(line, from, context_->escape);
    const std::vector<Word> words = plain_words(line, from);
    const auto text = [&](Word word) { return line.substr(word.begin, word.end - word.begin); };
    const bool named = words.size() == 3 && equals_ignoring_case(text(words[1]), "AS");
    if (words.empty()) {
      context_->error(raw, {0, line.size()}, "FROM needs an image", "write FROM with an image");
    } else if (words.size() != 1 && !named) {
      context_->error(raw, {words[1].begin, line.size()},
                      "FROM takes one image, and AS with a name after it",
                      "write FROM " + std::string(text(words[0]).substr(0, 80)) + " AS name");
    }
    const std::size_t index = build_.stages.size();
    Stage& stage = build_.stages.emplace_back();
    Scope& scope = scopes_.emplace_back();
    const Word image = words.empty() ? Word{0, line.size()} : words[0];
    stage.from = context_->origin(raw, {0, image.end});
    stage.level.kind = LevelKind::build_stage;
    stage.level.site = stage.from;
    if (named) {
      stage.name = to_lower(text(words[2]));
      stage.name_origin = context_->origin(raw, words[2]);
      if (!is_letter(stage.name.front()) ||
          !std::all_of(stage.name.begin(), stage.name.end(),
                       [](char c) { return is_word(c) || c == '-' || c == '.'; })) {
        context_->error(raw, words[2], "is no name for a stage",
                        "use letters, digits, - and _, beginning with a letter");
      }
    }
    stage.level.name = "stage " + (stage.name.empty() ? std::to_string(index) : stage.name);
    read_base(raw, image, words.empty() ? std::string_view() : text(image), stage, scope);
    read_platform(raw, flags, stage);
    stage_reader_.emplace_back(*context_, stage, scope, globals_, options_.arguments);
    run_triggers(stage);
    // The first stage of a name is the one that is meant.
    if (!stage.name.empty()) by_name_.try_emplace(stage.name, index);
  }

  void read_base(const RawInstruction& raw, Word word, std::string_view written, Stage& stage,
                 Scope& scope) {
    const Expansion image = expand(written, globals_, context_->escape, context_->budget);
    if (!image.error.empty()) context_->error(raw, word, "cannot be expanded: " + image.error);
    const Origin origin = with_steps(context_->origin(raw, word), image);
    if (image.text.is_known()) {
      if (const auto found = by_name_.find(to_lower(image.text.bytes())); found != by_name_.end()) {
        const Stage& base = build_.stages[found->second];
        stage.base_stage = found->second;
        stage.windows = base.windows;
        scope.base = &scopes_[found->second];
        scope.open = scope.base->open;
        return;
      }
    }
    stage.base = parse_image_reference(image.text);
    stage.level.facts.set(fact::image, stage.base, origin);
    scope.open = !stage.base.is_scratch();
    stage.windows = is_windows(stage.base);
  }

  void read_platform(const RawInstruction& raw, const std::vector<Flag>& flags, Stage& stage) {
    // Nobody writes backticks for Linux.
    stage.windows = stage.windows || context_->escape == '`';
    for (const Flag& flag : flags) {
      if (flag.name != "platform") continue;
      const Expansion platform =
          expand(raw.line.text.substr(flag.value.begin, flag.value.end - flag.value.begin),
                 globals_, context_->escape, context_->budget);
      const Word place = flag.value.begin < flag.value.end ? flag.value : flag.whole;
      stage.platform =
          Value<Text>::known(platform.text, with_steps(context_->origin(raw, place), platform));
      const std::string name = to_lower(platform.text.bytes());
      if (name.starts_with("windows")) stage.windows = true;
      if (name.starts_with("linux")) stage.windows = false;
    }
    if (!stage.windows) return;
    // What a user name means is for Windows to say: the level may declare it elsewhere.
    Origin origin = stage.from;
    origin.note = "a Windows image has no user ids";
    stage.level.open = std::move(origin);
  }

  // ONBUILD of an earlier stage runs at the start of those that are built from it.
  void run_triggers(const Stage& stage) {
    if (!stage.base_stage) return;
    const std::vector<RawInstruction>& triggers = triggers_[*stage.base_stage];
    for (const RawInstruction& trigger : triggers) {
      if (!context_->budget.take(4096)) return;
      stage_reader_.back().read(trigger, to_upper(trigger.name));
    }
  }

  void finish_stage() {
    if (stage_reader_.empty()) return;
    stage_reader_.back().finish();
    triggers_.push_back(std::move(stage_reader_.back().triggers));
    stage_reader_.clear();
  }

  void choose_target() {
    if (build_.stages.empty()) return;
    build_.target = build_.stages.size() - 1;
    if (options_.target.empty()) return;
    build_.name += " target " + options_.target;
    if (const auto found = by_name_.find(to_lower(options_.target)); found != by_name_.end()) {
      build_.target = found->second;
      return;
    }
    const auto index = parse_int(options_.target);
    if (index && *index >= 0 && *index < static_cast<std::int64_t>(build_.stages.size())) {
      build_.target = static_cast<std::size_t>(*index);
      return;
    }
    std::vector<std::string_view> names;
    for (const auto& [name, at] : by_name_) names.push_back(name);
    const std::string_view meant = nearest(to_lower(options_.target), names);
    errors_.push_back(document_.error(
        "has no stage \"" + options_.target.substr(0, 80) + "\", which is to be built", {0, 0},
        meant.empty() ? "" : "name the stage " + std::string(meant)));
  }

  const Document& document_;
  const BuildOptions& options_;
  std::vector<Error>& errors_;
  RunScripts* scripts_;
  Context* context_ = nullptr;
  Build build_;
  Scope globals_;
  const Scope no_scope_;
  std::unique_ptr<Stage> globals_stage_;
  std::unique_ptr<StageReader> globals_reader_;
  std::deque<Scope> scopes_;
  std::deque<StageReader> stage_reader_;  // at most one: the current stage's
  std::vector<std::vector<RawInstruction>> triggers_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
  bool said_outside_ = false;
};

// The bytes of `value` inside the bytes of `origin`, when they stand there literally.
Origin narrow(Origin origin, std::string_view before, std::string_view value) {
  if (!origin.has_place()) return origin;
  const std::string_view bytes =
      std::string_view(origin.file->text).substr(origin.span.begin, origin.span.size());
  const std::string needle = std::string(before) + std::string(value);
  const std::size_t at = bytes.find(needle);
  if (at == std::string_view::npos) return origin;
  origin.span.begin += static_cast<std::uint32_t>(at + before.size());
  origin.span.end = origin.span.begin + static_cast<std::uint32_t>(value.size());
  return origin;
}

}  // namespace

Build read_build(const Document& document, const BuildOptions& options, std::vector<Error>& errors,
                 RunScripts* scripts) {
  return BuildReader(document, options, errors, scripts).run();
}

std::vector<Image> images_of(const Build& build) {
  std::vector<Image> images;
  const auto add = [&](const Text& name, Image::Role role, const Origin& site) {
    if (name.empty() || name.bytes() == "scratch") return;
    images.push_back({parse_image_reference(name), role, build.name, site});
  };
  // What is meant to be a stage is no image, also where it is none (build/unknown-stage says so).
  const auto is_stage = [&](const Text& name, std::size_t current) {
    return resolve_stage(build, current, name).kind != StageReference::Kind::image;
  };
  for (std::size_t at = 0; at < build.stages.size(); ++at) {
    const Stage& stage = build.stages[at];
    if (const Value<ImageReference>& base = stage.level.facts.get(fact::image);
        base.is_known() && base_of(build, at).kind == StageReference::Kind::image) {
      add(base->written, Image::Role::base, base.origin());
    }
    for (const Instruction& instruction : stage.instructions) {
      for (const Setting& flag : instruction.flags) {
        if (instruction.name == "COPY" && flag.name == "from") {
          if (!is_stage(flag.value, at)) add(flag.value, Image::Role::copied_from, flag.origin);
        } else if (instruction.name == "RUN" && flag.name == "mount") {
          for (std::size_t begin = 0; begin != std::string::npos;) {
            const std::size_t comma = flag.value.find(',', begin);
            const Text field = flag.value.substr(
                begin, comma == std::string::npos ? std::string::npos : comma - begin);
            begin = comma == std::string::npos ? comma : comma + 1;
            if (field.starts_with("from=") != Truth::yes) continue;
            const Text name = field.substr(5);
            if (!is_stage(name, at)) {
              add(name, Image::Role::copied_from, narrow(flag.origin, "from=", name.bytes()));
            }
          }
        }
      }
    }
  }
  return images;
}

Workload workload_of(const Build& build) {
  Workload workload;
  workload.name = "image of " + build.name;
  workload.platform = Platform::docker;
  workload.is_image = true;
  workload.levels = build.levels();
  return workload;
}

}  // namespace boltseal::dockerfile

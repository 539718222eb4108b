#include "sources/dockerfile/dockerfile.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "sources/dockerfile/words.h"

namespace boltseal::dockerfile {
namespace {

// A Dockerfile that was read, with the file its origins point into.
struct ReadFile {
  File file;
  std::vector<Error> errors;
  Build build;

  explicit ReadFile(std::string text, const BuildOptions& options = {})
      : file{"Dockerfile", std::move(text)}, build(read_build(Document(file), options, errors)) {}

  const Stage& last() const { return build.stages[build.target]; }
  std::string user() const {
    const Value<User>& user = last().level.facts.get(fact::user);
    return user.is_known() ? user->name.bytes() : "";
  }
  std::string variable(std::string_view name) const {
    const Value<Settings>& all = last().level.facts.get(fact::environment);
    if (!all.is_known()) return "(none)";
    for (const Setting& setting : *all) {
      if (setting.name == name)
        return setting.value.is_known() ? setting.value.bytes() : "?" + setting.value.bytes();
    }
    return "(none)";
  }
  std::string_view bytes(const Origin& origin) const {
    return std::string_view(file.text).substr(origin.span.begin, origin.span.size());
  }
  std::string first_error() const { return errors.empty() ? "" : errors.front().message; }
};

// The value of ENV R=word after `setup`.
std::string expanded(const std::string& setup, const std::string& word) {
  return ReadFile("FROM scratch\n" + setup + "\nENV R=" + word + "\n").variable("R");
}

TEST(Dockerfile, PositionsLeadThroughContinuationLines) {
  const ReadFile read(
      "\xEF\xBB\xBF# a comment\r\n"
      "FROM debian:12 \\\r\n"
      "   AS one\r\n"
      "ENV A=1 \\\r\n"
      "\r\n"
      "  # inside\r\n"
      "  B=\"two words\" \\\r\n"
      "  C=3\r\n"
      "USER \\\r\n"
      "  app:staff\r\n");
  EXPECT_TRUE(read.errors.empty()) << read.first_error();
  const Settings& environment = *read.last().level.facts.get(fact::environment);
  ASSERT_EQ(environment.size(), 3u);
  EXPECT_EQ(read.bytes(environment[1].origin), "B=\"two words\"");
  EXPECT_EQ(environment[1].value, Text("two words"));
  EXPECT_EQ(read.bytes(environment[2].origin), "C=3");
  const Value<User>& user = read.last().level.facts.get(fact::user);
  EXPECT_EQ(read.bytes(user.origin()), "app:staff");
  EXPECT_EQ(user->group, Text("staff"));
  EXPECT_EQ(read.last().name, "one");
  EXPECT_EQ(read.bytes(read.last().from), "FROM debian:12");
}

TEST(Dockerfile, AWordMayGoOnOnTheNextLine) {
  const ReadFile read("FROM scratch\nUSER ro\\\not\n");
  EXPECT_EQ(read.user(), "root");
  EXPECT_EQ(read.bytes(read.last().level.facts.get(fact::user).origin()), "ro\\\not");
}

TEST(Dockerfile, EscapedEscapeDoesNotContinue) {
  const ReadFile read("FROM scratch\nRUN echo \\\\\nUSER app\n");
  EXPECT_EQ(read.user(), "app");
}

TEST(Dockerfile, ExpandsEveryForm) {
  EXPECT_EQ(expanded("ENV V=a.b.c", "$V"), "a.b.c");
  EXPECT_EQ(expanded("ENV V=a.b.c", "x${V}y"), "xa.b.cy");
  EXPECT_EQ(expanded("ENV V=a.b.c", "${V#*.}"), "b.c");
  EXPECT_EQ(expanded("ENV V=a.b.c", "${V##*.}"), "c");
  EXPECT_EQ(expanded("ENV V=a.b.c", "${V%.*}"), "a.b");
  EXPECT_EQ(expanded("ENV V=a.b.c", "${V%%.*}"), "a");
  EXPECT_EQ(expanded("ENV V=a.b.c", "${V/./-}"), "a-b.c");
  EXPECT_EQ(expanded("ENV V=a.b.c", "${V//./-}"), "a-b-c");
  EXPECT_EQ(expanded("ENV V=a/b/c", "${V//\\//_}"), "a_b_c");
  EXPECT_EQ(expanded("ENV V=", "${V:-d}"), "d");
  EXPECT_EQ(expanded("ENV V=", "${V-d}"), "");
  EXPECT_EQ(expanded("ENV V=x", "${V:-d}"), "x");
  EXPECT_EQ(expanded("ENV V=x", "${V:+set}"), "set");
  EXPECT_EQ(expanded("ENV V=", "${V:+set}"), "");
  EXPECT_EQ(expanded("ENV V=", "${V+set}"), "set");
  EXPECT_EQ(expanded("ENV V=x", "${V:?must}"), "x");
  EXPECT_EQ(expanded("ENV V=x", "${W:-${V:-d}}"), "x");
  EXPECT_EQ(expanded("ENV V=x", "\\$V"), "$V");
  EXPECT_EQ(expanded("ENV V=x", "'$V'"), "$V");
  EXPECT_EQ(expanded("ENV V=x", "\"$V \\\"q\\\" \\n\""), "x \"q\" \\n");
  EXPECT_EQ(expanded("ENV V=ümlaut", "${V#?}"), "mlaut");
  EXPECT_EQ(expanded("ENV V=läl", "${V%?l}"), "l");
  EXPECT_EQ(expanded("", "a${UNSET}b"), "ab") << "scratch sets nothing";
}

TEST(Dockerfile, OneInstructionSeesWhatWasBeforeIt) {
  EXPECT_EQ(ReadFile("FROM scratch\nENV a=1\nENV a=2 b=$a\n").variable("b"), "1");
}

TEST(Dockerfile, UnknownIsAsSmallAsPossible) {
  const ReadFile read("FROM scratch\nARG V\nENV R=app-$V.tar\n");
  const Setting& setting = read.last().level.facts.get(fact::environment)->front();
  EXPECT_FALSE(setting.value.is_known());
  EXPECT_EQ(setting.value.starts_with("app-"), Truth::yes);
  EXPECT_EQ(setting.value.ends_with(".tar"), Truth::yes);
  EXPECT_EQ(ReadFile("FROM debian\nENV R=$PATH:/x\n").variable("R"), "?$PATH:/x");
}

TEST(Dockerfile, ArgumentsBeforeFromMustBeDeclaredAgain) {
  EXPECT_EQ(ReadFile("ARG U=root\nFROM scratch\nARG U\nUSER $U\n").user(), "root");
  EXPECT_EQ(ReadFile("ARG U=root\nFROM scratch\nUSER x$U\n").user(), "x");
  EXPECT_EQ(ReadFile("ARG T=12\nARG I=debian:$T\nFROM $I\n").last().base.written, "debian:12");
  EXPECT_EQ(ReadFile("FROM scratch\nARG U=a\nFROM scratch\nUSER x$U\n").user(), "x");
}

TEST(Dockerfile, AnExpandedUserLeadsToItsArgument) {
  const ReadFile read("ARG APP_USER=root\nFROM scratch\nARG APP_USER\nUSER $APP_USER\n");
  const Origin& origin = read.last().level.facts.get(fact::user).origin();
  EXPECT_EQ(origin.kind, OriginKind::argument);
  EXPECT_EQ(read.bytes(origin), "$APP_USER");
  ASSERT_TRUE(origin.via);
  EXPECT_EQ(read.bytes(*origin.via), "APP_USER");
  ASSERT_TRUE(origin.via->via);
  EXPECT_EQ(read.bytes(*origin.via->via), "APP_USER=root");
}

TEST(Dockerfile, BuildArgumentsAndTarget) {
  const BuildOptions options{"Base", {{"U", Text("app"), {}}}};
  const ReadFile read("FROM scratch AS base\nARG U=root\nUSER $U\nFROM base\nUSER root\n", options);
  EXPECT_TRUE(read.errors.empty());
  EXPECT_EQ(read.build.target, 0u);
  EXPECT_EQ(read.user(), "app");
  EXPECT_EQ(read.build.name, "Dockerfile target Base");
  const ReadFile missing("FROM scratch AS runtime\n", {"runtme", {}});
  ASSERT_EQ(missing.errors.size(), 1u);
  EXPECT_EQ(missing.errors.front().remedy, "name the stage runtime");
}

TEST(Dockerfile, StagesInheritEnvironmentButNotArguments) {
  const ReadFile read(
      "FROM scratch AS One\nARG A=1\nENV E=2\nFROM oNe\nENV R=$A-$E\nFROM scratch\nFROM 1\n");
  ASSERT_EQ(read.build.stages.size(), 4u);
  EXPECT_EQ(read.build.stages[1].base_stage, 0u);
  EXPECT_EQ(read.build.stages[1].level.facts.get(fact::environment)->front().value, Text("-2"));
  EXPECT_FALSE(read.build.stages[3].base_stage) << "FROM takes names, no indexes";
}

TEST(Dockerfile, Heredocs) {
  const ReadFile read(
      "FROM scratch\n"
      "COPY <<-'A' <<B /dir/\n"
      "\tUSER one\n"
      "\tA\n"
      "USER two\n"
      "B\n"
      "RUN cat << \"E F\"\nFROM x\nE F\n"
      "RUN echo $((1<<2)) 'it''s <<'\n"
      "USER app\n");
  EXPECT_TRUE(read.errors.empty()) << read.first_error();
  EXPECT_EQ(read.build.stages.size(), 1u);
  EXPECT_EQ(read.user(), "app");
  EXPECT_EQ(read.bytes(read.last().instructions[0].origin),
            "COPY <<-'A' <<B /dir/\n\tUSER one\n\tA\nUSER two\nB");
}

TEST(Dockerfile, JsonThatIsNoneIsTheShellForm) {
  const auto command = [](const std::string& text) {
    const ReadFile read("FROM scratch\nCMD " + text + "\n");
    const Value<Command>& found = read.last().level.facts.get(fact::command);
    return found.is_known()
               ? (found->shell_form ? "shell" : "exec") + std::to_string(found->words.size())
               : read.first_error();
  };
  EXPECT_EQ(command(R"(["a", "b"])"), "exec2");
  EXPECT_EQ(command(R"([ ])"), "exec0");
  EXPECT_EQ(command(R"(['a', 'b'])"), "shell1");
  EXPECT_EQ(command(R"(["C:\app"])"), "shell1");
  EXPECT_EQ(command(R"(["a",])"), "shell1");
  EXPECT_EQ(command(R"(["a"] && b)"), "shell1");
  EXPECT_EQ(command(R"([[ -f x ]])"), "shell1");
  EXPECT_EQ(command(R"(["a", 1])"), "the array of CMD holds something else than strings");
  std::vector<JsonWord> words;
  EXPECT_EQ(read_json(R"( ["\u00e9\ud83d\ude00\n"])", 0, words), JsonForm::strings);
  EXPECT_EQ(words.front().text, "é😀\n");
}

TEST(Dockerfile, EntrypointTakesAnInheritedCommandBack) {
  const ReadFile read("FROM scratch AS a\nCMD x\nFROM a\nENTRYPOINT [\"y\"]\n");
  EXPECT_TRUE(read.last().level.facts.get(fact::command)->words.empty());
  const ReadFile own("FROM scratch\nCMD x\nENTRYPOINT [\"y\"]\n");
  EXPECT_EQ(own.last().level.facts.get(fact::command)->words.size(), 1u);
}

TEST(Dockerfile, OnbuildRunsInStagesFromIt) {
  const ReadFile read("FROM scratch AS a\nONBUILD USER app\nFROM a\n");
  EXPECT_EQ(read.user(), "app");
  EXPECT_EQ(ReadFile("FROM scratch\nONBUILD USER app\n").user(), "");
  EXPECT_EQ(ReadFile("FROM scratch\nONBUILD FROM b\n").first_error(),
            "FROM cannot stand behind ONBUILD");
}

TEST(Dockerfile, WindowsImagesHaveNoUserIds) {
  const auto windows = [](const std::string& text) {
    const ReadFile read(text);
    return read.last().windows && read.last().level.open;
  };
  EXPECT_TRUE(windows("# escape=`\nFROM x\nRUN dir `\n  c:\\\nUSER y\n"));
  EXPECT_TRUE(windows("FROM mcr.microsoft.com/windows/servercore:ltsc2022\n"));
  EXPECT_TRUE(windows("FROM golang:1.23-nanoserver-ltsc2022 AS a\nFROM a\n"));
  EXPECT_TRUE(windows("FROM --platform=windows/amd64 x\n"));
  EXPECT_FALSE(windows("FROM mcr.microsoft.com/dotnet/sdk:8.0\n"));
}

TEST(Dockerfile, ParserDirectives) {
  EXPECT_EQ(
      ReadFile("#syntax=docker/dockerfile:1\n# check=skip=all\n#escape = `\nFROM a `\n AS b\n")
          .last()
          .name,
      "b");
  EXPECT_EQ(ReadFile("# a comment\n# escape=`\nFROM a \\\n AS b\n").last().name, "b");
  EXPECT_EQ(ReadFile("# escape=x\nFROM a\n").first_error(), "the escape character must be \\ or `");
}

TEST(Dockerfile, RunGivesItsCommandsToTheShell) {
  const ReadFile read(
      "FROM scratch\nARG DIR=/opt\nENV V=1\n"
      "RUN set -e; \\\n"
      "    # fetch it\n"
      "    curl -o $DIR/x-$V \\\n"
      "      | sh\n"
      "RUN <<-E\n\t\techo a\n\techo b\n\tE\n"
      "RUN <<E\n#!/usr/bin/env python3\nprint()\nE\n"
      "RUN cat <<E > /f && echo c\ntext\nE\n"
      "SHELL [\"powershell\"]\nRUN dir\n"
      "RUN [\"a\", \"b c\"]\n");
  EXPECT_TRUE(read.errors.empty()) << read.first_error();
  std::string all;
  for (const Instruction& run : read.last().instructions) {
    for (const ShellCommand& command : run.commands) {
      for (const Item& word : command.words)
        all += word.text.bytes() + "\\" + std::string(read.bytes(word.origin)) + " ";
      all += "; ";
    }
  }
  EXPECT_EQ(all,
            "set\\set -e\\-e ; curl\\curl -o\\-o /opt/x-1\\$DIR/x-$V ; sh\\sh ; "
            "echo\\echo a\\a ; echo\\echo b\\b ; cat\\cat ; echo\\echo c\\c ; "
            "a\\\"a\" b c\\\"b c\" ; ");
}

TEST(Dockerfile, HealthChecks) {
  const ReadFile read(
      "FROM scratch\nHEALTHCHECK --interval=1m30s --timeout=500ms --retries=2 CMD a b\n");
  const Value<HealthCheck>& check = read.last().level.facts.get(fact::health_check);
  EXPECT_EQ(check->interval, 90'000);
  EXPECT_EQ(check->timeout, 500);
  EXPECT_EQ(check->retries, 2);
  EXPECT_TRUE(check->test.shell_form);
  EXPECT_EQ(read.bytes(check.origin()), "CMD a b");
  const ReadFile none("FROM scratch\nHEALTHCHECK CMD a\nHEALTHCHECK none\n");
  EXPECT_EQ(none.last().level.facts.get(fact::health_check)->kind, HealthCheck::Kind::disabled);
  EXPECT_FALSE(ReadFile("FROM scratch\nHEALTHCHECK curl x\n").errors.empty());
  EXPECT_FALSE(ReadFile("FROM scratch\nHEALTHCHECK --interval=soon CMD x\n").errors.empty());
}

TEST(Dockerfile, ImagesFromOutside) {
  const ReadFile read(
      "FROM golang:1 AS build\nFROM scratch\n"
      "COPY --from=BUILD /a /a\nCOPY --from=0 /a /a\nCOPY --from=\"nginx:1\" /a /a\n"
      "RUN --mount=type=bind,from=build,target=/b --mount=type=bind,from=alpine:3,target=/x "
      "true\n");
  const std::vector<Image> images = images_of(read.build);
  ASSERT_EQ(images.size(), 3u);
  EXPECT_EQ(read.bytes(images[0].site), "golang:1");
  EXPECT_EQ(images[1].reference.repository, Text("library/nginx"));
  EXPECT_EQ(images[1].role, Image::Role::copied_from);
  EXPECT_EQ(read.bytes(images[2].site), "alpine:3");
}

TEST(Dockerfile, BadInputIsSaidOnceAndTheRestIsRead) {
  const ReadFile article("FROM: ubuntu:20.04\nUSER app\n");
  ASSERT_EQ(article.errors.size(), 1u);
  EXPECT_EQ(article.errors.front().message, "\"FROM:\" is no instruction: none ends with a colon");
  EXPECT_EQ(article.errors.front().remedy, "write FROM ubuntu:20.04");
  EXPECT_EQ(article.errors.front().span, (ByteSpan{0, 5}));
  EXPECT_EQ(article.user(), "app");

  const ReadFile typo("FROM scratch\nUSR app\nENV A=1\n");
  ASSERT_EQ(typo.errors.size(), 1u);
  EXPECT_EQ(typo.errors.front().message, "unknown instruction \"USR\"");
  EXPECT_EQ(typo.errors.front().remedy, "write USER");
  EXPECT_TRUE(typo.last().level.open) << "what was meant may have been the user";
  EXPECT_EQ(typo.variable("A"), "1");

  EXPECT_EQ(ReadFile("").first_error(), "has no FROM, so there is nothing to build");
  EXPECT_EQ(ReadFile("RUN a\nRUN b\n").errors.size(), 1u);
  EXPECT_EQ(ReadFile("FROM\n").first_error(), "FROM needs an image");
  EXPECT_EQ(ReadFile("FROM a b\n").first_error(),
            "FROM takes one image, and AS with a name after it");
  EXPECT_EQ(ReadFile("FROM a\nRUN <<E\nx\n").first_error(), "the heredoc <<E has no end");
  EXPECT_TRUE(ReadFile("FROM a\nRUN <<E\nUSER b\n").last().level.open);
  EXPECT_EQ(ReadFile("FROM a\nENV A\n").first_error(), "ENV needs a name and a value");
  EXPECT_EQ(ReadFile("FROM a\nUSER ${A\n").first_error(), "cannot be expanded: missing '}'");
  EXPECT_EQ(ReadFile(std::string("FROM a\n\0x", 9)).first_error(),
            "is binary, so it is no Dockerfile");
  EXPECT_EQ(ReadFile("FROM a\nRUN " + std::string(70'000, 'x') + "\nUSER b\n").user(), "b");
  EXPECT_EQ(ReadFile("FROM a\nRUN x \\").errors.size(), 0u);
}

TEST(Dockerfile, HostileInputIsBounded) {
  // Doubling: A1=$A0$A0, A2=$A1$A1 …
  std::string doubling = "FROM scratch\nARG A0=xxxxxxxxxxxxxxxx\n";
  for (int i = 1; i < 200; ++i) {
    const std::string before = "$A" + std::to_string(i - 1);
    doubling += "ARG A" + std::to_string(i) + "=" + before + before + "\n";
  }
  EXPECT_EQ(ReadFile(doubling + "USER $A199\n").build.stages.size(), 1u);

  std::string nested = "FROM scratch\nUSER ";
  for (int i = 0; i < 10'000; ++i) nested += "${x:-";
  EXPECT_EQ(ReadFile(nested + "\n").first_error(),
            "cannot be expanded: expansions are nested too deep");

  std::string chain = "FROM scratch AS s0\n";
  for (int i = 1; i < 3000; ++i) {
    chain += "FROM s" + std::to_string(i - 1) + " AS s" + std::to_string(i) + "\nENV A=$A$B\n";
  }
  EXPECT_EQ(ReadFile(chain).first_error(), "more than 1,000 stages; the others are not read");

  std::string many = "FROM scratch\n";
  for (int i = 0; i < 30'000; ++i) many += "ENV A" + std::to_string(i) + "=1\n";
  EXPECT_FALSE(ReadFile(many).errors.empty());

  std::string junk;
  for (int i = 0; i < 1000; ++i) junk += "JUNK\n";
  EXPECT_LE(ReadFile("FROM a\n" + junk).errors.size(), 21u);

  std::string cyclic = "ARG A=$B\nARG B=$A\nFROM $A\nARG A=$B\nARG B=$A\nUSER $A\n";
  EXPECT_TRUE(ReadFile(cyclic).errors.empty());
}

// Writing.

std::string changed(const std::string& text, bool missing, const std::string& value = "10001") {
  const ReadFile read(text);
  Change change;
  change.fact = Fact::user;
  change.value = value;
  change.missing = missing;
  change.at = missing ? read.last().level.site : read.last().level.facts.get(fact::user).origin();
  const auto edits = find_source("dockerfile")->write(Document(read.file), change);
  if (!edits) return edits.error().message;
  std::string after = text;
  for (auto edit = edits->rbegin(); edit != edits->rend(); ++edit) {
    after.replace(edit->span.begin, edit->span.size(), edit->replacement);
  }
  // What was written reads back as what was asked for.
  EXPECT_EQ(ReadFile(after).user(), value) << after;
  return after;
}

TEST(DockerfileWrite, SetsTheUserInPlace) {
  EXPECT_EQ(changed("FROM a\nUSER root\nCMD x\n", false), "FROM a\nUSER 10001\nCMD x\n");
  EXPECT_EQ(changed("FROM a\r\nARG U=0\r\nUSER \\\r\n  $U:$U\r\n", false),
            "FROM a\r\nARG U=0\r\nUSER \\\r\n  10001\r\n");
}

TEST(DockerfileWrite, AddsAUserBeforeWhatStarts) {
  EXPECT_EQ(changed("FROM a\nRUN x\n# starts it\nENTRYPOINT [\"e\"]\nEXPOSE 1\nCMD c\n", true),
            "FROM a\nRUN x\nUSER 10001\n# starts it\nENTRYPOINT [\"e\"]\nEXPOSE 1\nCMD c\n");
  EXPECT_EQ(changed("FROM a\nCMD c\nRUN x\n", true), "FROM a\nCMD c\nRUN x\nUSER 10001\n");
  EXPECT_EQ(changed("FROM a AS b\r\nRUN <<E\r\nCMD\r\nE\r\n\r\nCMD c", true),
            "FROM a AS b\r\nRUN <<E\r\nCMD\r\nE\r\n\r\nUSER 10001\r\nCMD c");
  EXPECT_EQ(changed("FROM a \\\n  AS b", true), "FROM a \\\n  AS b\nUSER 10001");
  EXPECT_EQ(changed("FROM a\nRUN x \\\n  y # \\\n", true),
            "the last instruction ends in a continuation character");
}

TEST(DockerfileWrite, AddsToTheStageThatIsMeant) {
  const std::string text = "FROM a AS one\nCMD x\nFROM b\nCMD y\n";
  const ReadFile read(text);
  Change change;
  change.fact = Fact::user;
  change.value = std::string("1");
  change.missing = true;
  change.at = read.build.stages[0].level.site;
  const auto edits = find_source("dockerfile")->write(Document(read.file), change);
  ASSERT_TRUE(edits);
  EXPECT_EQ(edits->front().span.begin, text.find("CMD x"));
}

TEST(DockerfileWrite, SaysWhatItCannot) {
  const ReadFile read("FROM a\n");
  Change change;
  change.fact = Fact::mounts;
  change.at = read.last().level.site;
  const auto edits = find_source("dockerfile")->write(Document(read.file), change);
  ASSERT_FALSE(edits);
  EXPECT_EQ(edits.error().message,
            "a Dockerfile declares no host mounts; they are mended where the container is started");
  change.fact = Fact::user;
  change.value = std::string("10001");
  change.missing = true;
  EXPECT_EQ(find_source("dockerfile")->spell(Document(read.file), change), "USER 10001");
}

TEST(DockerfileSource, ClaimsItsFiles) {
  const Source& source = *find_source("dockerfile");
  for (const char* path : {"Dockerfile", "a/dockerfile", "Containerfile", "Dockerfile.prod",
                           "api.Dockerfile", "x.dockerfile"}) {
    EXPECT_TRUE(source.claims_path(path)) << path;
  }
  for (const char* path : {"Dockerfile.template", "Dockerfile.j2", "notes.md", "Dockerfiles",
                           "api.Dockerfile.dockerignore"}) {
    EXPECT_FALSE(source.claims_path(path)) << path;
  }
  EXPECT_TRUE(
      source.claims_text("x", "# c\n\nARG V=1\nFROM --platform=$P debian:$V AS a\nRUN x\n"));
  EXPECT_FALSE(source.claims_text("x", "From alice Mon Jan 1\nSubject: x\n"));
  EXPECT_FALSE(source.claims_text("x", "from a import b\n"));
  EXPECT_FALSE(source.claims_text("x", "FROM a SELECT b\n"));
}

}  // namespace
}  // namespace boltseal::dockerfile

#include "sources/shell/shell.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace boltseal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Read {
  explicit Read(std::string text, const shell::Options& options = {})
      : file(std::make_unique<File>(File{"run.sh", std::move(text)})),
        script(shell::parse(Document(*file), options)) {}

  /// One command: words with unknown parts in ⟨⟩, a trailing … for one that may be many.
  static std::string show(const ShellCommand& command) {
    std::string line;
    for (const Item& word : command.words) {
      if (!line.empty()) line += '|';
      line += show(word.text);
      if (word.may_split) line += "...";
    }
    return line;
  }
  static std::string show(const Text& text) {
    std::string line;
    bool hole = false;
    for (std::size_t at = 0; at < text.bytes().size(); ++at) {
      if (text.is_known_at(at) == hole) line += (hole = !hole) ? "<" : ">";
      line += text.bytes()[at];
    }
    return line + (hole ? ">" : "");
  }
  std::vector<std::string> commands() const {
    std::vector<std::string> lines;
    for (const ShellCommand& command : script.commands) lines.push_back(show(command));
    return lines;
  }
  std::string bytes(const Origin& origin) const {
    return file->text.substr(origin.span.begin, origin.span.size());
  }
  /// The bytes of every word of a command.
  std::vector<std::string> origins(std::size_t command) const {
    std::vector<std::string> all;
    for (const Item& word : script.commands.at(command).words) all.push_back(bytes(word.origin));
    return all;
  }

  std::unique_ptr<File> file;
  shell::Script script;
};

TEST(Shell, SplitsWordsAndKeepsTheirBytes) {
  const Read read("  docker run -v '/a b:/c' \"x\"y\\ z # not this\n");
  EXPECT_THAT(read.commands(), ElementsAre("docker|run|-v|/a b:/c|xy z"));
  EXPECT_THAT(read.origins(0), ElementsAre("docker", "run", "-v", "'/a b:/c'", "\"x\"y\\ z"));
  EXPECT_EQ(read.bytes(read.script.commands[0].origin), "docker run -v '/a b:/c' \"x\"y\\ z");
  EXPECT_THAT(read.script.errors, IsEmpty());
}

TEST(Shell, ContinuesLines) {
  EXPECT_THAT(Read("docker run \\\n  -d \\\r\n  ng\\\ninx\necho b").commands(),
              ElementsAre("docker|run|-d|nginx", "echo|b"));
}

TEST(Shell, ReadsEveryKindOfQuote) {
  EXPECT_THAT(Read(R"(echo 'a"b' "c'd\"\$\x" $'e\n\'\x41\101é' $"f" "" '')").commands(),
              ElementsAre("echo|a\"b|c'd\"$\\x|e\n'AA\xC3\xA9|f||"));
}

TEST(Shell, FollowsVariables) {
  const Read read("A=/srv\nexport B=$A/data\ndocker run -v \"$B:/data\" -v ${A}x:/y\n");
  EXPECT_THAT(read.commands(),
              ElementsAre("export|B=/srv/data", "docker|run|-v|/srv/data:/data|-v|/srvx:/y"));
  const Item& word = read.script.commands[1].words[3];
  EXPECT_EQ(read.bytes(word.origin), "\"$B:/data\"");
  EXPECT_EQ(word.origin.kind, OriginKind::argument);
  ASSERT_TRUE(word.origin.via);
  EXPECT_EQ(read.bytes(*word.origin.via), "$A/data");
  ASSERT_TRUE(word.origin.via->via);
  EXPECT_EQ(read.bytes(*word.origin.via->via), "/srv");
}

TEST(Shell, FollowsArrays) {
  const Read read(
      "OPTS=(-d -v '/a b:/c')\nOPTS+=(\"--name=x\")\n"
      "docker run \"${OPTS[@]}\" img \"${OPTS[0]}\" \"${OPTS[*]}\"\n");
  EXPECT_THAT(read.commands(),
              ElementsAre("docker|run|-d|-v|/a b:/c|--name=x|img|-d|-d -v /a b:/c --name=x"));
  const Item& word = read.script.commands[0].words[4];
  EXPECT_EQ(read.bytes(word.origin), "\"${OPTS[@]}\"");
  ASSERT_TRUE(word.origin.via);
  EXPECT_EQ(read.bytes(*word.origin.via), "'/a b:/c'");
}

TEST(Shell, SplitsUnquotedValues) {
  EXPECT_THAT(Read("O='-d  -v /:/host'\nE=\ndocker run $O$O $E \"$E\" x$O").commands(),
              ElementsAre("docker|run|-d|-v|/:/host-d|-v|/:/host||x-d|-v|/:/host"));
}

TEST(Shell, KeepsUnknownPartsSmall) {
  EXPECT_THAT(
      Read("docker run $OPTS -v $PWD/data:/data -v ~/x:/y \"$IMAGE:1.2\" \"$@\" $PWD").commands(),
      ElementsAre("docker|run|<$OPTS>...|-v|<$PWD>/data:/data|-v|<~>/x:/y|<$IMAGE>:1.2|<$@>...|"
                  "<$PWD>"));
}

TEST(Shell, KeepsUnknownPartsOfValues) {
  EXPECT_THAT(Read("I=$REG/app:1.2\nO=\"-d $MORE\"\nrun \"$I\" $O").commands(),
              ElementsAre("run|<$REG>/app:1.2|-d|<$MORE>..."));
}

TEST(Shell, ForgetsWhatMayHaveChanged) {
  EXPECT_THAT(
      Read("A=1\nB=1\nif x; then A=2; echo $A; else echo $A; fi\necho \"$A\" $B").commands(),
      ElementsAre("x", "echo|2", "echo|1", "echo|<$A>|1"));
  EXPECT_THAT(Read("A=1\nwhile x \"$A\"; do A=2; done").commands(), ElementsAre("x|<$A>"));
  EXPECT_THAT(Read("A=1; [ -f y ] && A=2; echo \"$A\"").commands(),
              ElementsAre("[|-f|y|]", "echo|<$A>"));
  EXPECT_THAT(Read("A=1; (A=2; echo $A); echo $A").commands(), ElementsAre("echo|2", "echo|1"));
  EXPECT_THAT(Read("A=1; . ./env; echo \"$A\"").commands(), ElementsAre(".|./env", "echo|<$A>"));
  EXPECT_THAT(Read("A=1; read -r A; echo \"$A\"").commands(),
              ElementsAre("read|-r|A", "echo|<$A>"));
}

TEST(Shell, ReadsFunctionsWithWhatTheScriptAssigns) {
  const Read read("f() {\n  local X=1\n  echo $IMG $X \"$1\" \"$T\"\n}\nIMG=a; T=1; T=2\nf\n");
  EXPECT_THAT(read.commands(), ElementsAre("local|X=1", "echo|a|1|<$1>|<$T>", "f"));
  EXPECT_TRUE(read.script.commands[0].conditional);
  EXPECT_FALSE(read.script.commands[2].conditional);
  EXPECT_THAT(Read("A=1; function g { A=2; }; g; echo \"$A\"").commands(),
              ElementsAre("g", "echo|<$A>"));
}

TEST(Shell, ExpandsParameterForms) {
  EXPECT_THAT(Read("x=/a/b.tar.gz; e=; echo ${x#*/} ${x##*/} ${x%.*} ${x%%.*} ${x/a/z} ${x//./_} "
                   "${x:1:3} ${x^^} ${e:-d} ${e-d}. ${x:+y} ${e:+y}. ${#x}")
                  .commands(),
              ElementsAre("echo|a/b.tar.gz|b.tar.gz|/a/b.tar|/a/b|/z/b.tar.gz|/a/b_tar_gz|a/b|"
                          "/A/B.TAR.GZ|d|.|y|.|<${#x}>..."));
  const Read read(": \"${TAG:=1.2}\"\ndocker run ${IMG:-nginx}:$TAG ${N:-a b}");
  EXPECT_EQ(read.commands()[1], "docker|run|nginx:1.2|a|b");
  EXPECT_EQ(read.script.commands[1].words[2].origin.kind, OriginKind::environment);
}

TEST(Shell, TakesVariablesFromOutside) {
  shell::Options options;
  options.variables["V"] = Text("1.2");
  EXPECT_THAT(Read("curl x/$V", options).commands(), ElementsAre("curl|x/1.2"));
}

TEST(Shell, ListsCommandsInsideSubstitutions) {
  const Read read("docker run -v $(pwd):/x `id -u` \"$(a \"b $(c)\")\" <(curl u) $((1 + $(d)))");
  EXPECT_THAT(read.commands(),
              ElementsAre("pwd", "id|-u", "c", "a|b <$(c)>", "curl|u", "d",
                          "docker|run|-v|<$(pwd)>:/x|<`id -u`>...|<$(a \"b $(c)\")>|<<(curl "
                          "u)>...|<$((1 + $(d)))>"));
}

TEST(Shell, KnowsPipesAndConditions) {
  const Read read("curl x | sudo bash\na && b || c\nif d; then e; fi\nf");
  EXPECT_THAT(read.commands(),
              ElementsAre("curl|x", "sudo|bash", "bash", "a", "b", "c", "d", "e", "f"));
  std::vector<bool> piped, conditional;
  for (const ShellCommand& command : read.script.commands) {
    piped.push_back(command.piped_from_previous);
    conditional.push_back(command.conditional);
  }
  EXPECT_THAT(piped, ElementsAre(false, true, true, false, false, false, false, false, false));
  EXPECT_THAT(conditional,
              ElementsAre(false, false, false, false, false, true, false, true, false));
}

TEST(Shell, LooksThroughPrefixes) {
  EXPECT_THAT(Read("sudo -E -u root docker ps").commands().back(), "docker|ps");
  EXPECT_THAT(Read("A=1 env -i B=2 docker ps").commands().back(), "docker|ps");
  EXPECT_THAT(Read("exec nohup nice -n 5 timeout -k 3 10s docker ps &").commands().back(),
              "docker|ps");
  EXPECT_THAT(Read("time docker ps").commands(), ElementsAre("docker|ps"));
  EXPECT_THAT(Read("$SUDO docker ps").commands(), ElementsAre("<$SUDO>...|docker|ps", "docker|ps"));
  EXPECT_THAT(Read("command -v docker").commands(), ElementsAre("command|-v|docker"));
  EXPECT_THAT(Read("x | xargs -r -n 1 docker rm").commands().back(), "docker|rm");
}

TEST(Shell, ReadsScriptsInsideScripts) {
  const Read read("sudo sh -ec 'docker run -v /:/h img' && X=1 bash -c \"docker ps $A; ls\"");
  EXPECT_THAT(read.commands(),
              ElementsAre("sudo|sh|-ec|docker run -v /:/h img", "sh|-ec|docker run -v /:/h img",
                          "docker|run|-v|/:/h|img", "bash|-c|docker ps <$A>; ls",
                          "docker|ps|<$A>...", "ls"));
  EXPECT_THAT(read.origins(2), ElementsAre("docker", "run", "-v", "/:/h", "img"));
  EXPECT_EQ(read.origins(4)[2], "$A");
  EXPECT_EQ(Read("ssh -i k u@h 'docker ps'").commands().back(), "docker|ps");
  EXPECT_EQ(Read("ssh u@h docker ps").commands().back(), "docker|ps");
  EXPECT_EQ(Read("su - app -c 'docker ps'").commands().back(), "docker|ps");
  EXPECT_EQ(Read("bash <<'EOF'\ndocker ps\nEOF\n").commands().back(), "docker|ps");
  EXPECT_EQ(Read("cat <<EOF | sudo bash -s\ndocker ps \\$X\nEOF\n").commands().back(),
            "docker|ps|<$X>...");
  EXPECT_EQ(Read("echo 'docker ps' | sh").commands().back(), "docker|ps");
}

TEST(Shell, KeepsFilesThatAreWritten) {
  const Read read(
      "A=1\n"
      "cat > /etc/docker/daemon.json <<EOF\n{\"icc\": $A, \"x\": \"\\$\"}\nEOF\n"
      "sudo tee /etc/a.conf <<-'EOF' >/dev/null\n\t\tb $A\n\tc\n\tEOF\n"
      "echo '{\"d\": 1}' | sudo tee -a /etc/d.json\n"
      "printf 'e\\nf' >f.txt\n"
      "printf '%s\\n' g \"h i\" > g.txt\n"
      "echo j > $DIR/j\n");
  ASSERT_EQ(read.script.written.size(), 6u);
  const auto& files = read.script.written;
  EXPECT_EQ(files[0].path.bytes(), "/etc/docker/daemon.json");
  EXPECT_EQ(files[0].document.text(), "{\"icc\": 1, \"x\": \"$\"}\n");
  EXPECT_EQ(read.bytes(files[0].document.origin({1, 6})), "\"icc\"");
  EXPECT_EQ(read.bytes(files[0].document.origin({8, 9})), "$A");
  EXPECT_EQ(files[1].path.bytes(), "/etc/a.conf");
  EXPECT_EQ(files[1].document.text(), "b $A\nc\n");
  EXPECT_EQ(files[2].document.text(), "{\"d\": 1}\n");
  EXPECT_TRUE(files[2].appended);
  EXPECT_EQ(files[3].document.text(), "e\nf");
  EXPECT_EQ(files[4].document.text(), "g\nh i\n");
  EXPECT_EQ(Read::show(files[5].path), "<$DIR>/j");
  EXPECT_THAT(read.script.errors, IsEmpty());
}

TEST(Shell, ReadsCompoundCommands) {
  const Read read(
      "for i in 1 2; do a $i; done\nuntil b; do c; done; case $x in\n  d|e) f ;;\n *) g;;\nesac\n"
      "{ h; } >k; [[ $a =~ ^(x|y)$ && -n b ]] && l\nselect s in t; do u; done\n((i++))\nm");
  EXPECT_THAT(read.commands(), ElementsAre("a|<$i>...", "b", "c", "f", "g", "h",
                                           "[[|<$a>...|=~|^(x|y)$|&&|-n|b", "l", "u", "m"));
  EXPECT_THAT(read.script.errors, IsEmpty());
}

TEST(Shell, SetsPositionalParameters) {
  EXPECT_THAT(
      Read("set -e\nset -- docker run -d\nset -- \"$@\" img\nexec \"$@\"\n").commands().back(),
      "docker|run|-d|img");
  EXPECT_EQ(Read("set -- a b; echo $2 $1").commands().back(), "echo|b|a");
}

TEST(Shell, SaysWhatIsNotClosed) {
  for (const char* text :
       {"a 'b", "a \"b", "a $(b", "a `b", "cat <<EOF\nx\n", "if a; then b", "a ${b", "( a", "x=(a",
        "[[ a", "$((1", "{ a", "fi", "a $'b", "for x in y; do z"}) {
    const Read read(std::string("first\n") + text);
    EXPECT_FALSE(read.script.errors.empty()) << text;
    EXPECT_EQ(read.commands()[0], "first") << text;
  }
}

TEST(Shell, ToleratesTemplates) {
  const Read read("docker run ${{ inputs.image }} -e X=${{ secrets.x }} {{ jinja }}");
  EXPECT_THAT(read.commands(), ElementsAre("docker|run|<${{ inputs.image }}>...|-e|X=<${{ "
                                           "secrets.x }}>|{{|jinja|}}"));
  EXPECT_THAT(read.script.errors, IsEmpty());
}

TEST(Shell, IsBoundedOnHostileInput) {
  for (const char* const piece :
       {"$(",   "`",          "((",  "{ ", "if ", "a && ",           "<<E ",      "\"$(", "${x:-",
        "a() ", "case x in ", "$((", "!",  "| ",  "sh -c 'sh -c \"", "for x in ", "[[ ",  "x=(",
        "\\\n", "&"}) {
    std::string text;
    while (text.size() < 20'000) text += piece;
    const Read read(text);
    SUCCEED();
  }
}

/// How many words the commands of a script have, and the text that they hold.
std::pair<std::size_t, std::size_t> extent(const Read& read) {
  std::size_t words = 0;
  std::size_t bytes = 0;
  for (const ShellCommand& command : read.script.commands) {
    words += command.words.size();
    for (const Item& word : command.words) bytes += word.text.bytes().size();
  }
  return {words, bytes};
}

TEST(Shell, BoundsWhatVariablesGrowTo) {
  const auto many = [](std::string first, const std::string& line, int count, const char* last) {
    for (int i = 0; i < count; ++i) first += line;
    return first + last;
  };
  const std::string long_value = "A='" + many("", "a ", 30'000, "'\n");
  for (const std::string& text : {
           many("A=(x x)\n", "B+=(\"${B[@]}\" \"${B[@]}\")\n", 2000, "run \"${B[@]}\""),
           many("A=xxxxxxxxxxxxxxxx\n", "A=$A$A$A$A\nB+=(\"${B[@]}\" x)\n", 2000,
                "run $A \"${B[@]}\""),
           many(long_value, "run $A\n", 2000, "run $A"),
           many(long_value, "B+=($A)\n", 2000, "run $A"),
           many("A=a\n", "A+=a\n", 200'000, "run $A"),
           many("set -- a a a a a a a a\n", "set -- \"$@\" \"$@\"\n", 2000, "run \"$@\""),
           many("A=" + std::string(200, 'a') + "\n", "b=${A%%*a*b*}\n", 20'000, "run $A"),
           many(many("cat <<E | tee ", "f ", 5000, "\n"), std::string(99, 'x') + "\n", 5000, "E\n"),
       }) {
    const Read read(text);
    const auto [words, bytes] = extent(read);
    EXPECT_LE(words, 200'000u) << text.substr(0, 40);
    EXPECT_LE(bytes, 32u << 20) << text.substr(0, 40);
    std::size_t written = 0;
    for (const shell::WrittenFile& file : read.script.written)
      written += file.document.text().size();
    EXPECT_LE(written, 32u << 20) << text.substr(0, 40);
  }
  // What comes after is unknown, and said to be so.
  const Read read(
      many("A=(x x)\nC=c\n", "B+=(\"${B[@]}\" \"${B[@]}\" \"${A[@]}\")\n", 2000, "run $C"));
  EXPECT_EQ(read.commands().back(), "run|<$C>...");
  EXPECT_EQ(read.script.errors.size(), 1u);
}

TEST(Shell, FollowsArraysThatGrowByManySteps) {
  std::string text = "A=()\n";
  for (int i = 0; i < 2000; ++i) text += "A+=(-v \"x" + std::to_string(i) + "\")\n";
  const Read read(text + "(A+=(gone)); if a; then :; fi\nrun \"${A[@]}\"");
  const auto& words = read.script.commands.back().words;
  ASSERT_EQ(words.size(), 4001u);
  EXPECT_EQ(words.back().text.bytes(), "x1999");
  EXPECT_THAT(read.script.errors, IsEmpty());
}

TEST(Shell, ReadsSeveralTextsInOneShell) {
  shell::Options options;
  options.session = shell::Session({{"OUTER", Text("o")}});
  const Read first("IMG=nginx; A=1; f() { docker run $A $IMG; B=$OUTER; }", options);
  EXPECT_EQ(first.commands().back(), "docker|run|<$A>...|<$IMG>...");
  const Read second("docker run $IMG $OUTER $B\nf\ndocker run $IMG $B", options);
  EXPECT_THAT(second.commands(),
              ElementsAre("docker|run|nginx|o|<$B>...", "f", "docker|run|nginx|<$B>..."));
  EXPECT_EQ(second.script.commands[0].words[2].origin.via->file, first.file.get());
  EXPECT_EQ(Read("docker run $IMG").commands()[0], "docker|run|<$IMG>...");
}

TEST(Shell, SplitsSystemdCommandLines) {
  const File file{
      "x.service",
      "/usr/bin/docker run \\\n# comment\n  --name \"%n\" -e 'A=b c' $OPTS ${V} x$$\\x"};
  const Document document(file);
  const auto words =
      shell::split_words(document, {0, static_cast<std::uint32_t>(file.text.size())});
  std::vector<std::string> shown;
  for (const Item& word : words)
    shown.push_back(Read::show(word.text) + (word.may_split ? "..." : ""));
  EXPECT_THAT(shown, ElementsAre("/usr/bin/docker", "run", "--name", "<%n>", "-e", "A=b c",
                                 "<$OPTS>...", "<${V}>", "x$x"));
  EXPECT_EQ(document.at(words[5].origin.span), "'A=b c'");
}

TEST(Shell, TakesAKeywordBeforeAContinuedLine) {
  const Read read("if true; then\\\n  docker run a\\\n; fi\nwhile x; do\\\r\n y; done\n");
  EXPECT_THAT(read.commands(), ElementsAre("true", "docker|run|a", "x", "y"));
  EXPECT_THAT(read.script.errors, IsEmpty());
  // Joined with what follows it is no keyword.
  EXPECT_FALSE(Read("if true; then\\\nx; fi\n").script.errors.empty());
}

TEST(Shell, KnowsWhichWrittenFilesAreWhole) {
  const Read read(
      "echo '# made' > Dockerfile\n"
      "cat template >> Dockerfile\n"
      "echo \"$text\" > a/Dockerfile\n"
      "echo '{}' > daemon.json\n"
      "tee daemon.json <<<\"$(jq . x)\" >/dev/null\n"
      "echo '{}' > whole.json\n"
      "printf '{}' | tee -a log.json\n"
      "echo '{}' > log.json\n");
  std::vector<std::string> whole;
  for (const shell::WrittenFile& file : read.script.written) {
    if (file.is_whole()) whole.push_back(file.path.bytes());
  }
  EXPECT_THAT(whole, ElementsAre("whole.json"));
}

TEST(Shell, NamesOfOptionsAreNoParameters) {
  EXPECT_THAT(Read("set -eo pipefail\nset -euo pipefail\nrun \"$1\"\n").commands(),
              ElementsAre("set|-eo|pipefail", "set|-euo|pipefail", "run|<$1>"));
  EXPECT_THAT(Read("set -eo pipefail -- a b\nrun \"$2\"\n").commands(),
              ElementsAre("set|-eo|pipefail|--|a|b", "run|b"));
}

}  // namespace
}  // namespace boltseal

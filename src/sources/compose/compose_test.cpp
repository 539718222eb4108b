#include "sources/compose/compose.h"

#include <gtest/gtest.h>

#include "sources/compose/effective.h"
#include "sources/compose/file_set.h"
#include "sources/compose/interpolate.h"
#include "sources/compose/short_syntax.h"

namespace boltseal::compose {
namespace {

std::string expand(std::string_view raw) {
  static const Environment environment = [] {
    Environment made;
    made["A"].value = Text("a");
    made["EMPTY"].value = Text("");
    return made;
  }();
  const Interpolated result = interpolate(raw, environment);
  if (result.invalid) return "invalid at " + std::to_string(result.invalid->begin);
  std::string shown;
  for (std::size_t at = 0; at < result.text.bytes().size(); ++at) {
    const bool known = result.text.is_known_at(at);
    if (!known && (at == 0 || result.text.is_known_at(at - 1))) shown += "<";
    shown += result.text.bytes()[at];
    if (!known && (at + 1 == result.text.bytes().size() || result.text.is_known_at(at + 1))) {
      shown += ">";
    }
  }
  return shown;
}

TEST(Compose, InterpolatesEveryForm) {
  EXPECT_EQ(expand("$A-${A}-$$A"), "a-a-$A");
  EXPECT_EQ(expand("${A:-x}${A-x}${EMPTY:-x}${EMPTY-x}${NONE:-x}${NONE-x}"), "aaxxx");
  EXPECT_EQ(expand("x${NONE}y"), "x<${NONE}>y");
  EXPECT_EQ(expand("${NONE:?set it}"), "<${NONE:?set it}>");
  EXPECT_EQ(expand("${A:?set it}"), "a");
  EXPECT_EQ(expand("${A:+b}${A+b}${NONE:+b}"), "bb<${NONE:+b}>");
  EXPECT_EQ(expand("${NONE:-${A}-${B:-c}}/d"), "a-c/d");
  EXPECT_EQ(expand("${NONE:-}"), "");
  EXPECT_EQ(expand("cost $5"), "invalid at 5");
  EXPECT_EQ(expand("$(date)"), "invalid at 0");
  EXPECT_EQ(expand("${A"), "invalid at 0");
  EXPECT_EQ(expand("${1A}"), "invalid at 0");
  EXPECT_EQ(expand("${A!b}"), "invalid at 0");
}

TEST(Compose, ReadsEnvFiles) {
  const File file{".env",
                  "# c\nA=1\nexport B = two # c\nC='$A'\nD=\"x\\n${A}\"\nE=${A}${NONE}\nF\nG: h\n"
                  "M=\"one\ntwo\"\nA=3\r\n"};
  const Environment environment = read_env_file(file);
  const auto value = [&](const char* name) { return environment.at(name).value.bytes(); };
  EXPECT_EQ(value("A"), "3");
  EXPECT_EQ(value("B"), "two");
  EXPECT_EQ(value("C"), "$A");
  EXPECT_EQ(value("D"), "x\n1");
  EXPECT_EQ(value("E"), "1${NONE}");
  EXPECT_FALSE(environment.at("E").value.is_known());
  EXPECT_FALSE(environment.contains("F"));
  EXPECT_EQ(value("G"), "h");
  EXPECT_EQ(value("M"), "one\ntwo");
  const ByteSpan span = environment.at("B").origin.span;
  EXPECT_EQ(file.text.substr(span.begin, span.size()), "B = two");
}

TEST(Compose, SplitsShortSyntax) {
  const auto volume = [](const Text& text) {
    const ShortVolume parts = split_volume(text);
    return parts.source.bytes() + "|" + parts.target.bytes() + "|" +
           std::to_string(parts.options.size());
  };
  EXPECT_EQ(volume(Text("/data")), "|/data|0");
  EXPECT_EQ(volume(Text("./a:/b:ro,z")), "./a|/b|2");
  EXPECT_EQ(volume(Text("C:\\a:/b:ro")), "C:\\a|/b|1");
  EXPECT_EQ(volume(Text("C:\\a:D:\\b")), "C:\\a|D:\\b|0");
  EXPECT_EQ(volume(interpolate("${X?a:b}:/b", {}).text), "${X?a:b}|/b|0");
  const auto port = [](std::string text) {
    const ShortPort parts = split_port(Text(std::move(text)));
    return parts.host_ip.bytes() + "|" + parts.published.bytes() + "|" + parts.target.bytes() +
           "|" + parts.protocol;
  };
  EXPECT_EQ(port("80"), "||80|");
  EXPECT_EQ(port("8080:80/udp"), "|8080|80|udp");
  EXPECT_EQ(port("127.0.0.1::80"), "127.0.0.1||80|");
  EXPECT_EQ(port("[::1]:80:80"), "::1|80|80|");
  EXPECT_EQ(port("9090-9091:8080-8081"), "|9090-9091|8080-8081|");
  EXPECT_EQ(split_words(Text("a 'b c' \"d\\\" e\" f\\ g")).size(), 4u);
}

TEST(Compose, KnowsItsFiles) {
  for (const char* path : {"compose.yaml", "a/docker-compose.yml", "docker-compose.prod.yml",
                           "docker-compose-dev.yaml", "x/compose.override.yaml", "web.compose.yml",
                           "Docker-Compose.YML"}) {
    EXPECT_TRUE(compose_source.claims_path(path)) << path;
  }
  for (const char* path : {"composer.json", "compose.json", "services.yaml", "decompose.yaml"}) {
    EXPECT_FALSE(compose_source.claims_path(path)) << path;
  }
  const auto looks = [](std::string_view text) { return looks_like_compose(text); };
  EXPECT_TRUE(looks("version: '3'\nservices:\n  a:\n    ports: [80]\n    image: x\n"));
  EXPECT_FALSE(looks("services:\n  App\\Kernel:\n    class: X\n    arguments:\n      image: y\n"));
  EXPECT_FALSE(looks("services:\n  - docker:dind\n"));
  EXPECT_FALSE(looks("apiVersion: v1\nservices:\n  a:\n    image: x\n"));
  EXPECT_FALSE(looks("jobs:\n  a:\n    services:\n      db:\n        image: x\n"));
}

using Contents = std::map<std::string, std::string>;

struct Read {
  MemoryFiles files;
  Inventory inventory;
  Reader reader;
  explicit Read(Contents contents, const std::string& path = "compose.yaml")
      : files(std::move(contents)), reader(files, inventory) {
    reader.embed(Document(**reader.open(path)), compose_source);
  }
  Read(const Read&) = delete;

  const Facts& facts(std::string_view name) const {
    static const Facts none;
    for (const Workload& workload : inventory.workloads) {
      if (workload.name == "service " + std::string(name)) return workload.levels.back().facts;
    }
    ADD_FAILURE() << "no service " << name;
    return none;
  }
  std::string errors() const {
    std::string all;
    for (const Error& error : inventory.errors) all += error.message + "\n";
    return all;
  }
};

TEST(Compose, ExtendsInCirclesAreErrors) {
  const Read read(
      Contents{{"compose.yaml",
                "services:\n  a: {extends: b}\n  b: {extends: a}\n"
                "  c: {extends: {file: other.yml, service: d}}\n"},
               {"other.yml", "services:\n  d:\n    extends: {file: compose.yaml, service: c}\n"}});
  EXPECT_NE(read.errors().find("extends itself in a circle"), std::string::npos) << read.errors();
  for (const Workload& workload : read.inventory.workloads) {
    EXPECT_TRUE(workload.levels.back().open) << workload.name;
  }
}

TEST(Compose, IncludesInCirclesAreErrors) {
  const Read read(Contents{{"compose.yaml", "include: [a.yml]\nservices: {x: {image: x}}\n"},
                           {"a.yml", "include: [b.yml]\nservices: {y: {image: y}}\n"},
                           {"b.yml", "include: [a.yml]\nservices: {z: {image: z}}\n"}});
  EXPECT_NE(read.errors().find("includes itself"), std::string::npos) << read.errors();
  EXPECT_EQ(read.inventory.workloads.size(), 3u);
}

TEST(Compose, IncludeSeesItsOwnFolder) {
  const Read read(
      Contents{{"compose.yaml", "include:\n  - path: sub/a.yml\nservices: {x: {image: x}}\n"},
               {"sub/a.yml", "services:\n  y: {build: ctx, user: \"${WHO}\"}\n"},
               {"sub/.env", "WHO=0\n"}});
  EXPECT_EQ(read.errors(), "");
  EXPECT_EQ(read.facts("y").get(fact::user)->name.bytes(), "0");
  EXPECT_EQ(read.inventory.workloads[1].build->dockerfile, "sub/ctx/Dockerfile");
}

TEST(Compose, AnOverrideAloneIsReadWithItsBase) {
  std::map<std::string, std::string> files = {
      {"compose.yaml", "services: {a: {image: x, user: root}}\n"},
      {"compose.override.yaml", "services: {a: {user: \"1000\"}}\n"},
      {"docker-compose.prod.yml", "services: {a: {read_only: true}}\n"}};
  EXPECT_EQ(Read(files, "compose.override.yaml").inventory.workloads.size(), 0u);
  const Read base(files);
  EXPECT_EQ(base.facts("a").get(fact::user)->name.bytes(), "1000");
  EXPECT_EQ(base.reader.visited().size(), 2u);
  const Read prod(files, "docker-compose.prod.yml");
  EXPECT_EQ(prod.facts("a").get(fact::user)->name.bytes(), "root");
  EXPECT_TRUE(prod.facts("a").get(fact::read_only_root).is(true));
}

TEST(Compose, ManyExtendsOfALargeServiceStayBounded) {
  std::string text = "services:\n  base:\n    image: x\n    labels:\n";
  for (int i = 0; i < 20000; ++i) text += "      l" + std::to_string(i) + ": v\n";
  for (int i = 0; i < 2000; ++i) text += "  s" + std::to_string(i) + ": {extends: base}\n";
  const Read read(Contents{{"compose.yaml", text}});
  EXPECT_NE(read.errors().find("larger than"), std::string::npos);
}

std::string changed(std::string text, const std::string& service, bool user, bool missing = false) {
  const Read read(Contents{{"compose.yaml", text}});
  EXPECT_EQ(read.errors(), "");
  Change change;
  if (user) {
    change.fact = Fact::user;
    change.value = std::string("10001");
    change.missing = missing;
    change.at = missing ? read.inventory.workloads.front().site()
                        : read.facts(service).get(fact::user).origin();
  } else {
    change.fact = Fact::mounts;
    change.field = "read_only";
    change.value = true;
    change.at = read.facts(service).get(fact::mounts)->front().origin;
  }
  const Document& document = read.reader.visited().front().document;
  const Result<std::vector<Edit>> edits = compose_source.write(document, change);
  if (!edits) return "refused: " + edits.error().message;
  for (const Edit& edit : *edits) {
    text.replace(edit.span.begin, edit.span.size(), edit.replacement);
  }
  const Read again(Contents{{"compose.yaml", text}});
  EXPECT_EQ(again.errors(), "") << text;
  if (user) {
    EXPECT_EQ(again.facts(service).get(fact::user)->name.bytes(), "10001") << text;
  } else {
    EXPECT_TRUE(again.facts(service).get(fact::mounts)->front().read_only.is(true)) << text;
  }
  return text;
}

TEST(Compose, WritesUser) {
  EXPECT_EQ(changed("services:\n  a:\n    image: x\n    user: root # c\n", "a", true),
            "services:\n  a:\n    image: x\n    user: \"10001\" # c\n");
  EXPECT_EQ(changed("services:\n  a:\n    user: '0'\n", "a", true),
            "services:\n  a:\n    user: '10001'\n");
  EXPECT_EQ(changed("services:\n  a:\n    image: x # c\n    ports: []\n", "a", true, true),
            "services:\n  a:\n    image: x # c\n    user: \"10001\"\n    ports: []\n");
  EXPECT_EQ(changed("services: {a: {image: x}}", "a", true, true),
            "services: {a: {image: x, user: \"10001\"}}");
  EXPECT_EQ(changed("services:\r\n  a:\r\n    build: .\r\n", "a", true, true),
            "services:\r\n  a:\r\n    build: .\r\n    user: \"10001\"\r\n");
  EXPECT_EQ(changed("services:\n  a: {user: \"${U:-0}\"}\n", "a", true),
            "refused: a variable decides what stands here");
  EXPECT_EQ(changed("x-x: &x {user: root}\nx-y: &y {user: root}\nservices:\n  a: {<<: *y}\n"
                    "  b: {<<: *y}\n",
                    "a", true)
                .substr(0, 26),
            "refused: an anchor gives t");
  EXPECT_EQ(changed("services:\n  a: &a {image: x}\n  b: *a\n", "a", true, true).substr(0, 26),
            "refused: an anchor gives t");
}

TEST(Compose, WritesReadOnlyMounts) {
  const auto volume = [](const std::string& entry) {
    const std::string lead = "services:\n  a:\n    volumes:\n      - ";
    const std::string text = changed(lead + entry + "\n", "a", false);
    return text.starts_with(lead) ? text.substr(lead.size(), text.size() - lead.size() - 1) : text;
  };
  EXPECT_EQ(volume("./a:/b"), "./a:/b:ro");
  EXPECT_EQ(volume("./a:/b:z # c"), "./a:/b:ro,z # c");
  EXPECT_EQ(volume("\"./a:/b:rw\""), "\"./a:/b:ro\"");
  EXPECT_EQ(volume("'./a:/b'"), "'./a:/b:ro'");
  EXPECT_EQ(volume("${DATA:-./d}:/b"), "${DATA:-./d}:/b:ro");
  EXPECT_EQ(volume("${DATA}:/b:${MODE}"), "refused: a variable decides what stands here");
  EXPECT_EQ(volume("./a:${B}"), "refused: a variable decides what stands here");
  EXPECT_EQ(volume("{type: bind, source: /a, target: /b}"),
            "{type: bind, source: /a, target: /b, read_only: true}");
  EXPECT_EQ(volume("type: bind\n        source: /a\n        target: /b"),
            "type: bind\n        source: /a\n        target: /b\n        read_only: true");
  EXPECT_EQ(volume("type: bind\n        read_only: false\n        source: /a\n        target: /b"),
            "type: bind\n        read_only: true\n        source: /a\n        target: /b");
}

TEST(Compose, SpellsWhatToWrite) {
  const File file{"compose.yaml", "- \"/a:/b:rw\""};
  Change change;
  change.fact = Fact::user;
  change.value = std::string("10001");
  EXPECT_EQ(compose_source.spell(Document(file), change), "user: \"10001\"");
  change.fact = Fact::mounts;
  change.field = "read_only";
  change.value = true;
  EXPECT_EQ(compose_source.spell(Document(file), change), "read_only: true");
  change.at.file = &file;
  change.at.span = {2, 12};
  EXPECT_EQ(compose_source.spell(Document(file), change), "- /a:/b:ro");
}

TEST(Compose, EffectiveTextResolvesEverything) {
  const MemoryFiles files(
      {{"a.yml",
        "x-l: &l {k: v}\nservices:\n  a:\n    image: \"${I}:${T:-1}\"\n    labels: *l\n"
        "    ports: [\"80:80\"]\n    command: [x]\n"},
       {"b.yml",
        "services:\n  a:\n    ports: !override [\"81:80\"]\n    command: !reset null\n"
        "    extends: {service: c}\n  c: {environment: {A: $$1}}\n"},
       {".env", "I=img\n"}});
  const Result<std::string> text = effective_text(files, {"a.yml", "b.yml"});
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_EQ(*text,
            "x-l:\n  k: v\nservices:\n  a:\n    image: img:1\n    labels:\n      k: v\n"
            "    ports:\n      - \"81:80\"\n    environment:\n      A: $1\n"
            "  c:\n    environment:\n      A: $1\n");
  EXPECT_FALSE(effective_text(files, {"none.yml"}));
}

}  // namespace
}  // namespace boltseal::compose

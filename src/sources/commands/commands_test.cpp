#include "sources/commands/commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "sources/commands/invocation.h"
#include "sources/commands/mounts.h"
#include "sources/commands/workload.h"
#include "sources/source.h"

namespace boltseal {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

struct Read {
  explicit Read(std::string text, std::string path = "run.sh")
      : file(std::make_unique<File>(File{std::move(path), std::move(text)})),
        files({}),
        reader(files, inventory),
        source(recognize(file->path, file->text)) {
    reader.embed(Document(*file), *source);
  }

  const Facts& facts(std::size_t at = 0) const {
    return inventory.workloads.at(at).levels.back().facts;
  }
  std::string bytes(const Origin& origin) const {
    return file->text.substr(origin.span.begin, origin.span.size());
  }
  /// The text with a change made by whoever reads the place; "!reason" when it cannot be.
  std::string changed(const Change& change) const {
    const auto& visited = reader.visited();
    const auto at = std::find_if(visited.rbegin(), visited.rend(), [&](const auto& each) {
      return &each.document.file() == change.at.file && each.document.to_local(change.at.span);
    });
    if (at == visited.rend()) return "!no document";
    auto edits = at->source->write(at->document, change);
    if (edits) edits = at->document.to_file(std::move(*edits));
    if (!edits) return "!" + edits.error().message;
    std::string text = file->text;
    for (const Edit& edit : *edits)
      text.replace(edit.span.begin, edit.span.size(), edit.replacement);
    return text;
  }
  std::string with_user() const {
    const Level& level = inventory.workloads.at(0).levels.back();
    Change change;
    change.fact = Fact::user;
    change.value = std::string("10001");
    const auto& user = level.facts.get(fact::user);
    change.missing = user.is_absent();
    change.at = change.missing ? level.site : user.origin();
    return changed(change);
  }
  std::string read_only(std::size_t mount = 0) const {
    const Mount& element = (*facts().get(fact::mounts)).at(mount);
    Change change;
    change.fact = Fact::mounts;
    change.element = element.target.bytes();
    change.field = "read_only";
    change.value = true;
    change.at = element.origin;
    return changed(change);
  }

  std::unique_ptr<File> file;
  MemoryFiles files;
  Inventory inventory;
  Reader reader;
  const Source* source;
};

TEST(Commands, ReadsClusteredAndAttachedFlags) {
  const Read read("docker run -itd -p80:8080 -eA=b -v/a:/b:ro --name=n img cmd -x");
  const Facts& facts = read.facts();
  EXPECT_EQ(read.inventory.workloads[0].name, "docker run n");
  EXPECT_EQ(facts.get(fact::image)->written.bytes(), "img");
  EXPECT_EQ(facts.get(fact::command)->words.size(), 2u);
  const Mount& mount = facts.get(fact::mounts)->at(0);
  EXPECT_EQ(mount.kind, MountKind::bind);
  EXPECT_TRUE(mount.read_only.is(true));
  EXPECT_EQ(read.bytes(mount.origin), "/a:/b:ro");
  EXPECT_EQ(facts.get(fact::published_ports)->at(0).published.bytes(), "80");
  EXPECT_EQ(read.bytes(facts.get(fact::environment)->at(0).origin), "A=b");
}

TEST(Commands, PointsAtTheWordsOfTheCommand) {
  const Read read("sudo docker --debug container run x");
  EXPECT_EQ(read.bytes(read.inventory.workloads[0].levels[0].site), "docker --debug container run");
}

TEST(Commands, KnowsWhenOptionsMayHide) {
  EXPECT_TRUE(Read("docker run $OPTS img").inventory.workloads[0].levels[0].open);
  EXPECT_TRUE(Read("docker run $MORE img").inventory.workloads[0].levels[0].open);
  EXPECT_TRUE(Read("docker run \"$@\" img").inventory.workloads[0].levels[0].open);
  EXPECT_FALSE(Read("docker run $IMAGE sh -c x").inventory.workloads[0].levels[0].open);
  EXPECT_FALSE(Read("docker run -v $VOL img").inventory.workloads[0].levels[0].open);
  EXPECT_TRUE(Read("docker run --new-flag img").inventory.workloads[0].levels[0].open);
}

TEST(Commands, ReadsMounts) {
  const Read read(
      "docker run -v data:/d -v $PWD/x:/x -v $V:/v -v /anon -v C:\\\\x:/c:rw,z "
      "--mount type=bind,src=/a,dst=/b,readonly --mount source=v,target=/t i");
  const Mounts& mounts = *read.facts().get(fact::mounts);
  ASSERT_EQ(mounts.size(), 7u);
  EXPECT_EQ(mounts[0].kind, MountKind::volume);
  EXPECT_EQ(mounts[1].kind, MountKind::bind);
  EXPECT_EQ(mounts[2].kind, MountKind::unknown);
  EXPECT_EQ(mounts[3].target.bytes(), "/anon");
  EXPECT_EQ(mounts[4].source.bytes(), "C:\\x");
  EXPECT_TRUE(mounts[4].read_only.is(false));
  EXPECT_TRUE(mounts[5].read_only.is(true));
  EXPECT_EQ(mounts[6].kind, MountKind::volume);
}

TEST(Commands, SetsTheUser) {
  EXPECT_EQ(Read("docker run -d img").with_user(), "docker run --user 10001 -d img");
  EXPECT_EQ(Read("docker run -u root img").with_user(), "docker run -u 10001 img");
  EXPECT_EQ(Read("docker run --user=\"0:0\" img").with_user(), "docker run --user=\"10001\" img");
  EXPECT_EQ(Read("sh -c 'docker run img'").with_user(), "sh -c 'docker run --user 10001 img'");
  EXPECT_THAT(Read("O='-u root -d'; docker run $O img").with_user(), HasSubstr("variable"));
}

TEST(Commands, MakesMountsReadOnly) {
  EXPECT_EQ(Read("docker run -v /a:/b i").read_only(), "docker run -v /a:/b:ro i");
  EXPECT_EQ(Read("docker run -v \"$A:/b\" i").read_only(), "docker run -v \"$A:/b:ro\" i");
  EXPECT_EQ(Read("docker run -v /a:/b:z i").read_only(), "docker run -v /a:/b:z,ro i");
  EXPECT_EQ(Read("docker run -v /a:/b:rw i").read_only(), "docker run -v /a:/b:ro i");
  EXPECT_EQ(Read("docker run -v /a:/b:rw,z i").read_only(), "docker run -v /a:/b:ro,z i");
  EXPECT_EQ(Read("docker run --mount type=bind,src=/a,dst=/b i").read_only(),
            "docker run --mount type=bind,src=/a,dst=/b,readonly i");
  EXPECT_EQ(Read("docker run --volume=/a:/b i").read_only(), "docker run --volume=/a:/b:ro i");
  EXPECT_THAT(Read("O=(-v /a:/b); docker run \"${O[@]}\" i").read_only(), HasSubstr("variable"));
}

TEST(Commands, WritesInsideOtherFiles) {
  EXPECT_EQ(Read("#cloud-config\nruncmd:\n  - docker run -v /a:/b i\n", "user-data").read_only(),
            "#cloud-config\nruncmd:\n  - docker run -v /a:/b:ro i\n");
  EXPECT_EQ(Read("#cloud-config\nruncmd:\n  - [docker, run, -v, \"/a:/b\", i]\n", "user-data")
                .read_only(),
            "#cloud-config\nruncmd:\n  - [docker, run, -v, \"/a:/b:ro\", i]\n");
  EXPECT_THAT(Read("#cloud-config\nruncmd:\n  - [docker, run, i]\n", "user-data").with_user(),
              HasSubstr("list"));
  EXPECT_EQ(
      Read("jobs:\n  a:\n    steps:\n    - run: |\n        x\n        docker run i\n",
           ".github/workflows/a.yml")
          .with_user(),
      "jobs:\n  a:\n    steps:\n    - run: |\n        x\n        docker run --user 10001 i\n");
  EXPECT_EQ(Read("a:\n\t@docker run $(O)x i\n", "Makefile").with_user(),
            "a:\n\t@docker run --user 10001 $(O)x i\n");
  EXPECT_EQ(Read("[Service]\nExecStart=/bin/docker run \\\n -v /a:/b i\n", "a.service").read_only(),
            "[Service]\nExecStart=/bin/docker run \\\n -v /a:/b:ro i\n");
  EXPECT_EQ(Read("script:\n\t- x\na:\n  script:\n", "x.service").inventory.workloads.size(), 0u);
}

TEST(Commands, SpellsChanges) {
  const File file{"x", "/src:/dst"};
  Change change;
  change.fact = Fact::user;
  change.value = std::string("10001");
  EXPECT_EQ(commands::spell(Document(file), change), "--user 10001");
  change = {};
  change.fact = Fact::mounts;
  change.field = "read_only";
  change.element = "/dst";
  change.value = true;
  change.at = Document(file).origin({0, 9});
  EXPECT_EQ(commands::spell(Document(file), change), "-v /src:/dst:ro");
}

TEST(Commands, NamesAreUnique) {
  const Read read("docker run i\ndocker run i\ndocker run i\n");
  EXPECT_EQ(read.inventory.workloads[0].name, "docker run i");
  EXPECT_EQ(read.inventory.workloads[1].name, "docker run i (2)");
  EXPECT_EQ(read.inventory.workloads[2].name, "docker run i (3)");
}

TEST(Commands, SaysNothingOfOtherCommands) {
  const Read read("docker ps; echo docker run x; docker compose run y; git run z\n");
  EXPECT_THAT(read.inventory.workloads, IsEmpty());
}

TEST(Commands, AContainerThatFilesAreTakenFromIsATool) {
  EXPECT_TRUE(Read("docker create --name x app\ndocker cp x:/out .\ndocker rm x\n")
                  .inventory.workloads.at(0)
                  .is_job);
  EXPECT_FALSE(Read("docker create --name x app\ndocker cp conf x:/etc\ndocker start x\n")
                   .inventory.workloads.at(0)
                   .is_job);
  EXPECT_FALSE(Read("docker create --name x app\n").inventory.workloads.at(0).is_job);
}

}  // namespace
}  // namespace boltseal

#include "sources/commands/image_build.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "sources/shell/shell.h"

namespace boltseal::commands {
namespace {

/// "NAME FOLDER|DOCKERFILE", with "~" before a folder that is not sure; "NAME ?" when it is not
/// known.
std::vector<std::string> builds_of(std::string text) {
  const File file{"deploy/build.sh", std::move(text)};
  const shell::Script script = shell::parse(Document(file));
  ImageBuildReader reader(Folder{"deploy", false}, "deploy");
  reader.read(script.commands);
  std::vector<std::string> told;
  for (const ImageBuild& build : reader.builds) {
    std::string place = "?";
    if (!build.request.dockerfile.empty()) {
      place = (build.folder_is_sure ? "" : "~") + build.folder + "|" + build.request.dockerfile;
    }
    told.push_back(build.name.written.bytes() + " " + place);
  }
  return told;
}

using Told = std::vector<std::string>;

TEST(ImageBuildReader, TakesNameContextAndDockerfile) {
  EXPECT_EQ(builds_of("docker build -t shop/web:1 web"), Told{"shop/web:1 ~deploy/web|Dockerfile"});
  EXPECT_EQ(builds_of("sudo docker build --pull --no-cache --tag=web -f web/Dockerfile.prod ."),
            Told{"web ~deploy|web/Dockerfile.prod"});
  EXPECT_EQ(builds_of("podman build --format docker -tweb --build-arg A=1 --squash ./web"),
            Told{"web ~deploy/web|Dockerfile"});
  EXPECT_EQ(builds_of("docker buildx build --platform linux/arm64 --push -t a/web -t b/web web"),
            (Told{"a/web ~deploy/web|Dockerfile", "b/web ~deploy/web|Dockerfile"}));
  EXPECT_EQ(builds_of("docker build web"), Told{});
}

TEST(ImageBuildReader, KnowsWhatItDoesNotKnow) {
  EXPECT_EQ(builds_of("docker build -t web https://example.com/web.git"), Told{"web ?"});
  EXPECT_EQ(builds_of("docker build -t web - < Dockerfile"), Told{"web ?"});
  EXPECT_EQ(builds_of("docker build -t web /srv/web"), Told{"web ?"});
  EXPECT_EQ(builds_of("docker build -t web \"$DIR\""), Told{"web ?"});
  EXPECT_EQ(builds_of("docker build -t web $OPTIONS web"), Told{"web ?"});
  EXPECT_EQ(builds_of("docker build -t web -f \"$FILE\" web"), Told{"web ?"});
}

TEST(ImageBuildReader, FollowsTheFolder) {
  EXPECT_EQ(builds_of("cd web && docker build -t web ."), Told{"web ~deploy/web|Dockerfile"});
  EXPECT_EQ(builds_of("(cd web && docker build -t web .)\n(cd api; docker build -t api .)"),
            (Told{"web ~deploy/web|Dockerfile", "api ~deploy/api|Dockerfile"}));
  EXPECT_EQ(builds_of("pushd web\ndocker build -t web .\npopd\ndocker build -t all ."),
            (Told{"web ~deploy/web|Dockerfile", "all ~deploy|Dockerfile"}));
  EXPECT_EQ(builds_of("cd \"$WHERE\"\ndocker build -t web ."), Told{"web ?"});
  EXPECT_EQ(builds_of("cd web\ncd -\ndocker build -t web ."), Told{"web ?"});
}

TEST(ImageBuildReader, KnowsTheFolderOfTheScript) {
  EXPECT_EQ(builds_of("cd \"$(dirname \"$0\")\"\ndocker build -t web ."),
            Told{"web deploy|Dockerfile"});
  EXPECT_EQ(builds_of("cd \"$(dirname \"${BASH_SOURCE[0]}\")/..\"\ndocker build -t web web"),
            Told{"web web|Dockerfile"});
  EXPECT_EQ(builds_of("ROOT=\"$(cd \"$(dirname \"$0\")/..\" && pwd)\"\n"
                      "docker build -t web \"$ROOT/web\""),
            Told{"web web|Dockerfile"});
  EXPECT_EQ(builds_of("cd \"$(dirname \"$1\")\"\ndocker build -t web ."), Told{"web ?"});
}

TEST(ImageBuildReader, KnowsImagesByTheirFurtherNames) {
  EXPECT_EQ(builds_of("docker build -t web web\ndocker tag web ghcr.io/shop/web:1\n"
                      "docker tag other ghcr.io/shop/other"),
            (Told{"web ~deploy/web|Dockerfile", "ghcr.io/shop/web:1 ~deploy/web|Dockerfile"}));
}

}  // namespace
}  // namespace boltseal::commands

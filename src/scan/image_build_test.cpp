#include "scan/image_build.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

ImageConfig built_by(std::vector<std::string> steps) {
  ImageConfig config;
  config.os = "linux";
  for (std::string& step : steps) config.history.push_back({"", std::move(step), false});
  return config;
}

std::string told(std::vector<std::string> steps) {
  const std::string text = tell_build(built_by(std::move(steps))).text;
  return text.substr(text.find('\n') + 1);  // behind FROM
}

TEST(ImageBuild, ReadsTheWordsOfEachBuilder) {
  // docker build
  EXPECT_EQ(told({"/bin/sh -c #(nop) ADD file:1f8a in / "}), "ADD file:1f8a /\n");
  EXPECT_EQ(told({"/bin/sh -c apt-get update"}), "RUN apt-get update\n");
  EXPECT_EQ(told({"|1 TOKEN=a b /bin/sh -c make"}), "ARG TOKEN=\"a b\"\nRUN make\n");
  // BuildKit
  EXPECT_EQ(told({"COPY --chown=1:1 a b /c/ # buildkit"}), "COPY --chown=1:1 a b /c/\n");
  EXPECT_EQ(told({"RUN /bin/sh -c curl x | sh # buildkit"}), "RUN curl x | sh\n");
  EXPECT_EQ(told({"RUN |2 A=1 B= /bin/bash -o pipefail -ec make # buildkit"}),
            "ARG A=\"1\"\nARG B=\"\"\nRUN make\n");
  EXPECT_EQ(told({"ARG VERSION=1", "ENV A=$B"}), "ARG VERSION=\"1\"\nENV A=\"\\$B\"\n");
  // kaniko
  EXPECT_EQ(told({"RUN apk add curl"}), "RUN apk add curl\n");
}

TEST(ImageBuild, LeavesOutWhatIsNoStep) {
  EXPECT_EQ(
      told({"bazel build ...", "# debian.sh --arch 'amd64' out/ 'bookworm'", "", "|1",
            "jib-maven-plugin:3.4.0", "RUN ", "RUN |1 A=1", "/bin/sh -c #(nop)  CMD [\"sh\"]"}),
      "");
}

TEST(ImageBuild, NoStepReachesBeyondItsOwn) {
  EXPECT_EQ(told({"RUN /bin/sh -c cat <<EOF", "RUN echo \\", "COPY a /b \\", "ENV A=\\"}),
            "RUN <<'BOLTSEAL_END_OF_STEP'\ncat <<EOF\nBOLTSEAL_END_OF_STEP\n"
            "RUN <<'BOLTSEAL_END_OF_STEP'\necho \\\nBOLTSEAL_END_OF_STEP\n"
            "COPY a /b\n"
            "ENV A=\"\\\\\"\n");
  EXPECT_EQ(told({"RUN /bin/sh -c a\nBOLTSEAL_END_OF_STEP\nUSER 0"}), "");
  EXPECT_EQ(told({"COPY a /b\nUSER 0"}), "COPY a /b USER 0\n");
}

TEST(ImageBuild, TakesTheRestFromTheConfiguration) {
  ImageConfig config = built_by({"ENV A=old", "ENV A=new with spaces", "USER app"});
  config.user = "10001";
  config.environment = {"A=new with spaces", "PATH=/bin"};
  config.exposed_ports = {"80/tcp"};
  config.volumes = {"/data"};
  config.health_check = {{"CMD-SHELL", "curl -f localhost"}};
  config.entrypoint = {"/bin/sh", "-c", "say \"a\\b\""};
  config.command = {"x"};
  const ToldBuild told = tell_build(config);
  EXPECT_EQ(told.text,
            "FROM scratch\n"
            "ENV A=\"old\"\n"
            "ENV A=\"new with spaces\"\n"
            "USER 10001\n"
            "ENV PATH=\"/bin\"\n"
            "EXPOSE 80/tcp\n"
            "VOLUME [\"/data\"]\n"
            "HEALTHCHECK CMD curl -f localhost\n"
            "ENTRYPOINT [\"/bin/sh\", \"-c\", \"say \\\"a\\\\b\\\"\"]\n"
            "CMD [\"x\"]\n");
  EXPECT_EQ(told.step_at(0), std::nullopt);
  EXPECT_EQ(told.step_at(static_cast<std::uint32_t>(told.text.find("new"))), 1u);
  EXPECT_EQ(told.step_at(static_cast<std::uint32_t>(told.text.find("USER"))), std::nullopt);
}

}  // namespace
}  // namespace boltseal

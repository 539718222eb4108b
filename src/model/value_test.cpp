#include "model/value.h"

#include <gtest/gtest.h>

#include "model/image_reference.h"

namespace boltseal {
namespace {

Text text(std::string_view unknown, std::string_view known) {
  Text made = Text::unknown(std::string(unknown));
  made.append(known);
  return made;
}

TEST(Text, AnswersWhatItCan) {
  const Text path = text("$PWD", "/data");
  EXPECT_FALSE(path.is_known());
  EXPECT_EQ(path.ends_with("/data"), Truth::yes);
  EXPECT_EQ(path.ends_with("x/data"), Truth::unknown);
  EXPECT_EQ(path.ends_with("/logs"), Truth::no);
  EXPECT_EQ(path.starts_with("/"), Truth::unknown);
  EXPECT_EQ(path.equals("/srv/data"), Truth::unknown);
  EXPECT_EQ(path.equals("/srv/logs"), Truth::no);
  EXPECT_EQ(path.find('P'), std::string::npos) << "unknown bytes are not searched";
  EXPECT_EQ(path.find('/'), 4u);
  EXPECT_EQ(path.known_prefix(), "");
  EXPECT_TRUE(path.substr(4).is_known());
  EXPECT_EQ(Text("root").equals("root"), Truth::yes);
}

TEST(ImageReference, SplitsAsTheEnginesDo) {
  const auto expect = [](const Text& written, std::string_view registry,
                         std::string_view repository, std::string_view tag,
                         std::string_view digest = "") {
    const ImageReference image = parse_image_reference(written);
    EXPECT_EQ(image.registry.bytes(), registry);
    EXPECT_EQ(image.repository.bytes(), repository);
    EXPECT_EQ(image.tag.bytes(), tag);
    EXPECT_EQ(image.digest.bytes(), digest);
  };
  expect("debian", "docker.io", "library/debian", "");
  expect("debian:12", "docker.io", "library/debian", "12");
  expect("grafana/grafana:11.1", "docker.io", "grafana/grafana", "11.1");
  expect("localhost:5000/app", "localhost:5000", "app", "");
  expect("ghcr.io/a/b:1@sha256:00", "ghcr.io", "a/b", "1", "sha256:00");
  expect(text("$REG", "/app:1.2"), "$REG", "app", "1.2");
  Text tag("app:");
  tag.append_unknown("$TAG");
  const ImageReference image = parse_image_reference(tag);
  EXPECT_EQ(image.repository.bytes(), "library/app");
  EXPECT_FALSE(image.tag.is_known());
  EXPECT_FALSE(parse_image_reference(Text::unknown("$IMAGE")).registry.is_known());
}

}  // namespace
}  // namespace boltseal

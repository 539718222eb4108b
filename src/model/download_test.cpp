#include "model/download.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace boltseal {
namespace {

ShellCommand command_of(const std::string& line) {
  std::istringstream text(line);
  std::vector<Item> words;
  for (std::string word; text >> word;) words.push_back({Text(word), {}});
  return ShellCommand(std::move(words));
}

// "URL -> FILE" of each download.
std::string downloads(const std::string& line) {
  const ShellCommand command = command_of(line);
  std::string text;
  for (const Download& download : read_downloads(command)) {
    if (!text.empty()) text += ", ";
    text += download.url.bytes() + " -> " + download.file.bytes();
  }
  return text;
}

TEST(Download, KnowsWhereCurlWrites) {
  EXPECT_EQ(downloads("curl -fsSL https://a.example/x"), "https://a.example/x -> ");
  EXPECT_EQ(downloads("curl -fsSLo /tmp/y https://a.example/x"), "https://a.example/x -> /tmp/y");
  EXPECT_EQ(downloads("curl -fsSL -o/tmp/y https://a.example/x"), "https://a.example/x -> /tmp/y");
  EXPECT_EQ(downloads("curl --output=y https://a.example/x"), "https://a.example/x -> y");
  EXPECT_EQ(downloads("curl -LO https://a.example/x.tgz?v=1"),
            "https://a.example/x.tgz?v=1 -> x.tgz");
  EXPECT_EQ(downloads("curl -H a:b -A agent get.docker.com"), "http://get.docker.com -> ");
  EXPECT_EQ(downloads("curl --version"), "");
}

TEST(Download, KnowsWhereWgetWrites) {
  EXPECT_EQ(downloads("wget https://a.example/x"), "https://a.example/x -> x");
  EXPECT_EQ(downloads("wget -qO- https://a.example/x"), "https://a.example/x -> ");
  EXPECT_EQ(downloads("wget -q -O - https://a.example/x"), "https://a.example/x -> ");
  EXPECT_EQ(downloads("wget -P /opt https://a.example/x"), "https://a.example/x -> /opt/x");
  EXPECT_EQ(downloads("wget https://a.example/x https://a.example/y"),
            "https://a.example/x -> x, https://a.example/y -> y");
}

TEST(Download, SeesWhenCertificatesAreNotChecked) {
  EXPECT_TRUE(certificate_check_off(command_of("curl -fsSLk https://a.example")) != nullptr);
  EXPECT_TRUE(certificate_check_off(command_of("wget --no-check-certificate x")) != nullptr);
  EXPECT_TRUE(certificate_check_off(command_of("git -c http.sslVerify=false clone x")) != nullptr);
  EXPECT_FALSE(certificate_check_off(command_of("curl -o k https://a.example")) != nullptr);
  EXPECT_FALSE(certificate_check_off(command_of("git -c http.sslVerify=true clone x")) != nullptr);
  EXPECT_FALSE(certificate_check_off(command_of("ssh -k host")) != nullptr);
}

TEST(Download, IsBlindWithoutAChecksum) {
  std::vector<ShellCommand> commands;
  commands.push_back(command_of("curl -O https://a.example/x.tgz"));
  commands.push_back(command_of("tar xf x.tgz"));
  ASSERT_EQ(blind_downloads(commands).size(), 1u);
  EXPECT_EQ(blind_downloads(commands).front().use, "unpacked");
  commands.insert(commands.begin() + 1, command_of("sha256sum -c sums"));
  EXPECT_TRUE(blind_downloads(commands).empty());
  commands.clear();
  commands.push_back(command_of("curl -O https://a.example/data.json"));
  commands.push_back(command_of("cat data.json"));
  EXPECT_TRUE(blind_downloads(commands).empty());
}

}  // namespace
}  // namespace boltseal

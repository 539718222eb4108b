#include "model/package_command.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace boltseal {
namespace {

using Action = PackageCommand::Action;
using Manager = PackageCommand::Manager;

ShellCommand command_of(const std::string& line) {
  std::istringstream text(line);
  std::vector<Item> words;
  for (std::string word; text >> word;) words.push_back({Text(word), {}});
  return ShellCommand(std::move(words));
}

std::string packages_of(const std::string& line) {
  const ShellCommand command = command_of(line);
  const PackageCommand* const read = command.packages();
  if (!read) return "no package manager";
  if (read->action != Action::install) return "no installation";
  std::string names;
  for (const Item* package : read->packages) names += " " + package->text.bytes();
  return names;
}

Action action_of(const std::string& line) {
  const ShellCommand command = command_of(line);
  const PackageCommand* const read = command.packages();
  return read ? read->action : Action::other;
}

TEST(PackageCommand, FindsThePackagesBehindOptionsWithValues) {
  EXPECT_EQ(packages_of("apt-get -q -o Dpkg::Use-Pty=0 install -y -t stable curl git"),
            " curl git");
  EXPECT_EQ(packages_of("apk add --no-cache --virtual .build gcc"), " gcc");
  EXPECT_EQ(packages_of("/usr/bin/dnf -y --setopt=a=b install curl"), " curl");
  EXPECT_EQ(packages_of("pip3.12 install -r requirements.txt flask"), " flask");
  EXPECT_EQ(packages_of("python3 -u -m pip install --no-cache-dir flask"), " flask");
  EXPECT_EQ(packages_of("uv pip install flask"), " flask");
  EXPECT_EQ(packages_of("yarn global add serve"), " serve");
  EXPECT_EQ(packages_of("pacman -Sy --noconfirm git"), " git");
  EXPECT_EQ(packages_of("npm ci"), "");
  EXPECT_EQ(packages_of("python3 setup.py install"), "no package manager");
  EXPECT_EQ(packages_of("python3 -m"), "no package manager");
}

TEST(PackageCommand, TellsWhatIsAsked) {
  EXPECT_EQ(action_of("apt-get update"), Action::refresh);
  EXPECT_EQ(action_of("apt-get dist-upgrade"), Action::release_upgrade);
  EXPECT_EQ(action_of("apt-get install -s curl"), Action::other);
  EXPECT_EQ(action_of("yum update"), Action::upgrade);
  EXPECT_EQ(action_of("yum update curl"), Action::install);
  EXPECT_EQ(action_of("pacman -Syu"), Action::upgrade);
  EXPECT_EQ(action_of("pacman -Scc"), Action::clean);
  EXPECT_EQ(action_of("yarn"), Action::install);
  EXPECT_EQ(action_of("npm run build"), Action::other);
  EXPECT_EQ(action_of("apt-get"), Action::other);
}

TEST(PackageCommand, FindsLettersAmongOthers) {
  const ShellCommand command = command_of("apt-get install -qy --no-install-recommends curl");
  const PackageCommand* const read = command.packages();
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->has_option("y"));
  EXPECT_TRUE(read->has_option("q"));
  EXPECT_FALSE(read->has_option("n"));
  EXPECT_TRUE(read->has_option("--no-install-recommends"));
  EXPECT_FALSE(read->has_option("--no-install"));
}

}  // namespace
}  // namespace boltseal

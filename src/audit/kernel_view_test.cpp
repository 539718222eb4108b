#include "audit/kernel_view.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace boltseal {
namespace {

TEST(KernelView, ReadsStatus) {
  KernelView view;
  read_status(
      "Name:\tsleep\nUid:\t10001\t0\t10001\t10001\nCapEff:\t00000000a80425fb\n"
      "CapBnd:\t00000000a80425fb\nNoNewPrivs:\t1\nSeccomp:\t2\n",
      view);
  EXPECT_EQ(view.uid, 0u);
  EXPECT_EQ(view.bounding, 0xa80425fbu);
  // What Docker gives without being asked, as the kernel shows it.
  EXPECT_EQ(view.effective, default_capabilities(Platform::docker));
  EXPECT_EQ(view.no_new_privileges, true);
  EXPECT_EQ(view.seccomp, 2);
  KernelView none;
  read_status("Uid:\nCapBnd: x\nSeccomp\n:::\n", none);
  EXPECT_FALSE(none.uid || none.bounding || none.seccomp || none.no_new_privileges);
}

TEST(KernelView, ReadsMounts) {
  const std::vector<KernelMount> mounts = read_mountinfo(
      "131 61 0:50 / / rw,relatime master:3 - overlay overlay rw,lowerdir=/a\n"
      "148 131 254:0 /srv/my\\040site /site ro,relatime - ext4 /dev/vda rw\n"
      "149 131 254:0 /x /y rw - ext4 /dev/vda ro\n"
      "broken\n1 2 3 4 5 6 -\n");
  ASSERT_EQ(mounts.size(), 3u);
  EXPECT_EQ(mounts[0], (KernelMount{"/", "/", "overlay", false}));
  EXPECT_EQ(mounts[1], (KernelMount{"/site", "/srv/my site", "ext4", true}));
  // The file system as a whole.
  EXPECT_EQ(mounts[2], (KernelMount{"/y", "/x", "ext4", true}));
}

TEST(KernelView, FindsControlGroups) {
  const std::string hybrid = "8:pids:/docker/c1\n1:cpu,cpuacct:/docker/c1\n0::/docker/c1\n";
  EXPECT_EQ(control_group(hybrid, "pids"), "/sys/fs/cgroup/pids/docker/c1");
  EXPECT_EQ(control_group(hybrid, "cpuacct"), "/sys/fs/cgroup/cpu,cpuacct/docker/c1");
  EXPECT_EQ(control_group("0::/system.slice/docker-c1.scope\n", "memory"),
            "/sys/fs/cgroup/system.slice/docker-c1.scope");
  EXPECT_EQ(control_group("0::/../../etc\n", "memory"), "");
  EXPECT_EQ(control_group("nothing", "memory"), "");
}

TEST(KernelView, ReadsLimits) {
  EXPECT_EQ(read_limit("max\n"), -1);
  EXPECT_EQ(read_limit("9223372036854771712\n"), -1);
  EXPECT_EQ(read_limit("67108864\n"), 67108864);
  EXPECT_EQ(read_limit("18446744073709551615"), -1);
  EXPECT_EQ(read_limit("many"), std::nullopt);
  EXPECT_EQ(read_limit(""), std::nullopt);
}

TEST(KernelView, IsOnlyThatOfTheContainer) {
  EXPECT_FALSE(look_at_process(::getpid(), "no-container-is-called-so"));
  EXPECT_FALSE(look_at_process(0, "c1"));
  EXPECT_FALSE(look_at_process(::getpid(), ""));
}

}  // namespace
}  // namespace boltseal

#include "gate/default_seccomp.h"

#include <seccomp.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <set>
#include <string_view>
#include <vector>

#include "base/json_writer.h"

namespace boltseal {
namespace {

// What Docker's default profile keeps from containers without further capabilities
// (docs.docker.com, "Seccomp security profiles for Docker", and moby's profile for io_uring).
constexpr std::array<std::string_view, 64> kept_back = {
    "_sysctl",
    "acct",
    "add_key",
    "bpf",
    "chroot",
    "clock_adjtime",
    "clock_adjtime64",
    "clock_settime",
    "clock_settime64",
    "create_module",
    "delete_module",
    "fanotify_init",
    "finit_module",
    "fsconfig",
    "fsmount",
    "fsopen",
    "fspick",
    "get_kernel_syms",
    "get_mempolicy",
    "init_module",
    "io_uring_enter",
    "io_uring_register",
    "io_uring_setup",
    "ioperm",
    "iopl",
    "kcmp",
    "kexec_file_load",
    "kexec_load",
    "keyctl",
    "lookup_dcookie",
    "mbind",
    "migrate_pages",
    "mount",
    "mount_setattr",
    "move_mount",
    "move_pages",
    "nfsservctl",
    "open_by_handle_at",
    "open_tree",
    "perf_event_open",
    "pivot_root",
    "process_madvise",
    "query_module",
    "quotactl",
    "quotactl_fd",
    "reboot",
    "request_key",
    "set_mempolicy",
    "setdomainname",
    "sethostname",
    "setns",
    "settimeofday",
    "stime",
    "swapoff",
    "swapon",
    "sysfs",
    "syslog",
    "umount",
    "umount2",
    "unshare",
    "uselib",
    "userfaultfd",
    "ustat",
    "vhangup",
};
// Allowed with some arguments alone, or answered in a way of their own.
constexpr std::array<std::string_view, 5> special = {"clone", "clone3", "personality", "vm86",
                                                     "vm86old"};

struct Architecture {
  std::string_view name;
  std::uint32_t token;
};

std::vector<Architecture> architectures() {
  if (seccomp_arch_native() == SCMP_ARCH_X86_64) {
    return {{"SCMP_ARCH_X86_64", SCMP_ARCH_X86_64},
            {"SCMP_ARCH_X86", SCMP_ARCH_X86},
            {"SCMP_ARCH_X32", SCMP_ARCH_X32}};
  }
  if (seccomp_arch_native() == SCMP_ARCH_AARCH64) {
    return {{"SCMP_ARCH_AARCH64", SCMP_ARCH_AARCH64}, {"SCMP_ARCH_ARM", SCMP_ARCH_ARM}};
  }
  return {};
}

std::set<std::string> allowed_calls() {
  constexpr int most_numbers = 1024;   // the highest of Linux 6.x is below 600
  constexpr int arm_begin = 0x0f0000;  // ARM's own: cacheflush, set_tls
  std::set<std::string> names;
  std::vector<Architecture> all = architectures();
  if (all.empty()) all.push_back({"", seccomp_arch_native()});
  for (const Architecture& architecture : all) {
    const auto add = [&](int number) {
      const std::unique_ptr<char, decltype(&std::free)> name(
          seccomp_syscall_resolve_num_arch(architecture.token, number), &std::free);
      if (name) names.emplace(name.get());
    };
    for (int number = 0; number < most_numbers; ++number) add(number);
    if (architecture.token == SCMP_ARCH_ARM) {
      for (int number = 1; number < 8; ++number) add(arm_begin + number);
    }
  }
  std::erase_if(names, [](const std::string& name) {
    return std::ranges::find(kept_back, name) != kept_back.end() ||
           std::ranges::find(special, name) != special.end();
  });
  return names;
}

void argument(JsonWriter& out, std::uint64_t value, std::uint64_t second, std::string_view op) {
  out.begin_array("args");
  out.begin_object();
  out.member("index", 0);
  out.member("value", value);
  if (second != 0 || op == "SCMP_CMP_MASKED_EQ") out.member("valueTwo", second);
  out.member("op", op);
  out.end_object();
  out.end_array();
}

void allow(JsonWriter& out, std::string_view name) {
  out.begin_array("names");
  out.value(name);
  out.end_array();
  out.member("action", "SCMP_ACT_ALLOW");
}

}  // namespace

std::string default_seccomp() {
  StringOutput text;
  {
    JsonWriter out(text, JsonLayout::line);
    out.begin_object();
    out.member("defaultAction", "SCMP_ACT_ERRNO");
    out.member("defaultErrnoRet", ENOSYS);
    if (const auto all = architectures(); !all.empty()) {
      out.begin_array("architectures");
      for (const Architecture& architecture : all) out.value(architecture.name);
      out.end_array();
    }
    out.begin_array("syscalls");
    out.begin_object();
    out.begin_array("names");
    for (const std::string& name : allowed_calls()) out.value(name);
    out.end_array();
    out.member("action", "SCMP_ACT_ALLOW");
    out.end_object();
    out.begin_object();
    out.begin_array("names");
    for (const std::string_view name : kept_back) out.value(name);
    out.end_array();
    out.member("action", "SCMP_ACT_ERRNO");
    out.member("errnoRet", EPERM);
    out.end_object();
    // The personalities of Linux, and the question for the present one.
    for (const std::uint64_t persona : {0x0ull, 0x8ull, 0x20000ull, 0x20008ull, 0xffffffffull}) {
      out.begin_object();
      allow(out, "personality");
      argument(out, persona, 0, "SCMP_CMP_EQ");
      out.end_object();
    }
    // clone without a flag that makes a namespace; clone3 hides its flags in memory, so that
    // programs have to fall back to clone.
    out.begin_object();
    allow(out, "clone");
    constexpr std::uint64_t new_namespaces = 0x7e020000;
    argument(out, new_namespaces, 0, "SCMP_CMP_MASKED_EQ");
    out.end_object();
    out.end_array();
    out.end_object();
  }
  return std::move(text.text);
}

}  // namespace boltseal

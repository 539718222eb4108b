#include "model/kernel_settings.h"

#include <array>

namespace boltseal {
namespace {

// docs.kernel.org, admin-guide/sysctl/{kernel,fs,net}.rst and networking/ip-sysctl.rst. Only what
// is the host's alone: settings of a network namespace are there for the host's own.
constexpr std::array table = {
    KernelSetting{"kernel.dmesg_restrict", 1, 1,
                  "every user and container reads the kernel's log, with addresses that an exploit "
                  "needs"},
    KernelSetting{"kernel.kptr_restrict", 1, 2,
                  "programs with the right capability see where the kernel's functions are"},
    KernelSetting{"kernel.unprivileged_bpf_disabled", 1, 2,
                  "every user may load BPF programs, in whose verifier holes were found again and "
                  "again"},
    KernelSetting{"kernel.yama.ptrace_scope", 1, 3,
                  "a program may read the memory of all others of its user"},
    KernelSetting{"kernel.randomize_va_space", 2, 2, "addresses of programs can be foretold"},
    KernelSetting{"kernel.perf_event_paranoid", 2, 4, "every user may watch what the kernel does"},
    KernelSetting{"fs.protected_symlinks", 1, 1,
                  "a link in /tmp leads a program of root elsewhere"},
    KernelSetting{"fs.protected_hardlinks", 1, 1, "a user may link to files that are not theirs"},
    KernelSetting{"fs.suid_dumpable", 0, 0,
                  "programs that run as somebody else leave their memory on the disk"},
    KernelSetting{"net.ipv4.conf.all.accept_redirects", 0, 0,
                  "a neighbour may send the host's packets another way"},
    KernelSetting{"net.ipv4.conf.all.accept_source_route", 0, 0,
                  "packets may choose a way around the packet filter"},
    KernelSetting{"net.ipv4.tcp_syncookies", 1, 2,
                  "a flood of openings keeps others from connecting"},
};

}  // namespace

std::span<const KernelSetting> kernel_settings() { return table; }

}  // namespace boltseal

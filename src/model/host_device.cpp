#include "model/host_device.h"

#include <array>
#include <string>

namespace boltseal {
namespace {

struct Known {
  std::string_view path;
  bool goes_on;  ///< Something follows: "sda", "dm-0".
  std::string_view gives;
};

// Names as the kernel gives them (devices.txt of its documentation): disks of every bus, and what
// stands for memory. Terminals, GPUs, sound, /dev/net/tun and /dev/fuse are something else.
constexpr std::array table = {
    Known{"/dev", false, "every device of the host"},
    Known{"/dev/mem", false, "the memory of the host"},
    Known{"/dev/kmem", false, "the memory of the kernel"},
    Known{"/dev/port", false, "the hardware ports of the host"},
    Known{"/dev/kmsg", false, "the log of the kernel"},
    Known{"/dev/sd", true, "a disk of the host"},
    Known{"/dev/hd", true, "a disk of the host"},
    Known{"/dev/vd", true, "a disk of the host"},
    Known{"/dev/xvd", true, "a disk of the host"},
    Known{"/dev/nvme", true, "a disk of the host"},
    Known{"/dev/mmcblk", true, "a disk of the host"},
    Known{"/dev/dm-", true, "a disk of the host"},
    Known{"/dev/md", true, "a disk of the host"},
    Known{"/dev/loop", true, "a loop device of the host"},
    Known{"/dev/mapper", false, "the disks of the host"},
    Known{"/dev/mapper/", true, "a disk of the host"},
    Known{"/dev/disk", false, "the disks of the host"},
    Known{"/dev/disk/", true, "a disk of the host"},
};

}  // namespace

std::string_view host_behind_device(const Text& device) {
  Text host = device.substr(0, device.find(':'));
  if (host.bytes().size() > 1 && host.ends_with("/") == Truth::yes) {
    const std::size_t last = host.bytes().find_last_not_of('/');
    host = host.substr(0, last == std::string::npos ? 1 : last + 1);
  }
  for (const Known& known : table) {
    // "/dev/sd$LETTER" is a disk whatever the letter is.
    const bool fits = known.goes_on ? host.starts_with(known.path) == Truth::yes &&
                                          host.bytes().size() > known.path.size()
                                    : host.equals(known.path) == Truth::yes;
    if (fits) return known.gives;
  }
  return {};
}

std::string_view host_behind_device_rule(const Text& rule) {
  if (!rule.is_known() || rule.empty()) return {};
  const std::string& text = rule.bytes();
  // "a" is block and character devices alike. Among the latter is /dev/mem, with the number 1:1.
  const bool any_number = text.find("*:*") != std::string::npos;
  switch (text.front()) {
    case 'a': return any_number ? "every device of the host" : "a disk of the host";
    case 'b': return any_number ? "every disk of the host" : "a disk of the host";
    case 'c': return any_number ? "the memory of the host and every device but disks" : "";
    default: return {};
  }
}

}  // namespace boltseal

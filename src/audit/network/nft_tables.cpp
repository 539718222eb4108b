#include "audit/network/nft_tables.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/file_descriptor.h"

namespace boltseal {
namespace {

// Of one message, its attributes: linux/netlink.h.
std::string name_in(const char* begin, std::size_t size) {
  while (size >= sizeof(nlattr)) {
    nlattr attribute;
    std::memcpy(&attribute, begin, sizeof attribute);
    if (attribute.nla_len < sizeof attribute || attribute.nla_len > size) break;
    if ((attribute.nla_type & NLA_TYPE_MASK) == NFTA_TABLE_NAME) {
      const std::string name(begin + sizeof attribute, attribute.nla_len - sizeof attribute);
      return name.substr(0, name.find('\0'));
    }
    const std::size_t step = NLA_ALIGN(attribute.nla_len);
    if (step > size) break;
    begin += step;
    size -= step;
  }
  return {};
}

std::string family_name(unsigned char family) {
  switch (family) {
    case NFPROTO_INET: return "inet";
    case NFPROTO_IPV4: return "ip";
    case NFPROTO_ARP: return "arp";
    case NFPROTO_NETDEV: return "netdev";
    case NFPROTO_BRIDGE: return "bridge";
    case NFPROTO_IPV6: return "ip6";
    default: return std::to_string(family);
  }
}

}  // namespace

std::optional<std::set<std::string>> nft_tables() {
  const FileDescriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER));
  if (socket.get() < 0) return std::nullopt;
  const timeval patience{.tv_sec = 2, .tv_usec = 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  struct {
    nlmsghdr header;
    nfgenmsg family;
  } request = {};
  request.header.nlmsg_len = sizeof request;
  request.header.nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETTABLE;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  request.family.nfgen_family = NFPROTO_UNSPEC;
  if (::send(socket.get(), &request, sizeof request, 0) < 0) return std::nullopt;
  std::set<std::string> tables;
  std::array<char, 1 << 16> buffer;
  constexpr int most_answers = 1000;
  for (int answers = 0; answers < most_answers; ++answers) {
    const ssize_t count = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
    if (count <= 0) return std::nullopt;
    std::size_t at = 0, left = static_cast<std::size_t>(count);
    while (left >= sizeof(nlmsghdr)) {
      nlmsghdr header;
      std::memcpy(&header, &buffer[at], sizeof header);
      if (header.nlmsg_len < sizeof header || header.nlmsg_len > left) return std::nullopt;
      if (header.nlmsg_type == NLMSG_DONE) return tables;
      if (header.nlmsg_type == NLMSG_ERROR) return std::nullopt;
      constexpr std::size_t begin = sizeof(nlmsghdr) + sizeof(nfgenmsg);
      if (header.nlmsg_len >= begin) {
        nfgenmsg family;
        std::memcpy(&family, &buffer[at + sizeof(nlmsghdr)], sizeof family);
        tables.insert(family_name(family.nfgen_family) + " " +
                      name_in(&buffer[at] + begin, header.nlmsg_len - begin));
      }
      const std::size_t step = std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), left);
      at += step;
      left -= step;
    }
  }
  return std::nullopt;
}

}  // namespace boltseal

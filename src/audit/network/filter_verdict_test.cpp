// Packets through rules as they are: docker-20.10.* and podman-4.3.* were written by iptables-save
// 1.8.9 and nft 1.0.6 below a real dockerd 20.10.24 and Podman 4.3.1 with netavark; synthetic-* are
// made up in the form of what they name.

#include "audit/network/filter_verdict.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "audit/network/filter_iptables.h"
#include "audit/network/filter_nft.h"
#include "audit/network/reach_groups.h"
#include "base/files.h"
#include "support/golden.h"

namespace boltseal {
namespace {

std::string fixture(const std::string& name) {
  const auto text = DiskFiles().read(test::root() + "src/audit/network/fixtures/" + name);
  EXPECT_TRUE(text) << name;
  return text.value_or("");
}

PacketFilter iptables(const std::string& text) {
  PacketFilter filter;
  EXPECT_TRUE(read_iptables(text, filter).is_whole);
  return filter;
}

PacketFilter nft(const std::string& text) {
  PacketFilter filter;
  EXPECT_TRUE(read_nft(text, {}, filter).is_whole);
  return filter;
}

// "IN ADDRESS OUT ADDRESS PORT" through the hook forward: "yes", "no BY RULE".
std::string forward(const PacketFilter& filter, const std::string& in, const std::string& source,
                    const std::string& out, const std::string& destination, int port = 8080) {
  FilterWalk walk(filter);
  const FilterPacket packet{.in = in,
                            .out = out,
                            .source = *parse_ipv4(source),
                            .destination = *parse_ipv4(destination),
                            .port = port};
  const FilterVerdict verdict = walk.verdict(FilterHook::forward, packet, nullptr);
  return std::string(name_of(verdict.reach)) + (verdict.rule.empty() ? "" : " by " + verdict.rule);
}

// Bridges of the fixture of Docker, with their subnets.
const std::string bridge = "docker0", front = "br-62d4a9840b81", back = "br-66492ec7b407",
                  inner = "br-0ef00c6495ed", quiet = "br-09489f9fcfc1";

TEST(FilterVerdict, KnowsWhatDockerWrites) {
  const PacketFilter filter = iptables(fixture("docker-20.10.iptables"));
  EXPECT_EQ(forward(filter, bridge, "172.17.0.2", bridge, "172.17.0.3"),
            "yes by -A FORWARD -i docker0 -o docker0 -j ACCEPT");
  EXPECT_EQ(forward(filter, bridge, "172.17.0.2", front, "172.18.0.2"),
            "no by -A DOCKER-ISOLATION-STAGE-2 -o " + front + " -j DROP");
  EXPECT_EQ(forward(filter, quiet, "172.21.0.2", quiet, "172.21.0.3"),
            "no by -A FORWARD -i " + quiet + " -o " + quiet + " -j DROP");
  EXPECT_EQ(forward(filter, back, "172.19.0.2", inner, "172.20.0.2"),
            "no by -A DOCKER-ISOLATION-STAGE-1 ! -s 172.20.0.0/16 -o " + inner + " -j DROP");
  // From another machine: only what is published, once it is rewritten.
  EXPECT_EQ(forward(filter, "eth0", "192.0.2.9", front, "172.18.0.2"),
            "yes by -A DOCKER -d 172.18.0.2/32 ! -i " + front + " -o " + front +
                " -p tcp -m tcp --dport 8080 -j ACCEPT");
  // Policy: Docker's own is DROP only when it switched forwarding on itself.
  EXPECT_EQ(forward(filter, "eth0", "192.0.2.9", front, "172.18.0.2", 22),
            "yes by :FORWARD ACCEPT");
}

TEST(FilterVerdict, SeesAHoleBeforeTheIsolation) {
  std::string text = fixture("docker-20.10.iptables");
  text.insert(text.find("-A DOCKER-USER -j RETURN"), "-A DOCKER-USER -s 172.17.0.9/32 -j ACCEPT\n");
  const PacketFilter filter = iptables(text);
  EXPECT_EQ(forward(filter, bridge, "172.17.0.9", front, "172.18.0.2"),
            "yes by -A DOCKER-USER -s 172.17.0.9/32 -j ACCEPT");
  EXPECT_EQ(forward(filter, bridge, "172.17.0.2", front, "172.18.0.2").substr(0, 5), "no by");
}

TEST(FilterVerdict, KnowsWhatNetavarkWrites) {
  const PacketFilter filter = iptables(fixture("podman-4.3.iptables"));
  EXPECT_EQ(forward(filter, "podman0", "10.88.0.2", "podman1", "10.89.0.2"),
            "yes by -A NETAVARK_FORWARD -s 10.88.0.0/16 -j ACCEPT");
}

TEST(FilterVerdict, RewritesWhatIsPublished) {
  const auto target = [](const PacketFilter& filter, const std::string& in, int port) {
    FilterWalk walk(filter);
    const FilterPacket packet{.in = in,
                              .out = {},
                              .source = *parse_ipv4("192.0.2.9"),
                              .destination = *parse_ipv4("192.0.2.7"),
                              .port = port,
                              .destination_is_local = true};
    const FilterRewrite rewrite = walk.rewrite(FilterHook::prerouting, packet, nullptr);
    if (!rewrite.is_known) return std::string("unknown");
    return rewrite.address ? ipv4_text(*rewrite.address) + ":" + std::to_string(rewrite.port)
                           : std::string("stays");
  };
  const PacketFilter docker = iptables(fixture("docker-20.10.iptables"));
  EXPECT_EQ(target(docker, "eth0", 8083), "172.18.0.2:8080");
  EXPECT_EQ(target(docker, "eth0", 8081), "stays");  // published on 127.0.0.1
  EXPECT_EQ(target(docker, bridge, 8083), "stays");  // docker-proxy takes it
  const PacketFilter podman = iptables(fixture("podman-4.3.iptables"));
  EXPECT_EQ(target(podman, "podman1", 8082), "10.88.0.3:8080");
}

// The second opinion: what nft shows of the same rules never says the opposite.
TEST(FilterVerdict, IsTheSameByNft) {
  const PacketFilter one = iptables(fixture("docker-20.10.iptables"));
  const PacketFilter other = nft(fixture("docker-20.10.nft.json"));
  const std::map<std::string, std::string> bridges = {{bridge, "172.17.0."}, {front, "172.18.0."},
                                                      {back, "172.19.0."},   {inner, "172.20.0."},
                                                      {quiet, "172.21.0."},  {"eth0", "192.0.2."}};
  std::size_t known = 0;
  for (const auto& [in, source] : bridges) {
    for (const auto& [out, destination] : bridges) {
      for (const int port : {22, 8080}) {
        const std::string first = forward(one, in, source + "2", out, destination + "3", port);
        const std::string second = forward(other, in, source + "2", out, destination + "3", port);
        if (second.starts_with("unknown")) continue;
        ++known;
        EXPECT_EQ(first.substr(0, 2), second.substr(0, 2)) << in << " " << out << " " << second;
      }
    }
  }
  EXPECT_GT(known, 30U);
}

TEST(FilterVerdict, FollowsMapsAndSetsOfNft) {
  const PacketFilter filter = nft(fixture("synthetic-firewalld.nft.json"));
  const std::string handle = "nft table inet firewalld chain ";
  EXPECT_EQ(forward(filter, "docker0", "172.17.0.2", "br-1", "10.1.0.9"),
            "yes by " + handle + "zone_docker handle 30");
  EXPECT_EQ(forward(filter, "docker0", "172.17.0.2", "br-1", "10.3.0.9", 8050),
            "yes by " + handle + "zone_docker handle 31");
  EXPECT_EQ(forward(filter, "docker0", "172.17.0.2", "br-1", "10.3.0.9", 22),
            "no by " + handle + "filter_FORWARD handle 22");
  EXPECT_EQ(forward(filter, "br-1", "172.18.0.2", "docker0", "10.1.0.9"),
            "no by " + handle + "filter_FORWARD handle 22");
  // Whose packet it is, nobody can say from here.
  EXPECT_EQ(forward(filter, "eth0", "192.0.2.2", "docker0", "10.1.0.9"),
            "unknown by " + handle + "zone_public handle 40");
}

TEST(FilterVerdict, NeverGuesses) {
  const auto says = [](const std::string& rules) {
    return forward(iptables("*filter\n:FORWARD ACCEPT [0:0]\n:A - [0:0]\n" + rules + "COMMIT\n"),
                   "docker0", "172.17.0.2", "br-1", "172.18.0.2");
  };
  EXPECT_EQ(says(""), "yes by :FORWARD ACCEPT");
  const std::string unknown = "-A FORWARD -m set --match-set bad src -j DROP";
  EXPECT_EQ(says(unknown + "\n"), "unknown by " + unknown);
  EXPECT_EQ(says("-A FORWARD -m brandnew --thing 3 -j DROP\n"),
            "unknown by -A FORWARD -m brandnew --thing 3 -j DROP");
  EXPECT_EQ(says("-A FORWARD -j BRANDNEW\n"), "unknown by -A FORWARD -j BRANDNEW");
  // What is not understood of a rule that does not concern it is nothing.
  EXPECT_EQ(says("-A FORWARD -i eth0 -m set --match-set bad src -j DROP\n"),
            "yes by :FORWARD ACCEPT");
  // Whatever an accepting rule means: nothing else drops it.
  EXPECT_EQ(says("-A FORWARD -m set --match-set good src -j ACCEPT\n"), "yes by :FORWARD ACCEPT");
  EXPECT_EQ(says(unknown + "\n-A FORWARD -j DROP\n"), "no by -A FORWARD -j DROP");
  // A mark that somebody may have set.
  EXPECT_EQ(says("-A FORWARD -m mark --mark 0x1 -j DROP\n"), "yes by :FORWARD ACCEPT");
  EXPECT_EQ(says("-A FORWARD -j MARK --set-xmark 0x1/0x1\n-A FORWARD -m mark --mark 0x1 -j DROP\n"),
            "unknown by -A FORWARD -m mark --mark 0x1 -j DROP");
  EXPECT_EQ(says("-A FORWARD -j A\n-A A -j A\n").substr(0, 7), "unknown");  // round and round
  EXPECT_EQ(says("-A FORWARD -g A\n-A FORWARD -j DROP\n"), "yes by :FORWARD ACCEPT");
  EXPECT_EQ(says("-A FORWARD -p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -j DROP\n"),
            "yes by :FORWARD ACCEPT");
  EXPECT_EQ(says("-A FORWARD -p tcp -m multiport --dports 22,8000:8090 -j REJECT\n").substr(0, 5),
            "no by");
}

TEST(ReachGroups, SplitPortsWhereAnswersChange) {
  const PacketFilter filter = iptables(
      "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -p tcp -m tcp --dport 8000:8100 -j "
      "DROP\nCOMMIT\n");
  FilterWalk walk(filter);
  FilterTests tests(filter);
  std::string said;
  for (const PortVerdict& each : verdicts_by_port(filter, tests, [&](int port, FilterTests& asked) {
         FilterPacket packet{.in = "a", .out = "b"};
         packet.port = port;
         return walk.verdict(FilterHook::forward, packet, &asked);
       })) {
    said += each.ports + " " + std::string(name_of(each.verdict.reach)) + "; ";
  }
  EXPECT_EQ(said, " yes; 8000-8100/tcp no; ");
}

}  // namespace
}  // namespace boltseal

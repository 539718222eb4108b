// Machines as texts; the tables of the kernel are those of a real one, with other numbers.

#include "audit/network/network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "audit/network/engine_networks.h"
#include "audit/network/routes.h"
#include "report/network_picture.h"
#include "report/network_text.h"
#include "support/machine_text.h"

namespace boltseal {
namespace {

const std::string host =
    "--- /proc/self/ns/net -> net:[1]\n"
    "--- /proc/self/net/route\n"
    "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
    "lxcbr0\t0003000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
    "docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
    "--- /proc/self/net/fib_trie\n"
    "   |-- 10.0.3.1\n      /32 host LOCAL\n   |-- 172.17.0.1\n      /32 host LOCAL\n"
    "--- /proc/sys/net/ipv4/ip_forward\n1\n"
    "--- engine docker 27.1.1\n"
    "--- networks docker\n"
    R"([{"Name": "bridge", "Id": "b1", "Driver": "bridge",
        "Options": {"com.docker.network.bridge.name": "docker0"}}])"
    "\n";

// A container on the bridge of Docker, or one that says nothing of its network.
std::string container(const std::string& name, int pid, const std::string& networks) {
  return "--- container docker " + name + " " + std::to_string(pid) +
         "\n[{\"NetworkSettings\": {\"Networks\": {" + networks + "}}}]\n";
}

std::string space(int pid, int number, const std::string& route, const std::string& address) {
  const std::string process = "/proc/" + std::to_string(pid);
  return "--- " + process + "/ns/net -> net:[" + std::to_string(number) + "]\n--- " + process +
         "/comm\nserver\n--- " + process + "/net/route\n" + route + "--- " + process +
         "/net/fib_trie\n   |-- " + address + "\n      /32 host LOCAL\n";
}

const std::string docker_route =
    "eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
    "eth0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n";
const std::string lxc_route =
    "eth0\t00000000\t0103000A\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
    "eth0\t0003000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n";
const std::string on_bridge = R"("bridge": {"NetworkID": "b1", "IPAddress": "172.17.0.2"})";

NetworkMap look(const std::string& machine) {
  const test::MachineText text = test::read_machine("machine", machine);
  return look_at_network(text.tree, text.engines, text.filter);
}

TEST(NetworkMap, FindsNetworksThatNoEngineSpeaksOf) {
  const std::string machine = host + container("web", 100, on_bridge) +
                              space(100, 100, docker_route, "172.17.0.2") +
                              container("guest", 200, "") + space(200, 200, lxc_route, "10.0.3.7");
  EXPECT_EQ(network_text(look(machine), false),
            "network bridge  (docker, bridge, docker0)\n"
            "  web  172.17.0.2\n"
            "  lxcbr0 reaches bridge  [routes]\n"
            "network lxcbr0  (of no engine, bridge, lxcbr0, 10.0.3.0/24)\n"
            "  guest  10.0.3.7\n"
            "  bridge reaches lxcbr0  [routes]\n");
  // Without routing, nobody leaves a network.
  std::string apart = machine;
  apart.replace(apart.find("ip_forward\n1") + 11, 1, "0");
  EXPECT_EQ(network_text(look(apart), false).find("reaches"), std::string::npos);
}

TEST(NetworkMap, SaysNothingOfRulesThatItCannotRead) {
  test::MachineText text = test::read_machine(
      "machine", host + container("web", 100, on_bridge) +
                     space(100, 100, docker_route, "172.17.0.2") + container("guest", 200, "") +
                     space(200, 200, lxc_route, "10.0.3.7"));
  text.filter = {};
  const NetworkMap map = look_at_network(text.tree, text.engines, text.filter);
  ASSERT_EQ(map.gaps.size(), 1U);
  EXPECT_TRUE(std::ranges::all_of(
      map.edges, [](const MapEdge& edge) { return edge.reach == Reach::unknown; }));
}

TEST(NetworkMap, PutsWhoSharesANamespaceTogether) {
  const NetworkMap map = look(
      host + container("web", 100, on_bridge) + space(100, 100, docker_route, "172.17.0.2") +
      container("side", 101, "") + "--- /proc/101/ns/net -> net:[100]\n--- /proc/101/comm\nside\n");
  EXPECT_EQ(network_text(map, false).substr(0, 70),
            "network bridge  (docker, bridge, docker0)\n  web, side  172.17.0.2\n");
  ASSERT_EQ(map.edges.size(), 1U);
  EXPECT_EQ(map.edges.front().by, ReachBy::shared_namespace);
}

TEST(NetworkMap, TakesTheEnginesWordForWhatItCannotSee) {
  // The process is another one's, or gone.
  const NetworkMap map =
      look(host + container("web", 100, on_bridge) + "--- /proc/100/cgroup\n0::/other\n");
  ASSERT_EQ(map.gaps.size(), 1U);
  EXPECT_EQ(network_text(map, false),
            "network bridge  (docker, bridge, docker0)\n  web  172.17.0.2\n");
}

TEST(NetworkMap, ShowsHostileNamesAsText) {
  NetworkMap map =
      look(host + container("web", 100, on_bridge) + space(100, 100, docker_route, "172.17.0.2"));
  map.containers.front().name = "</text><script>\x1b[31m";
  map.networks.front().name = "a\"b\nc";
  const std::string picture = network_picture(map);
  EXPECT_EQ(picture.find("<script"), std::string::npos);
  EXPECT_EQ(picture.find('\x1b'), std::string::npos);
  EXPECT_NE(picture.find("&lt;/text&gt;"), std::string::npos);
  EXPECT_EQ(network_text(map, true).find('\x1b'), std::string::npos);
}

TEST(NetworkPicture, CountsWhatIsTooMuchToDraw) {
  NetworkMap map;
  map.networks.resize(1);
  map.networks.front().name = "large";
  for (std::size_t at = 0; at < 400; ++at) {
    map.containers.emplace_back().space = at;
    map.spaces.emplace_back().containers = {at};
    map.spaces.back().attachments.push_back(
        {.network = 0, .interface = {}, .peer = {}, .address = "10.0.0.1", .address6 = {}});
  }
  const std::string picture = network_picture(map);
  EXPECT_NE(picture.find("400 containers"), std::string::npos);
  EXPECT_LT(picture.size(), 4000U);
  EXPECT_EQ(network_picture({}), "");
}

TEST(Routes, AreTheLongestPrefixOfTheLowestMetric) {
  const std::vector<Route> routes = read_routes(
      "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n"
      "a\t00000000\t010011AC\t0003\t0\t0\t100\t00000000\n"
      "b\t00000000\t010012AC\t0003\t0\t0\t50\t00000000\n"
      "c\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\n"
      "d\t000011AC\t00000000\t0000\t0\t0\t0\t00FFFFFF\n"  // down
      "nonsense\n");
  const auto by = [&](const char* address) {
    const Route* const route = route_to(routes, *parse_ipv4(address));
    return route == nullptr ? std::string() : route->interface;
  };
  EXPECT_EQ(by("172.17.0.9"), "c");
  EXPECT_EQ(by("192.0.2.1"), "b");
}

TEST(Ipv4, ReadsAddressesAndNothingElse) {
  EXPECT_EQ(ipv4_text(*parse_ipv4("172.17.0.2")), "172.17.0.2");
  for (const char* const text : {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.-4", "1.2.3.4 ",
                                 "a.b.c.d", "1..2.3", "+1.2.3.4", "1.2.3.0004"}) {
    EXPECT_FALSE(parse_ipv4(text)) << text;
  }
  EXPECT_EQ(parse_ipv4_prefix("172.17.0.9/255.255.0.0")->length, 16);
  EXPECT_EQ(ipv4_text(parse_ipv4_prefix("172.17.0.9/16")->address), "172.17.0.0");
  EXPECT_TRUE(parse_ipv4_prefix("0.0.0.0/0")->contains(*parse_ipv4("9.9.9.9")));
  for (const char* const text : {"1.2.3.4/33", "1.2.3.4/-1", "1.2.3.4/", "1.2.3.4/255.0.255.0"}) {
    EXPECT_FALSE(parse_ipv4_prefix(text)) << text;
  }
}

}  // namespace
}  // namespace boltseal

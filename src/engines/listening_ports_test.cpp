#include "engines/listening_ports.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace boltseal {
namespace {

using Ports = std::set<std::string>;

TEST(ListeningPorts, AreThoseThatOthersReach) {
  // From /proc/net/tcp of a container: on all addresses 8080, on the loopback 6379, the engine's
  // name server on 127.0.0.11, a connection.
  EXPECT_EQ(ports_in("  sl  local_address rem_address   st tx_queue rx_queue\n"
                     "   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000\n"
                     "   1: 0100007F:18EB 00000000:0000 0A 00000000:00000000 00:00000000\n"
                     "   2: 0B00007F:A2C1 00000000:0000 0A 00000000:00000000 00:00000000\n"
                     "   3: 020011AC:0050 030011AC:C350 01 00000000:00000000 00:00000000\n",
                     "tcp"),
            Ports{"8080/tcp"});
  EXPECT_EQ(ports_in("   0: 00000000000000000000000000000000:0050 "
                     "00000000000000000000000000000000:0000 0A 00000000:00000000\n"
                     "   1: 00000000000000000000000001000000:0051 "
                     "00000000000000000000000000000000:0000 0A 00000000:00000000\n"
                     "   2: 0000000000000000FFFF00000100007F:0052 "
                     "00000000000000000000000000000000:0000 0A 00000000:00000000\n",
                     "tcp"),
            Ports{"80/tcp"});
  EXPECT_EQ(ports_in("  12: 00000000:0035 00000000:0000 07 0:0\n", "udp"), Ports{"53/udp"});
  EXPECT_EQ(
      ports_in("x\n 0: 00000000 1 0A\n 0: 00000000:zz 1 0A\n 0: 00000000:FFFFFFFF 1 0A", "tcp"),
      Ports{});
}

TEST(ListeningPorts, OfAnotherProcessAreNotTaken) {
  EXPECT_FALSE(listening_ports(::getpid(), "0123456789abcdef0123456789abcdef"));
}

TEST(ListeningPorts, ChosenByTheKernelCountWhenNamed) {
  EXPECT_EQ(without_chosen_ports({"80/tcp", "50051/tcp", "50052/tcp"}, {"50051/tcp"}),
            (Ports{"80/tcp", "50051/tcp"}));
}

}  // namespace
}  // namespace boltseal

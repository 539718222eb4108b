#include "net/proxy.h"

#include <gtest/gtest.h>

#include <map>

namespace boltseal::net {
namespace {

std::string proxy(std::map<std::string, std::string, std::less<>> variables, const char* url) {
  const Proxies proxies([&](std::string_view name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  });
  const auto chosen = proxies.proxy_for(*parse_url(url));
  if (!chosen) return chosen.error().message;
  return *chosen ? authority_of(**chosen) : "direct";
}

TEST(Proxy, IsChosenByScheme) {
  EXPECT_EQ(proxy({}, "https://r.example/"), "direct");
  EXPECT_EQ(proxy({{"HTTPS_PROXY", "http://me:secret@p.example:3128"}}, "https://r.example/"),
            "p.example:3128");
  EXPECT_EQ(proxy({{"HTTPS_PROXY", "http://p.example:3128"}}, "http://r.example/"), "direct");
  EXPECT_EQ(proxy({{"HTTPS_PROXY", "http://p"}, {"https_proxy", "q:8080"}}, "https://r.example/"),
            "q:8080");
  EXPECT_EQ(proxy({{"HTTP_PROXY", "p:1"}, {"REQUEST_METHOD", "GET"}}, "http://r.example/"),
            "direct");
  EXPECT_EQ(proxy({{"HTTPS_PROXY", "socks5://me:secret@p:1"}}, "https://r.example/"),
            "the proxy that HTTPS_PROXY names cannot be used");
}

TEST(Proxy, HasExceptions) {
  const auto excepted = [](const char* exceptions, const char* url) {
    return proxy({{"https_proxy", "http://p:1"}, {"no_proxy", exceptions}}, url) == "direct";
  };
  EXPECT_TRUE(excepted("*", "https://r.example/"));
  EXPECT_TRUE(excepted("a, r.example", "https://r.example/"));
  EXPECT_TRUE(excepted("example", "https://r.example/"));
  EXPECT_TRUE(excepted(".example", "https://r.example/"));
  EXPECT_TRUE(excepted("*.example", "https://r.example/"));
  EXPECT_FALSE(excepted(".r.example", "https://r.example/"));
  EXPECT_FALSE(excepted("xample", "https://r.example/"));
  EXPECT_TRUE(excepted("r.example:443", "https://r.example/"));
  EXPECT_FALSE(excepted("r.example:5000", "https://r.example/"));
  EXPECT_TRUE(excepted("10.0.0.0/8", "https://10.1.2.3/"));
  EXPECT_FALSE(excepted("10.0.0.0/8", "https://11.1.2.3/"));
  EXPECT_TRUE(excepted("fd00::/8", "https://[fd12::1]/"));
  EXPECT_TRUE(excepted("10.1.2.3", "https://10.1.2.3/"));
}

TEST(Proxy, IsNotForThisMachine) {
  for (const char* url : {"https://localhost/", "https://127.0.0.1:5000/", "https://[::1]/",
                          "https://a.localhost/"}) {
    EXPECT_EQ(proxy({{"https_proxy", "http://p:1"}}, url), "direct") << url;
  }
  EXPECT_FALSE(is_loopback("128.0.0.1"));
  EXPECT_FALSE(is_loopback("localhost.example"));
}

}  // namespace
}  // namespace boltseal::net

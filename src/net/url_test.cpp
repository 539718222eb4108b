#include "net/url.h"

#include <gtest/gtest.h>

namespace boltseal::net {
namespace {

TEST(Url, IsReadAndShown) {
  const auto url = parse_url("https://me:p%40ss@Registry.Example:5000/v2/?token=secret#top");
  ASSERT_TRUE(url);
  EXPECT_EQ(*url, (Url{"https", "me", "p@ss", "registry.example", 5000, "/v2/?token=secret"}));
  EXPECT_EQ(shown(*url), "https://registry.example:5000/v2/");
  EXPECT_EQ(authority_of(*parse_url("http://[::1]:80")), "[::1]");
  EXPECT_EQ(authority_of(*parse_url("https://[::1]:80")), "[::1]:80");
  EXPECT_EQ(parse_url("HTTP://a?b")->target, "/?b");
}

TEST(Url, RefusesWhatIsNone) {
  for (const char* text :
       {"", "registry.example", "ftp://a/", "https://", "https:///v2", "https://a:0/",
        "https://a:65536/", "https://a:-1/", "https://a:+5/", "https://a b/", "https://a/\r\nX: y",
        "https://[::1/", "https://[x]/", "https://a\\b/", "https://a:5x/", "https://[::1]x/"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

TEST(Url, IsResolved) {
  const Url base = *parse_url("https://a.example/v2/x/manifests/1?n=2");
  const auto to = [&](std::string_view location) {
    const auto url = resolve_url(base, location);
    return url ? url->scheme + "://" + authority_of(*url) + url->target : "refused";
  };
  EXPECT_EQ(to("/token"), "https://a.example/token");
  EXPECT_EQ(to("2"), "https://a.example/v2/x/manifests/2");
  EXPECT_EQ(to("?n=3"), "https://a.example/v2/x/manifests/1?n=3");
  EXPECT_EQ(to("//b.example/"), "https://b.example/");
  EXPECT_EQ(to(" http://c.example:80/x#y "), "http://c.example/x");
  EXPECT_EQ(to("file:///etc/passwd"), "refused");
  EXPECT_EQ(to("javascript:x"), "refused");
}

TEST(Url, TextIsEncoded) { EXPECT_EQ(percent_encode("a b&c=é/~"), "a%20b%26c%3D%C3%A9%2F~"); }

}  // namespace
}  // namespace boltseal::net

// Blobs from registries that break off, lie and dawdle.

#include "net/blob_download.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "base/text.h"
#include "support/folder.h"
#include "support/server.h"

namespace boltseal::net {
namespace {

using test::http_answer;
using test::RawServer;

HttpSettings hurried() {
  HttpSettings settings;
  settings.patience = std::chrono::milliseconds(600);
  return settings;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Where a request wants to begin; 0 when it wants everything.
std::size_t offset_in(const std::string& request) {
  const std::size_t at = request.find("Range: bytes=");
  return at == std::string::npos ? 0 : std::stoul(request.substr(at + 13));
}

std::string part(const std::string& content, std::size_t begin, std::size_t count) {
  return "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes " + std::to_string(begin) + "-" +
         std::to_string(content.size() - 1) + "/" + std::to_string(content.size()) +
         "\r\nContent-Length: " + std::to_string(content.size() - begin) + "\r\n\r\n" +
         content.substr(begin, count);
}

// All of it announced, and only so much sent.
std::string cut(const std::string& content, std::size_t count) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(content.size()) + "\r\n\r\n" +
         content.substr(0, count);
}

class BlobDownload : public testing::Test {
 protected:
  Result<void> download(const std::string& host, const HttpSettings& settings = hurried()) {
    const RegistryClient client(settings, nobody_, {});
    return download_blob(
        client, {host, "team/app", "1"}, {digest_, content_.size()}, store_,
        [this](std::uint64_t bytes) { last_ = bytes; }, stop_);
  }
  std::string trouble_with(const RawServer::Answer& answer) {
    const RawServer server(answer);
    const Result<void> done = download(server.host());
    requests_ = server.requests();
    return done ? "" : done.error().message;
  }
  std::string trouble_with(const std::string& answer) {
    return trouble_with([&](const std::string&) { return answer; });
  }
  void expect_there() {
    EXPECT_TRUE(store_.has(digest_, content_.size()));
    EXPECT_EQ(text_of(store_.path_of(digest_)), content_);
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path() + "partial"));
    EXPECT_EQ(last_, content_.size());
  }

  const test::TemporaryFolder folder_;
  const BlobStore store_{folder_.path()};
  const Credentials nobody_;
  std::string content_ = [] {
    std::string text;
    for (int i = 0; i < 40000; ++i) text += std::to_string(i) + " ";
    return text;
  }();
  std::string digest_ = sha256_digest(content_);
  std::atomic<bool> stop_ = false;
  std::uint64_t last_ = 0;
  std::vector<std::string> requests_;
};

TEST_F(BlobDownload, ArrivesAndIsNotAskedForAgain) {
  EXPECT_EQ(trouble_with(http_answer("200 OK", "", content_)), "");
  expect_there();
  ASSERT_EQ(requests_.size(), 1u);
  EXPECT_TRUE(requests_[0].starts_with("GET /v2/team/app/blobs/" + digest_ + " HTTP/1.1\r\n"));
  EXPECT_EQ(trouble_with(http_answer("404 Not Found", "", "")), "");
  EXPECT_TRUE(requests_.empty());
}

TEST_F(BlobDownload, VerifiesSha512) {
  Digester digester("sha512:");
  digester.add(content_);
  digest_ = digester.finish();
  ASSERT_TRUE(is_digest(digest_)) << digest_;
  EXPECT_EQ(trouble_with(http_answer("200 OK", "", content_)), "");
  expect_there();
}

TEST_F(BlobDownload, ArrivesInChunksAndUntilTheEnd) {
  EXPECT_EQ(trouble_with("HTTP/1.1 200 OK\r\n\r\n" + content_), "");
  expect_there();
  std::filesystem::remove_all(folder_.path() + "blobs");
  EXPECT_EQ(trouble_with("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n" +
                         content_.substr(0, 3) + "\r\n" +
                         [&] {
                           char size[20];
                           std::snprintf(size, sizeof size, "%zx", content_.size() - 3);
                           return std::string(size);
                         }() +
                         "\r\n" + content_.substr(3) + "\r\n0\r\n\r\n"),
            "");
  expect_there();
}

TEST_F(BlobDownload, GoesOnWhereItBrokeOff) {
  EXPECT_EQ(trouble_with([&](const std::string& request) {
              const std::size_t begin = offset_in(request);
              return begin == 0 ? cut(content_, 100000) : part(content_, begin, 80000);
            }),
            "");
  expect_there();
  ASSERT_EQ(requests_.size(), 3u);
  EXPECT_EQ(offset_in(requests_[1]), 100000u);
  EXPECT_EQ(offset_in(requests_[2]), 180000u);
}

TEST_F(BlobDownload, GoesOnWhereAnEarlierRunEnded) {
  const std::string name = "partial/sha256-" + digest_.substr(7);
  folder_.put(name, content_.substr(0, 1000));
  EXPECT_EQ(trouble_with([&](const std::string& request) {
              return part(content_, offset_in(request), content_.size());
            }),
            "");
  expect_there();
  ASSERT_EQ(requests_.size(), 1u);
  EXPECT_EQ(offset_in(requests_[0]), 1000u);

  // All of it was there.
  std::filesystem::remove_all(folder_.path() + "blobs");
  folder_.put(name, content_);
  EXPECT_EQ(trouble_with(http_answer("404 Not Found", "", "")), "");
  expect_there();
  EXPECT_TRUE(requests_.empty());
}

TEST_F(BlobDownload, StartsOverWhereNoPartsAreGiven) {
  // 200 to a request for a part.
  EXPECT_EQ(trouble_with([&](const std::string& request) {
              return offset_in(request) == 0 ? cut(content_, 100)
                                             : http_answer("200 OK", "", content_);
            }),
            "");
  expect_there();
  for (const char* wrong : {"bytes 5-9/10", "bytes 0-9/*", "bytes 100-99/100", "bytes x-y/z", "",
                            "lines 100-200/300"}) {
    std::filesystem::remove_all(folder_.path() + "blobs");
    EXPECT_EQ(trouble_with([&, sent = false](const std::string& request) mutable {
                if (offset_in(request) == 0 && !std::exchange(sent, true)) {
                  return cut(content_, 100);
                }
                return offset_in(request) == 0
                           ? http_answer("200 OK", "", content_)
                           : http_answer("206 Partial Content",
                                         "Content-Range: " + std::string(wrong) + "\r\n",
                                         content_.substr(100));
              }),
              "")
        << wrong;
    expect_there();
  }
  std::filesystem::remove_all(folder_.path() + "blobs");
  EXPECT_EQ(trouble_with([&, sent = false](const std::string& request) mutable {
              if (offset_in(request) != 0) {
                return http_answer("416 Range Not Satisfiable", "", "");
              }
              return std::exchange(sent, true) ? http_answer("200 OK", "", content_)
                                               : cut(content_, 100);
            }),
            "");
  expect_there();
}

TEST_F(BlobDownload, TakesAnEarlierRunsBytesOnTrialOnly) {
  folder_.put("partial/sha256-" + digest_.substr(7), "not the begin of it");
  EXPECT_EQ(trouble_with([&](const std::string& request) {
              const std::size_t begin = offset_in(request);
              return begin == 0 ? http_answer("200 OK", "", content_)
                                : part(content_, begin, content_.size());
            }),
            "");
  expect_there();
  EXPECT_EQ(requests_.size(), 2u);
}

TEST_F(BlobDownload, SaysWhenTheDigestIsWrong) {
  std::string other = content_;
  other[5] = 'x';
  EXPECT_EQ(trouble_with(http_answer("200 OK", "", other)),
            "sends what has the digest " + sha256_digest(other));
  EXPECT_EQ(requests_.size(), 1u);
  EXPECT_FALSE(store_.has(digest_, content_.size()));
  // Also when it comes in parts: once in one piece, and no more.
  EXPECT_EQ(trouble_with([&](const std::string& request) {
              const std::size_t begin = offset_in(request);
              return begin == 0 ? cut(other, 100000) : part(other, begin, other.size());
            }),
            "sends what has the digest " + sha256_digest(other));
  EXPECT_EQ(requests_.size(), 4u);
}

TEST_F(BlobDownload, TakesNoOtherLength) {
  EXPECT_EQ(trouble_with(http_answer("200 OK", "", content_ + "x")),
            "sends " + std::to_string(content_.size() + 1) + " bytes, not " +
                std::to_string(content_.size()) + " as declared");
  EXPECT_EQ(trouble_with("HTTP/1.1 200 OK\r\n\r\n" + content_ + "more"),
            "sends more than the " + std::to_string(content_.size()) + " bytes declared");
  EXPECT_EQ(trouble_with(http_answer("200 OK", "", "")),
            "sends 0 bytes, not " + std::to_string(content_.size()) + " as declared");
}

TEST_F(BlobDownload, TriesSoOften) {
  EXPECT_EQ(trouble_with([&](const std::string& request) {
              // One more byte each time.
              const std::size_t begin = offset_in(request);
              return begin == 0 ? cut(content_, 1) : part(content_, begin, 1);
            }),
            "ended the connection before its answer was whole");
  EXPECT_EQ(requests_.size(), 5u);
  EXPECT_EQ(trouble_with(http_answer("503 Service Unavailable", "", "")), "answers 503");
  EXPECT_EQ(requests_.size(), 5u);
  EXPECT_EQ(trouble_with(http_answer("404 Not Found", "", "")), "is not there");
  EXPECT_EQ(requests_.size(), 1u);
}

TEST_F(BlobDownload, FollowsRedirectsButNotForEver) {
  EXPECT_EQ(trouble_with(http_answer("307 Temporary Redirect", "Location: /x\r\n", "")),
            "sends us on more than 5 times");
  EXPECT_EQ(requests_.size(), 6u);
  const RawServer other([&](const std::string&) { return http_answer("200 OK", "", content_); });
  EXPECT_EQ(
      trouble_with(http_answer("307 Temporary Redirect",
                               "Location: http://" + other.host() + "/there\r\n", "not the blob")),
      "");
  expect_there();
}

TEST_F(BlobDownload, DoesNotWaitForEver) {
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(trouble_with(""), "does not answer in time");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST_F(BlobDownload, IsStopped) {
  stop_ = true;
  EXPECT_EQ(trouble_with(http_answer("200 OK", "", content_)), "is no longer wanted");
  EXPECT_EQ(requests_.size(), 1u);
}

// A peer that sends a byte now and then, so that it is never silent for long.
class Dawdler final : public Stream {
 public:
  Outcome<std::size_t> read(std::span<char> into, Deadline deadline) override {
    if (!begun_) {
      begun_ = true;
      const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
      head.copy(into.data(), head.size());
      return head.size();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (std::chrono::steady_clock::now() > deadline) {
      return trouble(Trouble::too_slow, "does not answer in time");
    }
    into[0] = 'x';
    return 1;
  }
  Outcome<void> write(std::string_view, Deadline) override { return {}; }

 private:
  bool begun_ = false;
};

class Counter final : public BodySink {
 public:
  Outcome<bool> begin(const Response&) override { return true; }
  Outcome<void> take(std::string_view piece) override {
    bytes += piece.size();
    return {};
  }
  std::size_t bytes = 0;
};

TEST(Pace, EndsABodyThatComesTooSlowly) {
  Dawdler stream;
  Counter counter;
  const auto begin = std::chrono::steady_clock::now();
  const auto response = read_response(stream, "GET", {}, Deadline::max(), &counter,
                                      {std::chrono::milliseconds(300), 8 << 10});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().trouble, Trouble::too_slow) << response.error().message;
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  EXPECT_GT(counter.bytes, 2u);
}

TEST_F(BlobDownload, OneOfManyReceivesAndTheOthersWait) {
  const RawServer server([&](const std::string&) { return http_answer("200 OK", "", content_); });
  const RegistryClient client(hurried(), nobody_, {});
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&] {
        const auto done = download_blob(
            client, {server.host(), "a", "1"}, {digest_, content_.size()},
            BlobStore(folder_.path()), [](std::uint64_t) {}, stop_);
        EXPECT_TRUE(done) << done.error().message;
      });
    }
  }
  EXPECT_EQ(server.requests().size(), 1u);
  EXPECT_EQ(text_of(store_.path_of(digest_)), content_);
}

TEST_F(BlobDownload, DoesNotWaitForWhoeverDoesNothing) {
  auto other = PartialBlob::open(store_, digest_, content_.size(), std::chrono::seconds(1));
  ASSERT_TRUE(other && *other);
  const Result<void> done = download("127.0.0.1:1");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "is being received by another program, which does not get on");
}

TEST_F(BlobDownload, AsksForTokensOnce) {
  const std::string token = R"({"token": "T1"})";
  std::string host;
  const RawServer server([&](const std::string& request) {
    if (request.starts_with("GET /token")) return http_answer("200 OK", "", token);
    if (request.find("Bearer T1") == std::string::npos) {
      return http_answer("401 Unauthorized",
                         "WWW-Authenticate: Bearer realm=\"http://" + host + "/token\"\r\n", "");
    }
    return http_answer("200 OK", "", content_);
  });
  host = server.host();
  const RegistryClient client(hurried(), nobody_, {});
  for (int i = 0; i < 2; ++i) {
    std::filesystem::remove_all(folder_.path() + "blobs");
    EXPECT_TRUE(download_blob(
        client, {host, "a", "1"}, {digest_, content_.size()}, store_, [](std::uint64_t) {}, stop_));
  }
  EXPECT_EQ(server.requests().size(), 4u);
}

}  // namespace
}  // namespace boltseal::net

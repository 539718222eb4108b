// What a server makes of what clients send, most of it hostile.

#include "net/request_reader.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace boltseal::net {
namespace {

// Hands out a text in pieces of a size; after its end the peer has ended, or falls silent.
class Script final : public Stream {
 public:
  Script(std::string_view text, std::size_t piece, bool is_silent = false)
      : text_(text), piece_(piece), is_silent_(is_silent) {}
  Outcome<std::size_t> read(std::span<char> into, Deadline) override {
    if (text_.empty() && is_silent_) return trouble(Trouble::too_slow, "is silent");
    const std::size_t count = std::min({into.size(), text_.size(), piece_});
    text_.copy(into.data(), count);
    text_.remove_prefix(count);
    return count;
  }
  Outcome<void> write(std::string_view bytes, Deadline) override {
    written += bytes;
    return {};
  }
  std::string written;

 private:
  std::string_view text_;
  const std::size_t piece_;
  const bool is_silent_;
};

RequestBounds small() {
  RequestBounds bounds;
  bounds.header = 1024;
  bounds.body = 100;
  return bounds;
}

// The requests of a text, one a line, and how the connection ends; the same in pieces of any size.
std::string heard(std::string_view text, bool is_silent = false) {
  std::string first;
  for (const std::size_t piece : {std::size_t{1} << 20, std::size_t{1}, std::size_t{7}}) {
    Script script(text, piece, is_silent);
    RequestReader reader(script, small());
    HeardRequest request;
    std::string all;
    for (;;) {
      const auto next = reader.next(request);
      if (!next) {
        all += std::to_string(next.error().status);
        break;
      }
      all += request.method + " " + request.target + " [" + request.body + "]" +
             (request.is_body_framed ? " framed" : "") +
             (request.is_kept_alive ? " kept\n" : " last\n");
    }
    if (first.empty()) first = all;
    EXPECT_EQ(all, first) << "in pieces of " << piece;
  }
  return first;
}

TEST(RequestReader, ReadsPipelinedRequestsInOrder) {
  EXPECT_EQ(heard("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                  "GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
            "POST /a [abc] framed kept\nGET /b [] last\n0");
  EXPECT_EQ(heard("GET / HTTP/1.0\r\n\r\n"), "GET / [] last\n0");
}

TEST(RequestReader, PutsChunksTogether) {
  EXPECT_EQ(heard("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
                  "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-Trailer: 9\r\n\r\n"
                  "DELETE /c HTTP/1.1\r\nHost: x\r\n\r\n"),
            "POST / [abcde] framed kept\nDELETE /c [] kept\n0");
  EXPECT_EQ(heard("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            "POST / [] framed kept\n0");
}

TEST(RequestReader, RefusesWhatMayBeReadInTwoWays) {
  const auto with = [](std::string_view headers) {
    return heard("POST / HTTP/1.1\r\n" + std::string(headers) + "\r\n0\r\n\r\n");
  };
  EXPECT_EQ(with("Host: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n"), "400");
  EXPECT_EQ(with("Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n"), "400");
  EXPECT_EQ(with("Host: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n"), "400");
  EXPECT_EQ(with("Host: x\r\nContent-Length: 5, 5\r\n"), "400");
  EXPECT_EQ(with("Host: x\r\nContent-Length: +5\r\n"), "400");
  EXPECT_EQ(with("Host: x\r\nContent-Length: -1\r\n"), "400");
  EXPECT_EQ(with("Host: x\r\nContent-Length: 99999999999999999999999\r\n"), "400");
  EXPECT_EQ(with("Host: x\r\nTransfer-Encoding: gzip, chunked\r\n"), "400");
  EXPECT_EQ(with("Host: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"),
            "400");
  EXPECT_EQ(with("Host: x\r\nTransfer-Encoding : chunked\r\n"), "400");
  EXPECT_EQ(with("Host: x\r\nHost: y\r\n"), "400");
  EXPECT_EQ(with(""), "400");
  EXPECT_EQ(heard("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "400");
  EXPECT_EQ(heard("GET / HTTP/1.1\nHost: x\n\n"), "400");
  EXPECT_EQ(heard("GET / HTTP/2.0\r\nHost: x\r\n\r\n"), "400");
  EXPECT_EQ(heard("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), "400");
  EXPECT_EQ(heard("\x16\x03\x01\x02"), "400");
}

TEST(RequestReader, TakesNoMoreThanItsBounds) {
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";
  EXPECT_EQ(heard(head + "Content-Length: 101\r\n\r\n" + std::string(101, 'x')), "413");
  EXPECT_EQ(heard(head + "Transfer-Encoding: chunked\r\n\r\n" + "32\r\n" + std::string(50, 'x') +
                  "\r\n33\r\n" + std::string(51, 'x') + "\r\n0\r\n\r\n"),
            "413");
  EXPECT_EQ(heard(head + "X: " + std::string(2000, 'x') + "\r\n\r\n"), "431");
  EXPECT_EQ(heard("GET /" + std::string(1 << 20, 'x')), "431");
  EXPECT_EQ(heard(head + "Transfer-Encoding: chunked\r\n\r\n" + "1;" + std::string(1 << 20, 'x')),
            "431");
}

TEST(RequestReader, KnowsWhatIsCutOffOrSlow) {
  EXPECT_EQ(heard("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab"), "400");
  EXPECT_EQ(heard("POST / HTTP/1.1\r\nHos"), "400");
  EXPECT_EQ(heard("POST / HTTP/1.1\r\nHos", true), "408");
  EXPECT_EQ(heard("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab", true), "408");
  EXPECT_EQ(heard("", true), "0");
}

TEST(RequestReader, TellsWhoWaitsToContinue) {
  Script script("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n",
                1 << 20);
  RequestReader reader(script, {});
  HeardRequest request;
  EXPECT_FALSE(reader.next(request));
  EXPECT_EQ(script.written, "HTTP/1.1 100 Continue\r\n\r\n");
}

}  // namespace
}  // namespace boltseal::net

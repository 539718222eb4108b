// Files of web servers on their way to the disk: what is asked, what is kept, what is taken up.

#include "net/file_download.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "support/folder.h"
#include "support/server.h"

namespace boltseal::net {
namespace {

using test::http_answer;
using test::RawServer;

const std::atomic<bool> never = false;

class FileDownload : public testing::Test {
 protected:
  Outcome<ReceivedFile> get(const RawServer& server, const FileVersion& known = {},
                            std::uint64_t most = 100) {
    HttpSettings settings;
    settings.patience = std::chrono::milliseconds(600);
    came_ = 0;
    return download_file(
        HttpClient(settings),
        {*parse_url("http://" + server.host() + "/f"), folder_.path() + "f", known, most},
        [this](std::uint64_t bytes) { came_ += bytes; }, never);
  }
  std::string file(const std::string& name) const {
    std::ifstream stream(folder_.path() + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }

  const test::TemporaryFolder folder_;
  std::uint64_t came_ = 0;
};

bool has(const std::string& request, const std::string& line) {
  return request.find("\r\n" + line + "\r\n") != std::string::npos;
}

TEST_F(FileDownload, KeepsWhatCameAndItsVersion) {
  const RawServer server([](const std::string&) {
    return http_answer("200 OK",
                       "ETag: \"a\"\r\nLast-Modified: Fri, 21 Aug 2026 07:28:00 GMT\r\n"
                       "Date: Sat, 22 Aug 2026 07:28:00 GMT\r\n",
                       "0123456789");
  });
  const auto got = get(server);
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(got->state, ReceivedFile::State::fetched);
  EXPECT_EQ(got->version, (FileVersion{"\"a\"", "Fri, 21 Aug 2026 07:28:00 GMT"}));
  EXPECT_EQ(got->date, "Sat, 22 Aug 2026 07:28:00 GMT");
  EXPECT_EQ(got->size, 10u);
  EXPECT_EQ(came_, 10u);
  EXPECT_EQ(file("f.partial"), "0123456789");
  EXPECT_EQ(file("f.partial.tag"), "");
  EXPECT_TRUE(has(server.requests().at(0), "Accept-Encoding: gzip"));
}

TEST_F(FileDownload, AsksOnlyForWhatIsNewer) {
  const RawServer server(
      [](const std::string&) { return http_answer("304 Not Modified", "", ""); });
  EXPECT_EQ(get(server, {"W/\"a\"", "x"})->state, ReceivedFile::State::unchanged);
  EXPECT_TRUE(has(server.requests().at(0), "If-None-Match: W/\"a\""));
  EXPECT_EQ(server.requests().at(0).find("If-Modified-Since"), std::string::npos);
  EXPECT_EQ(get(server, {"", "x"})->state, ReceivedFile::State::unchanged);
  EXPECT_TRUE(has(server.requests().at(1), "If-Modified-Since: x"));
  EXPECT_FALSE(get(server)) << "nobody asked whether it changed";
}

TEST_F(FileDownload, TellsWhatIsMissingFromWhatIsRefused) {
  std::string status = "404 Not Found";
  const RawServer server([&](const std::string&) { return http_answer(status, "", "no"); });
  EXPECT_EQ(get(server)->state, ReceivedFile::State::missing);
  status = "403 Forbidden";
  EXPECT_EQ(get(server).error().trouble, Trouble::refused);
  EXPECT_EQ(server.requests().size(), 2u) << "a refusal is not asked again";
  status = "503 Service Unavailable";
  EXPECT_EQ(get(server).error().message, "answers 503");
  EXPECT_EQ(server.requests().size(), 7u) << "busy servers are asked again";
}

TEST_F(FileDownload, TakesNoMoreThanItsBound) {
  std::string answer = http_answer("200 OK", "", std::string(200, 'x'));
  const RawServer server([&](const std::string&) { return answer; });
  EXPECT_NE(get(server).error().message.find("sends more than"), std::string::npos);
  EXPECT_EQ(came_, 0u) << "what is announced is not even begun";
  answer = "HTTP/1.1 200 OK\r\n\r\n" + std::string(200, 'x');
  EXPECT_NE(get(server).error().message.find("sends more than"), std::string::npos);
  answer = http_answer("200 OK", "Content-Encoding: br\r\n", "x");
  EXPECT_NE(get(server).error().message.find("compressed in a way"), std::string::npos);
}

// What a server of parts answers that breaks off after five bytes of each whole answer.
std::string in_parts(const std::string& request, const std::string& etag) {
  const std::string body = "0123456789";
  const bool is_same = has(request, "If-Range: " + etag);
  if (has(request, "Range: bytes=5-") && is_same) {
    return http_answer("206 Partial Content",
                       "ETag: " + etag + "\r\nContent-Range: bytes 5-9/10\r\n", body.substr(5));
  }
  return "HTTP/1.1 200 OK\r\nETag: " + etag + "\r\nContent-Length: 10\r\n\r\n" + body.substr(0, 5);
}

TEST_F(FileDownload, GoesOnWhereTheConnectionBroke) {
  const RawServer server([](const std::string& request) { return in_parts(request, "\"a\""); });
  const auto got = get(server);
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(file("f.partial"), "0123456789");
  EXPECT_EQ(server.requests().size(), 2u);
}

TEST_F(FileDownload, PutsNothingBehindAnotherVersion) {
  int count = 0;
  const RawServer server([&](const std::string& request) {
    // A new version each time, but for the last, which is whole.
    ++count;
    if (count == 3) return http_answer("200 OK", "ETag: \"c\"\r\n", "abcdefghij");
    return in_parts(request, count == 1 ? "\"a\"" : "\"b\"");
  });
  EXPECT_TRUE(get(server));
  EXPECT_EQ(file("f.partial"), "abcdefghij");
}

TEST_F(FileDownload, BelievesNoPartOfAnother) {
  int count = 0;
  const RawServer server([&](const std::string& request) {
    ++count;
    if (count == 2) {
      return http_answer("206 Partial Content",
                         "ETag: \"other\"\r\nContent-Range: bytes 5-9/10\r\n", "XXXXX");
    }
    return count == 1 ? in_parts(request, "\"a\"") : http_answer("200 OK", "", "abcdefghij");
  });
  EXPECT_TRUE(get(server));
  EXPECT_EQ(file("f.partial"), "abcdefghij");
  EXPECT_EQ(server.requests().at(2).find("Range:"), std::string::npos);
}

TEST_F(FileDownload, PartsOfWeakVersionsDoNotFitTogether) {
  int count = 0;
  const RawServer server([&](const std::string& request) {
    return ++count == 1 ? in_parts(request, "W/\"a\"")
                        : http_answer("200 OK", "ETag: W/\"a\"\r\n", "0123456789");
  });
  EXPECT_TRUE(get(server));
  EXPECT_EQ(server.requests().at(1).find("Range:"), std::string::npos);
  EXPECT_EQ(file("f.partial"), "0123456789");
}

TEST_F(FileDownload, TakesUpWhatAnEarlierOneLeft) {
  folder_.put("f.partial", "01234");
  folder_.put("f.partial.tag", "\"a\"");
  const RawServer server([](const std::string& request) { return in_parts(request, "\"a\""); });
  EXPECT_TRUE(get(server));
  EXPECT_EQ(file("f.partial"), "0123456789");
  EXPECT_EQ(came_, 5u);
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST_F(FileDownload, TakesUpNothingWithoutATag) {
  folder_.put("f.partial", "garbage that is longer than the file");
  const RawServer server(
      [](const std::string&) { return http_answer("200 OK", "", "0123456789"); });
  EXPECT_TRUE(get(server));
  EXPECT_EQ(file("f.partial"), "0123456789");
}

}  // namespace
}  // namespace boltseal::net

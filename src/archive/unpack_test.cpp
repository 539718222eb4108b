#include "archive/unpack.h"

#include <bzlib.h>
#include <gtest/gtest.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <functional>
#include <random>

#include "archive/decoder.h"
#include "archive/digest_stream.h"
#include "support/pieces.h"

namespace boltseal {
namespace {

using test::Pieces;

std::string gzip(const std::string& text, int level = 6) {
  z_stream state{};
  deflateInit2(&state, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&state, text.size()) + 64, '\0');
  state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  state.avail_in = static_cast<uInt>(text.size());
  state.next_out = reinterpret_cast<Bytef*>(out.data());
  state.avail_out = static_cast<uInt>(out.size());
  deflate(&state, Z_FINISH);
  out.resize(state.total_out);
  deflateEnd(&state);
  return out;
}

std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

std::string xz(const std::string& text) {
  std::string out(lzma_stream_buffer_bound(text.size()), '\0');
  std::size_t size = 0;
  lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, nullptr,
                          reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                          reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size());
  out.resize(size);
  return out;
}

std::string bzip2(const std::string& text) {
  std::string out(text.size() + text.size() / 100 + 600, '\0');  // As its manual says.
  auto size = static_cast<unsigned>(out.size());
  BZ2_bzBuffToBuffCompress(out.data(), &size, const_cast<char*>(text.data()),
                           static_cast<unsigned>(text.size()), 9, 0, 0);
  out.resize(size);
  return out;
}

// Words that compress, with noise that does not.
std::string material(std::size_t size) {
  std::mt19937 random(7);
  std::string text;
  while (text.size() < size) {
    text += random() % 4 == 0 ? std::to_string(random()) : "usr/share/doc/";
  }
  text.resize(size);
  return text;
}

std::string all_of(ByteStream& stream) {
  std::string all;
  while (true) {
    const auto piece = stream.next();
    if (!piece) return all + "|error: " + piece.error().message;
    if (piece->empty()) return all;
    all += *piece;
  }
}

struct Form {
  const char* name;
  Compression compression;
  std::string (*pack)(const std::string&);
  std::unique_ptr<Decoder> (*decoder)();
};

std::string pack_gzip(const std::string& text) { return gzip(text); }

class Unpack : public testing::TestWithParam<Form> {
 protected:
  std::string pack(const std::string& text) const { return GetParam().pack(text); }
  // Through the decoder itself, since there may be two for one compression.
  std::string decode(std::string packed, std::size_t piece, std::size_t room) const {
    const auto decoder = GetParam().decoder();
    std::string out, all;
    std::string_view rest = packed, in;
    while (true) {
      if (in.empty()) {
        in = rest.substr(0, piece);
        rest.remove_prefix(in.size());
      }
      const bool ended = in.empty();
      out.resize(room);
      const auto filled = decoder->decode(in, out);
      if (!filled) return all + "|" + filled.error().message;
      all.append(out, 0, *filled);
      if (*filled == 0 && ended) return all + (decoder->is_at_end() ? "" : "|cut off");
    }
  }
};

TEST_P(Unpack, GivesWhatWasPacked) {
  const std::string text = material(300'000);
  const std::string packed = pack(text);
  EXPECT_EQ(compression_of(packed), GetParam().compression);
  for (const std::size_t piece : {1ul, 5ul, 1000ul, packed.size()}) {
    for (const std::size_t room : {1ul, 333ul, 1ul << 20}) {
      if (piece < 1000 && room < 1000) continue;
      EXPECT_TRUE(decode(packed, piece, room) == text) << piece << " " << room;
    }
  }
  EXPECT_EQ(decode(pack(""), 1, 100), "");
}

TEST_P(Unpack, TakesSeveralOneBehindTheOther) {
  const std::string packed = pack("one ") + pack("") + pack("two");
  for (const std::size_t piece : {1ul, 3ul, 1000ul}) {
    EXPECT_EQ(decode(packed, piece, 100), "one two") << piece;
    EXPECT_EQ(decode(packed, piece, 1), "one two") << piece;
  }
}

TEST_P(Unpack, NeverTakesAPartForTheWhole) {
  const std::string text = material(3000);
  const std::string packed = pack(text) + pack("more");
  const std::size_t first = pack(text).size();
  for (std::size_t size = 1; size < packed.size(); ++size) {
    const std::string part = decode(packed.substr(0, size), 100, 500);
    EXPECT_EQ(part.find('|') == std::string::npos, size == first) << size;
    EXPECT_TRUE((text + "more").starts_with(part.substr(0, part.find('|'))));
  }
}

TEST_P(Unpack, NoticesEveryChange) {
  const std::string text = material(2000);
  const std::string packed = pack(text);
  std::size_t noticed = 0;
  for (std::size_t i = 0; i < packed.size(); ++i) {
    std::string changed = packed;
    changed[i] = static_cast<char>(changed[i] ^ 0x10);
    const std::string out = decode(changed, 100, 500);
    if (out.find('|') != std::string::npos) ++noticed;
    // Times and names of gzip's header may be anything; zstd_compress() writes no checksum.
    if (GetParam().compression == Compression::gzip && i >= 10) {
      EXPECT_NE(out.find('|'), std::string::npos) << i;
    }
  }
  EXPECT_GT(noticed, packed.size() / 3);
}

TEST_P(Unpack, GoesOverWhatIsSkipped) {
  const std::string text = material(1'000'000);
  auto stream = unpack(std::make_unique<Pieces>(pack(text), 1000), GetParam().compression);
  EXPECT_EQ(stream->skip(300'001).value(), 300'001u);
  const std::string next(stream->next().value());
  EXPECT_TRUE(text.substr(300'001).starts_with(next));
  EXPECT_EQ(stream->skip(1 << 30).value(), text.size() - 300'001 - next.size());
  EXPECT_TRUE(stream->next().value().empty());
}

TEST_P(Unpack, StopsBombs) {
  const std::string packed = pack(std::string(20 << 20, '\0'));
  UnpackLimits limits;
  limits.ratio = 100;
  limits.free = 1 << 20;
  const auto unpacked = [&] {
    auto stream = unpack(std::make_unique<Pieces>(packed, 4096), GetParam().compression, limits);
    const std::string all = all_of(*stream);
    return all.substr(std::min(all.find('|'), all.size()));
  };
  EXPECT_EQ(unpacked(),
            "|error: unpacks to more than 100 times its size, as a compression bomb does");
  limits.free = 64 << 20;
  EXPECT_EQ(unpacked(), "");
  limits.size = 8 << 20;
  EXPECT_EQ(unpacked(), "|error: unpacks to more than 8 MiB");
}

INSTANTIATE_TEST_SUITE_P(All, Unpack,
                         testing::Values(Form{"gzip", Compression::gzip, pack_gzip, gzip_decoder},
                                         Form{"zlib", Compression::gzip, pack_gzip,
                                              zlib_gzip_decoder},
                                         Form{"zstd", Compression::zstd, zstd, zstd_decoder},
                                         Form{"xz", Compression::xz, xz, xz_decoder},
                                         Form{"bzip2", Compression::bzip2, bzip2, bzip2_decoder}),
                         [](const auto& form) { return form.param.name; });

TEST(Unpack, FindsOutTheCompression) {
  for (const std::string& packed : {std::string("plain text"), gzip("plain text"),
                                    zstd("plain text"), xz("plain text"), bzip2("plain text")}) {
    for (const std::size_t piece : {1, 4, 100}) {
      auto stream = unpack_any(std::make_unique<Pieces>(packed, piece));
      ASSERT_TRUE(stream);
      EXPECT_EQ(all_of(**stream), "plain text");
      stream = unpack_any(std::make_unique<Pieces>(packed, piece));
      EXPECT_EQ((*stream)->skip(3).value(), 3u);
      EXPECT_EQ(all_of(**stream), "in text");
    }
  }
  EXPECT_EQ(all_of(**unpack_any(std::make_unique<Pieces>("", 10))), "");
  EXPECT_EQ(all_of(**unpack_any(std::make_unique<Pieces>("\x1f", 10))), "\x1f");
}

TEST(Gzip, TakesPaddingAndNoGarbage) {
  for (const auto decoder : {gzip_decoder, zlib_gzip_decoder}) {
    const auto decode = [&](const std::string& packed) -> std::string {
      const auto made = decoder();
      std::string out(100, '\0');
      std::string_view in = packed;
      const auto filled = made->decode(in, out);
      if (!filled) return filled.error().message;
      return out.substr(0, *filled) + (made->is_at_end() ? "" : "|cut off");
    };
    EXPECT_EQ(decode(gzip("a") + std::string(1000, '\0')), "a");
    EXPECT_EQ(decode(gzip("a") + std::string(10, '\0') + gzip("b")), "ab");
    EXPECT_EQ(decode(gzip("a") + "garbage behind it"), "is no valid gzip data");
    EXPECT_EQ(decode(gzip("a").substr(0, 10) + "garbage inside it"), "is no valid gzip data");
    // Stored, not compressed.
    EXPECT_EQ(decode(gzip("a", 0)), "a");
  }
}

TEST(Xz, BoundsTheMemoryThatIsAskedFor) {
  lzma_options_lzma options;
  lzma_lzma_preset(&options, 1);
  options.dict_size = 512 << 20;
  options.mode = LZMA_MODE_FAST;
  options.mf = LZMA_MF_HC3;
  lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}};
  // Only the header counts: what is asked for stands there.
  std::uint8_t header[64];
  lzma_block block{};
  block.version = 0;
  block.check = LZMA_CHECK_CRC32;
  block.filters = filters;
  block.compressed_size = block.uncompressed_size = LZMA_VLI_UNKNOWN;
  lzma_stream_flags flags{};
  flags.check = LZMA_CHECK_CRC32;
  ASSERT_EQ(lzma_stream_header_encode(&flags, header), LZMA_OK);
  ASSERT_EQ(lzma_block_header_size(&block), LZMA_OK);
  ASSERT_EQ(lzma_block_header_encode(&block, header + LZMA_STREAM_HEADER_SIZE), LZMA_OK);
  const std::string packed(reinterpret_cast<const char*>(header),
                           LZMA_STREAM_HEADER_SIZE + block.header_size);
  auto stream = unpack(std::make_unique<Pieces>(packed + "data", 1000), Compression::xz);
  EXPECT_EQ(all_of(*stream), "|error: needs more than 128 MiB to be unpacked");
}

TEST(DigestStream, CountsWhatIsSkippedAndWhatIsLeft) {
  const std::string text = material(10'000);
  for (const std::size_t piece : {1, 100, 20'000}) {
    DigestStream stream(std::make_unique<Pieces>(text, piece), "sha256");
    EXPECT_EQ(stream.skip(1234).value(), 1234u);
    EXPECT_FALSE(stream.next().value().empty());
    EXPECT_EQ(stream.finish().value(), sha256_digest(text));
  }
}

TEST(Unpack, SkipsWhatZstdMayBeginWith) {
  // As pzstd(1) writes: how long the frame after it is.
  const std::string skipped("\x50\x2a\x4d\x18\x04\0\0\0\x11\0\0\0", 12);
  const std::string packed = skipped + zstd("plain text");
  const auto stream = unpack_any(std::make_unique<TextStream>(packed));
  ASSERT_TRUE(stream);
  EXPECT_EQ(read_all(**stream, 100).value(), "plain text");
}

}  // namespace
}  // namespace boltseal

// The tar reader against Python's, on archives that GNU tar and Python write.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "archive/tar.h"
#include "archive/unpack.h"
#include "base/digest.h"
#include "base/files.h"
#include "base/text.h"
#include "support/folder.h"
#include "support/program.h"

namespace boltseal::test {
namespace {

// Files of every kind in a folder "tree", archived in every form.
constexpr const char* make_archives = R"sh(
set -e
mkdir -p tree/deep
( cd tree
  echo text > text; : > empty; head -c 100000 /dev/urandom > noise; chmod 4711 noise
  ln -s text link; ln text hard; mkfifo pipe; mkdir -m 1777 folder
  long=$(printf 'n%.0s' $(seq 150)); echo long > deep/$long; ln -s $long$long deep/to_long
  printf '\303\244' > "$(printf '\303\244\n')"
  truncate -s 3000000 sparse
  for at in $(seq 0 100000 2900000); do
    printf data | dd of=sparse bs=1 seek=$at conv=notrunc status=none
  done )
for form in v7 ustar gnu oldgnu pax; do
  tar --format=$form -cf $form.tar --ignore-failed-read tree 2> /dev/null || true
done
tar --format=gnu -S -cf sparse_gnu.tar tree
for version in 0.0 0.1 1.0; do tar --format=pax -S --sparse-version=$version -cf sparse_$version.tar tree; done
gzip -k gnu.tar; zstd -q gnu.tar; xz -k ustar.tar
)sh";

constexpr const char* python = R"py(
import hashlib, sys, tarfile
kinds = {tarfile.LNKTYPE: "hard", tarfile.SYMTYPE: "link", tarfile.DIRTYPE: "folder", tarfile.FIFOTYPE: "fifo"}
for name in sys.argv[1:]:
    with tarfile.open(name, encoding="utf-8", errors="surrogateescape") as tar, open(name + ".list", "wb") as out:
        for entry in tar:
            kind = kinds.get(entry.type, "file")
            line = f"{kind} {entry.name} {entry.linkname} {entry.mode:o} {entry.uid}:{entry.gid}"
            if kind == "file":
                body = tar.extractfile(entry).read()
                line += f" {len(body)} sha256:{hashlib.sha256(body).hexdigest()}"
            out.write(line.encode("utf-8", "surrogateescape") + b"\n")
)py";

std::string listing(const std::string& archive) {
  constexpr const char* kinds[] = {"file",  "hard",   "link", "char",
                                   "block", "folder", "fifo", "other"};
  const auto file = OpenFile::open(archive);
  TarReader tar(std::move(*unpack_any(file->stream(0, file->size()))));
  std::string text;
  while (true) {
    const auto has_next = tar.next();
    if (!has_next) return text + has_next.error().message;
    if (!*has_next) return text;
    const TarEntry& entry = tar.entry();
    char mode[16];
    std::snprintf(mode, sizeof mode, "%o", entry.mode);
    std::string path = entry.path;
    if (path.ends_with('/')) path.pop_back();
    text += std::string(kinds[static_cast<int>(entry.kind)]) + " " + path + " " + entry.link + " " +
            mode + " " + std::to_string(entry.user) + ":" + std::to_string(entry.group);
    if (entry.kind == TarEntry::Kind::file) {
      const auto body = tar.read_body(16 << 20);
      EXPECT_TRUE(body) << archive;
      text += " " + std::to_string(body->size()) + " " + sha256_digest(*body);
    }
    text += "\n";
  }
}

TEST(Archives, AreReadAsPythonReadsThem) {
  const TemporaryFolder folder;
  if (run_program("command -v python3 && command -v zstd && command -v xz", "/").exit_code != 0) {
    std::printf("skipped: no python3, zstd or xz\n");
    return;
  }
  ASSERT_EQ(run_program(make_archives, folder.path()).exit_code, 0);
  folder.put("list.py", python);
  // Python unpacks no zstd.
  const ProgramResult listed = run_program(
      "python3 list.py *.tar *.gz *.xz && cp gnu.tar.list gnu.tar.zst.list", folder.path());
  ASSERT_EQ(listed.exit_code, 0) << listed.err;
  std::size_t entries = 0, archives = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    const std::string name = entry.path();
    if (!name.ends_with(".list")) continue;
    const std::string theirs = DiskFiles().read(name).value();
    EXPECT_EQ(listing(name.substr(0, name.size() - 5)), theirs) << name;
    entries += static_cast<std::size_t>(std::ranges::count(theirs, '\n'));
    ++archives;
  }
  EXPECT_EQ(archives, 12u);
  std::printf("%zu archives, %zu entries compared\n", archives, entries);
}

}  // namespace
}  // namespace boltseal::test

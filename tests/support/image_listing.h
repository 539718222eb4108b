#pragma once

#include "model/image_contents.h"

namespace boltseal::test {

/// Reads what an image holds from a listing, one line for each file, as tar(1) lists them:
///
///     -rwsr-xr-x 0:0 /usr/bin/su
///     -rw-r----- 0:42 /etc/shadow
///     | root:*:19000:0:99999:7:::
///     -rw------- 0:0 /root/.ssh/id_rsa removed
///
/// Lines behind "| " are the bytes of the file above them. Behind the path may stand `removed` (a
/// later layer takes it away) and `capabilities`. "claims …" says why the image should hold no
/// shell; "#" begins a comment. Origins are the lines. A line that is none of these fails the test.
ImageContents read_listing(const File& listing);

}  // namespace boltseal::test

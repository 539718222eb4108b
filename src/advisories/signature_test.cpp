// Signatures, with openssl as the second opinion.

#include "advisories/signature.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "support/folder.h"
#include "support/program.h"

namespace boltseal {
namespace {

class Signature : public testing::Test {
 protected:
  std::string make(const std::string& line) const {
    const auto result = test::run_program(line, folder_.path());
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return result.out;
  }
  const test::TemporaryFolder folder_;
  const std::string secret_ = make("openssl genpkey -algorithm ed25519 | tee key.pem");
  const std::string public_ = make("openssl pkey -in key.pem -pubout | tee public.pem");
};

TEST_F(Signature, IsOfTheseBytesByThisKeyOnly) {
  const auto signature = sign("bytes", secret_);
  ASSERT_TRUE(signature) << signature.error().message;
  EXPECT_EQ(signature->size(), signature_size);
  EXPECT_TRUE(*is_signed("bytes", *signature, public_));
  EXPECT_FALSE(*is_signed("Bytes", *signature, public_));
  EXPECT_FALSE(*is_signed("bytes", "", public_));
  EXPECT_FALSE(*is_signed("bytes", signature->substr(1), public_));
  const std::string other = make("openssl genpkey -algorithm ed25519 | openssl pkey -pubout");
  EXPECT_FALSE(*is_signed("bytes", *signature, other));
  EXPECT_TRUE(*is_signed("bytes", *sign("other", secret_) + *signature, public_));
}

TEST_F(Signature, OpensslAgrees) {
  folder_.put("signed", "bytes");
  folder_.put("signed.sig", *sign("bytes", secret_));
  EXPECT_NE(make("openssl pkeyutl -verify -rawin -pubin -inkey public.pem -sigfile signed.sig "
                 "-in signed")
                .find("Verified Successfully"),
            std::string::npos);
  make("openssl pkeyutl -sign -rawin -inkey key.pem -in signed -out theirs.sig");
  EXPECT_TRUE(*is_signed("bytes", *DiskFiles().read(folder_.path() + "theirs.sig"), public_));
}

TEST_F(Signature, TakesNoOtherKeys) {
  EXPECT_TRUE(check_public_key(public_));
  EXPECT_NE(check_public_key(secret_).error().message.find("private key"), std::string::npos);
  for (const char* const line :
       {"echo nothing", "openssl genpkey -algorithm ed448 | openssl pkey -pubout",
        "openssl ecparam -name prime256v1 -genkey -noout | openssl ec -pubout"}) {
    EXPECT_FALSE(check_public_key(make(line))) << line;
  }
  EXPECT_FALSE(sign("bytes", public_));
  EXPECT_FALSE(sign("bytes", make("openssl pkey -in key.pem -aes128 -passout pass:secret")))
      << "nobody is asked for a password";
}

TEST_F(Signature, WhatIsNoFileOfSignaturesIsNone) {
  const std::string path = folder_.put("f", "x");
  EXPECT_EQ(read_signatures(path), "");
  folder_.put("f.sig", std::string(63, 's'));
  EXPECT_EQ(read_signatures(path), "");
  folder_.put("f.sig", std::string(3 * 64, 's'));
  EXPECT_EQ(read_signatures(path), "");
  folder_.put("f.sig", std::string(2 * 64, 's'));
  EXPECT_EQ(read_signatures(path).size(), 128u);
}

}  // namespace
}  // namespace boltseal

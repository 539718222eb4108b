#include "check/mask.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

TEST(Mask, HidesAssignedSecrets) {
  EXPECT_EQ(mask_secrets("ENV DB_PASSWORD=hunter2 PORT=80"), "ENV DB_PASSWORD=<masked> PORT=80");
  EXPECT_EQ(mask_secrets("ENV DB_PASSWORD hunter2"), "ENV DB_PASSWORD <masked>");
  EXPECT_EQ(mask_secrets("  POSTGRES_PASSWORD: \"hunter two\""),
            "  POSTGRES_PASSWORD: \"<masked>\"");
  EXPECT_EQ(mask_secrets("{\"api_key\":\"abc123\"}"), "{\"api_key\":\"<masked>\"}");
  EXPECT_EQ(mask_secrets("- MYSQL_PWD='x y z'"), "- MYSQL_PWD='<masked>'");
  EXPECT_EQ(mask_secrets("mysql --password hunter2 db"), "mysql --password <masked> db");
  EXPECT_EQ(mask_secrets("\"DB_PASSWORD=hunter2\""), "\"DB_PASSWORD=<masked>\"");
}

TEST(Mask, HidesTokensWhereverTheyStand) {
  EXPECT_EQ(mask_secrets("curl -H 'X: ghp_0123456789abcdefghijABCDEFGHIJ012345'"),
            "curl -H 'X: <masked>'");
  EXPECT_EQ(mask_secrets("key AKIAIOSFODNN7EXAMPLE."), "key <masked>");
  EXPECT_EQ(mask_secrets("postgres://app:s3cret@db:5432/app"),
            "postgres://app:<masked>@db:5432/app");
}

TEST(Mask, LeavesWhatIsNoSecret) {
  for (const char* const text : {
           "USER root",
           "POSTGRES_PASSWORD_FILE=/run/secrets/db",
           "POSTGRES_PASSWORD: ${DB_PASSWORD}",
           "password: {{ password }}",
           "automountServiceAccountToken: true",
           "secretName: web-tls",
           "secrets:",
           "- secret:/etc/x",
           "--mount=type=secret,id=npm",
           "image: https://registry.example:5000/app@sha256:abc",
           "a secret in the image",
           "DB_PASSWORD=«secretKeyRef db/password»",
           "token",
       }) {
    EXPECT_EQ(mask_secrets(text), text);
  }
}

TEST(Mask, IsLinearOnLongLines) {
  const std::string line(1 << 20, '=');
  EXPECT_EQ(mask_secrets("token" + line).size(), line.size() + 5);
  std::string urls;
  for (int i = 0; i < 100000; ++i) urls += "://a";
  EXPECT_EQ(mask_secrets(urls), urls);
}

TEST(Mask, ShownIsAlsoSanitized) {
  EXPECT_EQ(shown("PASSWORD=abc\x1b[31m \x1b[0m"), "PASSWORD=<masked> \\x1b[0m");
}

}  // namespace
}  // namespace boltseal

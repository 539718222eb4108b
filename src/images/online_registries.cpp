#include "images/online_registries.h"

#include <utility>

#include "net/registry.h"

namespace boltseal {
namespace {

class OnlineRegistries final : public Registries {
 public:
  OnlineRegistries(const Files& files, const std::set<std::string>& insecure)
      : credentials_(net::credential_files(net::process_environment), files),
        client_(net::http_settings(net::process_environment), credentials_, insecure) {}

  Result<std::string> digest_of(const ImageReference& image) const override {
    const std::string tag = image.tag.empty() ? "latest" : image.tag.bytes();
    Result<net::Manifest> manifest =
        client_.manifest({image.registry.bytes(), image.repository.bytes(), tag});
    if (!manifest) return std::unexpected(manifest.error());
    return std::move(manifest->digest);
  }

 private:
  const net::Credentials credentials_;
  const net::RegistryClient client_;
};

}  // namespace

std::unique_ptr<Registries> online_registries(const Files& files, std::set<std::string> insecure) {
  return std::make_unique<OnlineRegistries>(files, insecure);
}

Result<DownloadedImage> download_image(const std::string& name, const ImageDownload& how,
                                       const Files& files, const std::set<std::string>& insecure) {
  const net::Credentials credentials(net::credential_files(net::process_environment), files);
  const net::RegistryClient client(net::http_settings(net::process_environment), credentials,
                                   insecure);
  return download_image(client, parse_image_reference(name), how);
}

}  // namespace boltseal

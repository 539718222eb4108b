#include "advisories/rpm_repository.h"

#include <string>

#include "advisories/feeds/xml_events.h"
#include "base/text.h"

namespace boltseal {
namespace {

net::Outcome<std::string> text_of(const net::HttpClient& http, const net::Url& url) {
  const auto answer = http.fetch({.url = url});
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == 200) return answer->body;
  return net::trouble(answer->status / 100 == 5 ? net::Trouble::busy : net::Trouble::refused,
                      "answers " + std::to_string(answer->status) + " for " + net::shown(url));
}

// What a server names has to be as safe as the server that named it.
net::Outcome<net::Url> followed(const net::Url& base, std::string_view named) {
  const auto url = net::resolve_url(base, named);
  if (!url) return net::trouble(net::Trouble::malformed, "names what " + url.error().message);
  if (base.scheme == "https" && url->scheme != "https") {
    return net::trouble(net::Trouble::malformed, "names " + net::shown(*url) + ", without TLS");
  }
  return *url;
}

// "repodata/…-updateinfo.xml.gz"; empty when there is none.
std::string location_in(std::string_view repomd) {
  bool is_inside = false;
  std::string location;
  const feeds::XmlEvents events = {
      .begin =
          [&](std::string_view name, const feeds::XmlAttributes& attributes) {
            if (name == "data") is_inside = attributes.get("type") == "updateinfo";
            if (name == "location" && is_inside) location = attributes.get("href");
          },
      .end = [](std::string_view, std::string_view) {},
  };
  return feeds::read_xml({"repomd.xml", repomd}, events) ? location : std::string();
}

}  // namespace

net::Outcome<net::Url> find_updateinfo(const net::HttpClient& http, const net::Url& list) {
  const auto mirrors = text_of(http, list);
  if (!mirrors) return std::unexpected(mirrors.error());
  std::string first(trim(std::string_view(*mirrors).substr(0, mirrors->find('\n'))));
  if (first.empty()) return net::trouble(net::Trouble::malformed, "lists no mirror");
  if (!first.ends_with('/')) first += '/';
  const auto repository = followed(list, first);
  if (!repository) return repository;
  const auto index = followed(*repository, "repodata/repomd.xml");
  if (!index) return index;
  const auto repomd = text_of(http, *index);
  if (!repomd) return std::unexpected(repomd.error());
  const std::string location = location_in(*repomd);
  if (location.empty()) {
    return net::trouble(net::Trouble::malformed, "has a repository without an updateinfo");
  }
  return followed(*repository, location);
}

}  // namespace boltseal

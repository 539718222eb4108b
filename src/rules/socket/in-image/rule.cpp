#include <string>

#include "model/image_contents.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const ImageContents& image, Findings& findings) {
  for (const ContainedFile& file : image.files) {
    if (file.is_hidden || !is_engine_socket(file.path)) continue;
    findings.add(file.origin, "file[" + file.path + "]",
                 "the image has something at " + file.path +
                     ", where a container engine listens: it expects to be given the engine");
  }
}

}  // namespace

extern const Rule socket_in_image{
    .summary = "Image prepared for the engine's socket",
    .what =
        "A finished image holds a file, a link or a folder at the place of a container engine's "
        "socket: `/run/docker.sock`, `/run/containerd/containerd.sock`, "
        "`/run/podman/podman.sock` …",
    .why =
        "An archive cannot hold a socket, so what lies there is a place to mount one on, or a link "
        "to where it will be. Whoever may talk to an engine is root on its host.",
    .remedy =
        "Remove it, and give the program what it needs of the engine in another way: a proxy "
        "that lets only certain requests through, or a build without an engine.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.32",
                   "https://docs.docker.com/engine/security/protect-access/"},
    .contents = check,
};

}  // namespace boltseal

#!/usr/bin/env bash
# build_kubernetes.sh FOLDER: leaves FOLDER/bin/kube-apiserver, made of Debian 12's source package (1.20.2 with what it needs
# beside it). Takes four minutes, 3 GB, and the packages of [kubernetes] in ./dev; what is there already is not made again.
set -euo pipefail

# Debian's mirror has the source, whichever system this is; it is checked by its signature, and the system's own lists of
# packages stay as they are.
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
go=/usr/lib/go-1.19/bin/go
reflect2=/usr/share/gocode/src/github.com/modern-go/reflect2

mkdir -p "$1"
cd "$1"
[[ ! -x bin/kube-apiserver ]] || exit 0
for needed in "$keyring" "$go" "$reflect2"; do
  [[ -e $needed ]] || { echo "there is no $needed" >&2; exit 1; }
done

# Go finds packages below GOPATH by their names.
export GOPATH=$PWD/go GOCACHE=$PWD/cache GOFLAGS=-p=2 GO111MODULE=off CGO_ENABLED=0
tree=$GOPATH/src/k8s.io/kubernetes
if [[ ! -d $tree ]]; then
  rm -rf lists unpacked
  mkdir -p lists/partial "$(dirname "$tree")"
  echo "deb-src [signed-by=$keyring] http://deb.debian.org/debian bookworm main" > sources.list
  apt=(apt-get -q -o "Dir::Etc::SourceList=$PWD/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$PWD/lists" -o APT::Sandbox::User=root)
  "${apt[@]}" update
  "${apt[@]}" source --download-only kubernetes
  dpkg-source -x kubernetes_*.dsc unpacked
  # The one that comes along crashes under Go 1.18 and newer.
  rm -rf unpacked/vendor/github.com/modern-go/reflect2
  cp -rL "$reflect2" unpacked/vendor/github.com/modern-go/reflect2
  mv unpacked "$tree"
fi
cd "$tree"

# What Makefile.generated_files does for KUBE_OPENAPI_OUTFILE, since the package leaves generated files out.
if [[ ! -e pkg/generated/openapi/zz_generated.openapi.go ]]; then
  nice -n 10 "$go" build -o "$GOPATH/bin/openapi-gen" k8s.io/kubernetes/vendor/k8s.io/kube-openapi/cmd/openapi-gen
  inputs=$(grep -rl --include='*.go' '+k8s:openapi-gen=' staging/src/k8s.io pkg plugin cmd |
    grep -vE '^staging/src/k8s.io/(code-generator|sample-apiserver)/' | sed -E 's#^staging/src/#vendor/#; s#/[^/]*$##; s#^#k8s.io/kubernetes/#' |
    sort -u | paste -sd ,)
  PATH=$(dirname "$go"):$PATH "$GOPATH/bin/openapi-gen" --logtostderr -i "$inputs" -p k8s.io/kubernetes/pkg/generated/openapi \
    -O zz_generated.openapi -h vendor/k8s.io/code-generator/hack/boilerplate.go.txt -r "$GOPATH/violations"
fi
version=k8s.io/kubernetes/vendor/k8s.io/component-base/version
nice -n 10 "$go" build -o "$GOPATH/bin/kube-apiserver" \
  -ldflags "-X $version.gitVersion=v1.20.2 -X $version.gitMajor=1 -X $version.gitMinor=20" k8s.io/kubernetes/cmd/kube-apiserver
cd - > /dev/null
mkdir -p bin
mv "$GOPATH/bin/kube-apiserver" bin/
# What only building needs.
chmod -R u+w cache
rm -rf cache go/bin lists

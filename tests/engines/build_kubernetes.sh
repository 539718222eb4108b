#!/usr/bin/env bash
# build_kubernetes.sh FOLDER: leaves FOLDER/bin/kube-apiserver, made of Debian 12's source package (1.20.2 with what it needs
# beside it), and Debian's etcd, which is not installed, since it would start. Takes some minutes, 3 GB meanwhile, and the packages of [kubernetes] in ./dev; what is there is not made again.
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
  printf '%s [signed-by=%s] http://deb.debian.org/debian bookworm main\n' deb "$keyring" deb-src "$keyring" > sources.list
  apt=(apt-get -q -o "Dir::Etc::SourceList=$PWD/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$PWD/lists" -o "Dir::Cache=$PWD/lists" -o "APT::Sandbox::User=$(id -un)")
  "${apt[@]}" update
  "${apt[@]}" source --download-only kubernetes
  "${apt[@]}" download etcd-server
  dpkg -x etcd-server_*.deb etcd
  dpkg-source -x kubernetes_*.dsc unpacked
  # The one that comes along crashes under Go 1.18 and newer.
  rm -rf unpacked/vendor/github.com/modern-go/reflect2
  cp -rL "$reflect2" unpacked/vendor/github.com/modern-go/reflect2
  # Who builds it says which version it is.
  sed -i -E 's/"v0\.0\.0-master\+[^"]*"/"v1.20.2"/' unpacked/staging/src/k8s.io/{component-base,client-go/pkg}/version/base.go
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
nice -n 10 "$go" build -o "$GOPATH/bin/kube-apiserver" k8s.io/kubernetes/cmd/kube-apiserver
cd - > /dev/null
mkdir -p bin
mv etcd/usr/bin/etcd bin/
mv "$GOPATH/bin/kube-apiserver" bin/
# What only building needs.
chmod -R u+w cache
rm -rf cache go lists etcd etcd-server_* kubernetes_* sources.list

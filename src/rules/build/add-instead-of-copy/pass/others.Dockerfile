ARG ROOTFS
FROM scratch
ADD $ROOTFS /
ADD alpine-rootfs.tar.xz /
ADD https://example.com/a /a
ADD git@example.com:team/project.git /src

FROM fedora:43
RUN dnf -y install git && dnf install -qy git && zypper -n in git && pacman -Sy --noconfirm git && microdnf install git
RUN apt-get -qq install git && yes | apt-get install git && apt-get update && apt-get $O install git

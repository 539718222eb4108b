FROM fedora:43
RUN dnf install git
RUN zypper in git
RUN pacman -S git
RUN yum -q remove git

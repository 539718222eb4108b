ARG BASE=debian:12
ARG NAME
ARG DIR
FROM --platform=$BUILDPLATFORM ${BASE} AS one
ENV DIR=/srv
RUN echo $HOME $PATH $FROM_BASE_IMAGE
FROM one
COPY a $DIR/a
RUN for NAME in a b; do echo $NAME; done
RUN NAME=x; echo $NAME
RUN echo ${BASE:-none}
ENTRYPOINT echo $BASE
FROM ${OTHER:-alpine:3.22}
ARG BASE NAME
RUN echo $BASE $NAME

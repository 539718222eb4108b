FROM debian:12 AS build
RUN apt-get update && apt-get install -y sudo && sudo make
FROM debian:12
RUN apt-get purge -y sudo
COPY --from=build /a /a

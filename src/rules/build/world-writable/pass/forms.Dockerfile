FROM debian:12 AS build
RUN chmod -R 777 /src
FROM debian:12
COPY --chmod=0755 run.sh /run.sh
RUN chmod 1777 /scratch && chmod +x /a && chmod 775 /b && chmod o-w /c && chmod a+rX /d
RUN chmod 666 /dev/null && chmod a+rwx,+t /x && chmod $MODE /y && chmod --reference=/a /b
COPY --from=build /src /src

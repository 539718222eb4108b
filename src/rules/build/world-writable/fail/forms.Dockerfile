FROM debian:12
COPY --chmod=0777 run.sh /run.sh
RUN chmod a+rw /etc/app.conf && chmod ugo+rwx /srv && install -m 666 a /etc/a
RUN mkdir -m 0777 /data && sudo chmod o=rw /b

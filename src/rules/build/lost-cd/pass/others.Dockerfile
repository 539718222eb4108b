FROM golang:1.26
RUN cd /a && make && cd /b && make install
RUN make && (cd /c; make)
RUN if true; then cd /x; fi

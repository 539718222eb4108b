FROM example/base:1
RUN sudo -E make install

FROM fedora:43
RUN dnf install -y example && sed -i s/gpgcheck=0/gpgcheck=1/ /etc/yum.repos.d/x.repo.orig || true
RUN printf '[x]\nbaseurl=https://rpm.example.com\nrepo_gpgcheck=0\ngpgcheck=1\n' > /etc/yum.repos.d/x.repo
RUN pip install --index-url https://pypi.example.com/simple app
RUN npm config set strict-ssl true

docker run -d --name db postgres:16

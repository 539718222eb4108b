FROM node:24-slim
WORKDIR /srv
COPY . .
RUN npm ci
CMD ["node", "server.js"]
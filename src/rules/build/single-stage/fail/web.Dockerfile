# syntax=docker/dockerfile:1
FROM node:22-bookworm

# Where the pages are served.
EXPOSE 3000
WORKDIR /srv/pages
ENV NODE_ENV=production
COPY package.json package-lock.json ./
RUN npm ci --include=dev
COPY . .
RUN npm run build

USER node
CMD ["node", "dist/server.js"]

# The small variant has no compilers to leave out.
FROM node:22-slim
WORKDIR /srv/pages
COPY . .
RUN npm ci && npm run build
CMD ["node", "dist/server.js"]
